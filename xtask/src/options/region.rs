//! Generated regions of files, between two markers in comments of the file's language.

/// The text with new content between the markers of a region, or `None` where the markers are missing.
///
/// A line with `options:NAME` begins the region, one with `/options:NAME` ends it.
pub fn replaced(text: &str, name: &str, content: &str) -> Option<String> {
    let (begin, end) = (format!("options:{name} "), format!("/options:{name}"));
    let mut kept = String::with_capacity(text.len());
    let mut lines = text.split_inclusive('\n');
    loop {
        let line = lines.next()?;
        kept.push_str(line);
        if line.contains(&begin) {
            break;
        }
    }
    kept.push_str(content);
    let last = lines.find(|line| line.contains(&end))?;
    kept.push_str(last);
    kept.extend(lines);
    Some(kept)
}

#[cfg(test)]
mod tests {
    use super::replaced;

    #[test]
    fn only_the_text_between_the_markers_changes() {
        let text = "a\n// options:one (written)\nold\n// /options:one\nb\n// options:two (written)\n// /options:two\n";
        let new = replaced(text, "one", "new\n").unwrap();
        assert_eq!(new, text.replace("old", "new"));
        assert!(replaced(&new, "two", "x\n").unwrap().contains("x\n// /options:two"));
    }

    #[test]
    fn missing_markers_are_reported() {
        assert_eq!(replaced("a\n", "one", "x\n"), None);
        assert_eq!(replaced("// options:one (written)\n", "one", "x\n"), None);
    }
}
