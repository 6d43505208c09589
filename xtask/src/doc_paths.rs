//! Checks the paths that the documentation names: each file and folder is there, so that a rename leaves no stale path behind.

use std::path::Path;

use walkdir::WalkDir;

/// The workspace's root.
const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");
/// Pages in the root, beside those in `docs`.
const PAGES: [&str; 4] = ["README.md", "CONTRIBUTING.md", "RELEASING.md", "SECURITY.md"];
/// Folders whose files are named by their paths from the root. Paths of the built site begin otherwise.
const FOLDERS: [&str; 8] = [
    "crates/", "src/", "web/", "style/", "tests/", "xtask/", "docs/", "deploy/",
];

/// The paths that a page names: between backticks, or at the beginning of a line in the map of the code.
fn paths(page: &str) -> impl Iterator<Item = &str> {
    let spans = page.split('`').filter(|span| !span.contains(char::is_whitespace));
    let entries = page
        .lines()
        .filter_map(|line| line.split_once("  "))
        .flat_map(|(entry, _)| entry.split(", "));
    let is_path =
        |text: &&str| FOLDERS.iter().any(|folder| text.starts_with(folder)) && !text.contains(['*', '{', '<']);
    spans.chain(entries).filter(is_path)
}

#[test]
fn each_path_exists() {
    let root = Path::new(ROOT);
    let below = WalkDir::new(root.join("docs/src"))
        .into_iter()
        .map(|entry| entry.unwrap().into_path());
    let pages = PAGES
        .iter()
        .map(|page| root.join(page))
        .chain(below.filter(|path| path.extension().is_some_and(|kind| kind == "md")));
    let (mut stale, mut count) = (Vec::new(), 0);
    for page in pages {
        let text = std::fs::read_to_string(&page).unwrap();
        for path in paths(&text) {
            count += 1;
            if !root.join(path).exists() {
                stale.push(format!("{}: {path}", page.display()));
            }
        }
    }
    assert!(stale.is_empty(), "Stale paths:\n{}", stale.join("\n"));
    assert!(count > 50, "only {count} paths were found");
}

#[test]
fn paths_are_told_from_other_code() {
    let page = "The list is `web/options.json`, not `cargo test` or `dist/embed`.\n\n```\ncrates/api/, src/     the wire\n  inner/        a part\n```\n\
                All of `crates/*/src` and `web/<name>.js`.";
    assert_eq!(
        paths(page).collect::<Vec<_>>(),
        ["web/options.json", "crates/api/", "src/"]
    );
}
