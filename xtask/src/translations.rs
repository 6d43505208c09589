//! Checks the translations of the interface: each language has all words, and one for each error that a visitor may meet.

use std::collections::BTreeSet;
use std::path::Path;

/// The workspace's root.
const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");

fn file(name: &str) -> String {
    std::fs::read_to_string(Path::new(ROOT).join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// The text between two markers.
fn between<'a>(text: &'a str, from: &str, to: &str) -> &'a str {
    let start = text.find(from).unwrap_or_else(|| panic!("no {from}")) + from.len();
    let length = text[start..].find(to).unwrap_or_else(|| panic!("no {to} after {from}"));
    &text[start..start + length]
}

/// The names before a colon, at any depth, in a file of words.
fn keys(code: &str) -> BTreeSet<String> {
    let key = |line: &str| {
        let (name, _) = line.trim().split_once(':')?;
        let name = name.trim_matches('\'');
        let plain = |letter: char| letter.is_ascii_alphanumeric() || letter == '-';
        (!name.is_empty() && name.chars().all(plain)).then(|| name.to_owned())
    };
    code.lines().filter_map(key).collect()
}

#[test]
fn every_language_has_all_words_and_all_errors() {
    let mut wanted = keys(&file("web/embed/element/texts/en.js"));
    let table = file("docs/src/troubleshooting.md");
    let codes = between(&table, "| What to do |\n", "\n\n")
        .lines()
        .filter(|line| line.starts_with("| `"))
        .flat_map(|line| between(line, "| ", " |").split(", "))
        .map(|code| code.trim_matches('`').to_owned());
    wanted.extend(codes);
    // Shown to the page's developer only.
    for code in [
        "bad-address",
        "bad-ice-servers",
        "consent-needed",
        "disposed",
        "frame-silent",
        "not-listed",
        "part-missing",
        "unknown-attribute",
    ] {
        wanted.remove(code);
    }
    let folder = Path::new(ROOT).join("web/embed/element/texts");
    for entry in folder.read_dir().unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let has = keys(&file(&format!("web/embed/element/texts/{name}")));
        let missing: Vec<_> = wanted.difference(&has).collect();
        assert!(missing.is_empty(), "{name} has no {missing:?}");
    }
}

#[test]
fn every_language_has_all_words_of_the_connection_test_and_its_dialog() {
    for folder in ["web/embed/extra/connection-words", "web/app/network-words"] {
        let wanted = keys(&file(&format!("{folder}/en.js")));
        // That there is a file for each language, a test of `crates/player` says.
        for entry in Path::new(ROOT).join(folder).read_dir().unwrap() {
            let name = entry.unwrap().file_name().into_string().unwrap();
            assert_eq!(keys(&file(&format!("{folder}/{name}"))), wanted, "{folder}/{name}");
        }
    }
}
