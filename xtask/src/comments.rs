//! Checks comments and documentation: each sentence opens with its subject, so that a search for the usual word finds it.

use std::path::Path;

use walkdir::WalkDir;

/// The workspace's root.
const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");
/// Folders with sources.
const FOLDERS: [&str; 7] = ["src", "crates", "web", "tests", "xtask", "style", "docs"];
/// Pages in the root.
const PAGES: [&str; 5] = [
    "README.md",
    "CONTRIBUTING.md",
    "CHANGELOG.md",
    "RELEASING.md",
    "SECURITY.md",
];
/// Folders inside them whose files are made or fetched.
const OTHERS: [&str; 4] = ["node_modules", "dist", "target", ".next"];
/// Words that hide the subject.
const OPENINGS: [&str; 4] = ["What", "Which", "None", "One's own"];

/// The text of a line that is a comment, or belongs to one.
fn comment(line: &str) -> Option<&str> {
    let line = line.trim_start();
    let marks = ["//!", "///", "//", "/**", "/*", "* ", "# "];
    let mark = marks.into_iter().find(|mark| line.starts_with(mark))?;
    line.strip_prefix(mark).map(str::trim)
}

/// The text of a line of a page, without the marks of a list or a table. Headings are no sentences.
fn paragraph(line: &str) -> Option<&str> {
    (!line.starts_with('#')).then(|| line.trim_start_matches(['-', '|', '>', ' ']))
}

/// The opening of a sentence in `text` that hides its subject.
fn hidden(text: &str) -> Option<&'static str> {
    let sentences = text.split_inclusive(['.', ':', ';']);
    sentences
        .map(str::trim_start)
        .find_map(|sentence| OPENINGS.into_iter().find(|word| begins_with(sentence, word)))
}

/// Whether a sentence begins with this word, and goes on: `None,` in a list of values is no sentence.
fn begins_with(sentence: &str, word: &str) -> bool {
    let rest = sentence.strip_prefix(word).and_then(|rest| rest.strip_prefix(' '));
    rest.is_some_and(|rest| rest.starts_with(char::is_alphabetic) || rest.starts_with(['`', '[']))
}

#[test]
fn sentences_open_with_their_subject() {
    let mut found = Vec::new();
    for place in FOLDERS.into_iter().chain(PAGES) {
        let walk = WalkDir::new(Path::new(ROOT).join(place)).into_iter();
        let files = walk.filter_entry(|entry| !OTHERS.iter().any(|other| entry.file_name() == *other));
        for entry in files {
            let entry = entry.unwrap();
            let extension = entry.path().extension().and_then(|extension| extension.to_str());
            let sentences = match extension {
                Some("rs" | "js" | "mjs" | "ts" | "css" | "toml") => comment,
                Some("md") => paragraph,
                _ => continue,
            };
            let text = std::fs::read_to_string(entry.path()).unwrap();
            for (number, line) in text.lines().enumerate() {
                if let Some(word) = sentences(line).and_then(hidden) {
                    found.push(format!("{}:{}: {word}", entry.path().display(), number + 1));
                }
            }
        }
    }
    assert!(found.is_empty(), "Name the subject first:\n{}", found.join("\n"));
}

#[test]
fn an_opening_is_found_wherever_a_sentence_begins() {
    assert_eq!(comment("    /// What it is.").and_then(hidden), Some("What"));
    assert_eq!(comment("// It ends. Which one").and_then(hidden), Some("Which"));
    assert_eq!(comment("//! The client says what it wants.").and_then(hidden), None);
    assert_eq!(comment("let text = \"What is it?\";"), None);
    assert_eq!(paragraph("- What it is.").and_then(hidden), Some("What"));
    assert_eq!(
        paragraph("| `name` | It is. Which one is |").and_then(hidden),
        Some("Which")
    );
}
