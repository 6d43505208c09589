//! The page of the frame (iframe): which pages may embed and drive it (`frame-ancestors`).
//!
//! There is one list: what the page itself names as its parents, and what the command line adds. It is written into the page, which
//! looks at who is around it, and sent as `frame-ancestors`, by which the browser does not even show the page to others.

use crate::options::AllowedOrigin;

/// The file's name.
pub const NAME: &str = "embed.html";

/// The name of the `meta` element that lists the parents.
const LIST: &str = "streaming-avatar-parents";

/// The page as it is sent, and the pages that may show it.
pub fn with_parents(page: &str, further: &[AllowedOrigin]) -> (String, Vec<AllowedOrigin>) {
    let Some((start, end)) = tag(page) else {
        return (page.to_owned(), further.to_vec());
    };
    let listed = page.get(start..end).and_then(content).unwrap_or_default();
    // A value that is no origin allows nobody.
    let mut parents: Vec<AllowedOrigin> = listed.split_whitespace().filter_map(|text| text.parse().ok()).collect();
    for origin in further {
        if !parents.contains(origin) {
            parents.push(origin.clone());
        }
    }
    let names: Vec<_> = parents.iter().map(ToString::to_string).collect();
    let written = format!("<meta name=\"{LIST}\" content=\"{}\" />", names.join(" "));
    let (before, after) = (
        page.get(..start).unwrap_or_default(),
        page.get(end..).unwrap_or_default(),
    );
    (format!("{before}{written}{after}"), parents)
}

/// The header `Content-Security-Policy` of these pages. The page's own origin may always.
pub fn policy(parents: &[AllowedOrigin]) -> String {
    let names = parents.iter().map(|origin| format!(" {origin}"));
    format!("frame-ancestors 'self'{}", names.collect::<String>())
}

/// Where the `meta` element with the list is.
fn tag(page: &str) -> Option<(usize, usize)> {
    page.match_indices("<meta").find_map(|(start, _)| {
        let end = start + page.get(start..)?.find('>')? + 1;
        page.get(start..end)?.contains(LIST).then_some((start, end))
    })
}

/// The value of a tag's `content`, with quotes around it or without.
fn content(tag: &str) -> Option<&str> {
    let (_, value) = tag.split_once("content=")?;
    match value.chars().next()? {
        quote @ ('"' | '\'') => value.get(1..)?.split(quote).next(),
        _ => value.split([' ', '>']).next(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn origins(texts: &[&str]) -> Vec<AllowedOrigin> {
        texts.iter().map(|text| text.parse().unwrap()).collect()
    }

    #[test]
    fn the_page_and_the_command_line_make_one_list() {
        let page = "<meta charset=\"utf-8\" />\n<meta name=\"streaming-avatar-parents\" content=\"https://a.example nonsense\" />\n<p>";
        let (sent, parents) = with_parents(page, &origins(&["https://b.example", "https://a.example"]));
        assert_eq!(parents, origins(&["https://a.example", "https://b.example"]));
        assert!(
            sent.contains("content=\"https://a.example https://b.example\""),
            "{sent}"
        );
        assert!(
            sent.starts_with("<meta charset=\"utf-8\" />\n<meta") && sent.ends_with(" />\n<p>"),
            "{sent}"
        );
        assert_eq!(
            policy(&parents),
            "frame-ancestors 'self' https://a.example https://b.example"
        );
    }

    #[test]
    fn a_list_is_found_however_it_is_written() {
        for tag in [
            "<meta name=streaming-avatar-parents content=https://a.example>",
            "<meta content='https://a.example' name='streaming-avatar-parents'/>",
        ] {
            assert_eq!(with_parents(tag, &[]).1, origins(&["https://a.example"]), "{tag}");
        }
        assert!(
            with_parents("<meta name=\"streaming-avatar-parents\" content=\"\" />", &[])
                .1
                .is_empty()
        );
        let (sent, parents) = with_parents("<p>another page</p>", &origins(&["*"]));
        assert_eq!(
            (sent.as_str(), policy(&parents).as_str()),
            ("<p>another page</p>", "frame-ancestors 'self' *")
        );
    }
}
