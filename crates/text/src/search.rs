//! Looks for a text within another. The standard library's search carries tables and the formatting of its panics along, four kilobytes
//! of wasm; the texts that are looked for here have two or three bytes.

/// The place of the first such text, which must not be empty.
pub(crate) fn find(text: &str, wanted: &str) -> Option<usize> {
    let windows = text.as_bytes().windows(wanted.len().max(1));
    windows.into_iter().position(|window| window == wanted.as_bytes())
}

/// Whether there is such a text.
pub(crate) fn contains(text: &str, wanted: &str) -> bool {
    find(text, wanted).is_some()
}

/// The parts before and behind the first such text.
pub(crate) fn split_once<'a>(text: &'a str, wanted: &str) -> Option<(&'a str, &'a str)> {
    let at = find(text, wanted)?;
    Some((text.get(..at)?, text.get(at + wanted.len()..)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_finds_as_the_standard_library_does() {
        for text in [
            "",
            "-",
            "-->",
            "a-->b-->",
            "--->",
            "é]: ü]:",
            "||",
            "| |",
            "\u{1F600}://",
        ] {
            for wanted in ["-->", "]:", "||", " | ", "://"] {
                assert_eq!(find(text, wanted), text.find(wanted), "{text:?} {wanted:?}");
                assert_eq!(contains(text, wanted), text.contains(wanted));
                assert_eq!(split_once(text, wanted), text.split_once(wanted));
            }
        }
    }
}
