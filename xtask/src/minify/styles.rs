//! Joins the page's style sheets: the sources are many small files, and each would be a request before the first paint.

use std::collections::hash_map::DefaultHasher;
use std::fs;
use std::hash::{Hash as _, Hasher as _};
use std::path::Path;

use crate::error::TaskError;

/// Joins all style sheets of the page, in their order.
pub fn join(site: &Path) -> Result<(), TaskError> {
    let page = site.join("index.html");
    let html = fs::read_to_string(&page).map_err(|error| TaskError::file(&page, error))?;
    let links = links(&html);
    if links.len() < 2 {
        return Ok(());
    }
    let mut all = String::new();
    for link in &links {
        let path = site.join(&link.file);
        all += &fs::read_to_string(&path).map_err(|error| TaskError::file(&path, error))?;
        fs::remove_file(&path).map_err(|error| TaskError::file(&path, error))?;
    }
    // The name contains a hash of the content, like Trunk's names, so that hosts let browsers cache the file for good.
    let mut hasher = DefaultHasher::new();
    all.hash(&mut hasher);
    let name = format!("style-{:016x}.css", hasher.finish());
    let path = site.join(&name);
    fs::write(&path, all).map_err(|error| TaskError::file(&path, error))?;
    let html = linked_once(&html, &links, &name);
    fs::write(&page, html).map_err(|error| TaskError::file(&page, error))
}

/// A tag of the page that names a style sheet.
#[derive(Debug, PartialEq, Eq)]
struct Link {
    /// Its position in the page, in bytes.
    from: usize,
    to: usize,
    /// The file's name in the site's folder.
    file: String,
}

/// The style sheets beside a page that it names.
fn links(html: &str) -> Vec<Link> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(begin) = html.get(from..).and_then(|rest| rest.find("<link ")) {
        let begin = from + begin;
        let Some(length) = html.get(begin..).and_then(|rest| rest.find('>')) else {
            break;
        };
        from = begin + length + 1;
        let tag = html.get(begin..from).unwrap_or_default();
        let file = attribute(tag, "href").map(|href| href.trim_start_matches("./").to_owned());
        if let Some(file) = file
            && attribute(tag, "rel") == Some("stylesheet")
            && !file.contains('/')
        {
            found.push(Link {
                from: begin,
                to: from,
                file,
            });
        }
    }
    found
}

/// An attribute's value, in quotes or, after a minifier, without.
fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let at = tag.find(&format!(" {name}="))? + name.len() + 2;
    let rest = tag.get(at..)?;
    match rest.strip_prefix(['"', '\'']) {
        Some(quoted) => quoted.split(['"', '\'']).next(),
        None => rest
            .split(|end: char| end.is_whitespace() || end == '>')
            .next()
            .map(|value| value.strip_suffix('/').unwrap_or(value)),
    }
}

/// The page with one link in the place of the first.
fn linked_once(html: &str, links: &[Link], file: &str) -> String {
    let mut out = String::new();
    let mut from = 0;
    for (place, link) in links.iter().enumerate() {
        out += html.get(from..link.from).unwrap_or_default();
        if place == 0 {
            out += &format!("<link rel=\"stylesheet\" href=\"./{file}\">");
        }
        from = link.to;
    }
    out + html.get(from..).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::join;

    #[test]
    fn the_page_names_one_sheet_with_all_rules_in_order() {
        let site = std::env::temp_dir().join(format!("xtask-styles-{}", std::process::id()));
        fs::create_dir_all(&site).unwrap();
        let write = |name: &str, text: &str| fs::write(site.join(name), text).unwrap();
        write("a-1.css", "a{}");
        write("b-2.css", "b{}");
        write("later.css", "c{}");
        write(
            "index.html",
            "<head><link rel=\"icon\" href=\"./i.svg\"><link rel=\"stylesheet\" href=\"./a-1.css\"/>\n<link rel=stylesheet href=./b-2.css></head>",
        );
        join(&site).unwrap();
        let page = fs::read_to_string(site.join("index.html")).unwrap();
        assert_eq!(page.matches("stylesheet").count(), 1, "{page}");
        assert!(page.starts_with("<head><link rel=\"icon\" href=\"./i.svg\"><link rel=\"stylesheet\" href=\"./style-"));
        let name = page.split("./").last().unwrap().split('"').next().unwrap();
        assert_eq!(fs::read_to_string(site.join(name)).unwrap(), "a{}b{}");
        assert!(!site.join("a-1.css").exists() && site.join("later.css").exists());

        join(&site).unwrap();
        assert_eq!(
            fs::read_to_string(site.join("index.html")).unwrap(),
            page,
            "once more changes nothing"
        );
        fs::remove_dir_all(&site).unwrap();
    }
}
