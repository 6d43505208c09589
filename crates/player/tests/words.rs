//! Every language says everything that the player says.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use std::collections::BTreeMap;
use std::path::Path;

use streaming_avatar_player::Words;

/// The words of the player, and of the page around it in the app.
const FOLDERS: [&str; 2] = [
    concat!(env!("CARGO_MANIFEST_DIR"), "/../../web/embed/element/texts"),
    concat!(env!("CARGO_MANIFEST_DIR"), "/../../web/app/texts"),
];
const LANGUAGES: [&str; 8] = ["ar", "de", "en", "es", "fr", "ja", "pt", "zh"];

fn words(folder: &str, language: &str) -> BTreeMap<String, String> {
    let file = std::fs::read_to_string(Path::new(folder).join(language).with_extension("js")).expect(language);
    // Read line by line: what goes over two lines, or hides a quote, would be lost.
    let lines = file
        .lines()
        .filter(|line| line.contains(": ") && !line.ends_with('{'))
        .count();
    let words = Words::read(&file);
    let words: BTreeMap<_, _> = words
        .all()
        .map(|(key, text)| (key.to_owned(), text.to_owned()))
        .collect();
    assert_eq!(
        words.len(),
        lines,
        "{language}: a line is not of the form `key: 'words',`"
    );
    assert!(!file.contains('\\'), "{language}: a backslash");
    words
}

#[test]
fn each_language_has_every_key_and_every_argument() {
    for folder in FOLDERS {
        in_folder(folder);
    }
}

fn in_folder(folder: &str) {
    let english = words(folder, "en");
    for language in LANGUAGES {
        let mut other = words(folder, language);
        let player = folder.ends_with("element/texts");
        assert_eq!(
            other.remove("dir"),
            (player && language == "ar").then(|| "rtl".to_owned())
        );
        for (key, text) in &english {
            let translated = other.get(key).unwrap_or_else(|| panic!("{language} has no {key}"));
            assert_eq!(
                translated.matches("{}").count(),
                text.matches("{}").count(),
                "{language}: {key}"
            );
            assert!(!translated.trim().is_empty(), "{language}: {key}");
        }
        let unknown: Vec<_> = other.keys().filter(|key| !english.contains_key(*key)).collect();
        assert!(unknown.is_empty(), "{language} has {unknown:?}, which English has not");
    }
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    files.sort();
    assert_eq!(files.len(), LANGUAGES.len(), "{files:?}");
}

/// Every key that the model names is in the table.
#[test]
fn the_model_names_no_word_that_is_not_there() {
    let english = words(FOLDERS[0], "en");
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut named = 0;
    for entry in std::fs::read_dir(source).unwrap() {
        let file = std::fs::read_to_string(entry.unwrap().path()).unwrap();
        let code = file.split("#[cfg(test)]").next().unwrap();
        for (at, _) in code.match_indices('"') {
            let word = code[at + 1..].split('"').next().unwrap();
            let grouped = ["states.", "ended.", "outcomes.", "limit."]
                .iter()
                .any(|group| word.starts_with(group));
            if grouped && word.chars().all(|letter| letter.is_ascii_alphabetic() || letter == '.') {
                assert!(english.contains_key(word), "there are no words for {word}");
                named += 1;
            }
        }
    }
    assert!(named > 20, "{named}");
    for control in "start again stop cancel interrupt repeat mute captions transcript pip full snapshot record background close sound send \
                    stay dismiss retry edit check speaking loading over waiting"
        .split_whitespace()
    {
        assert!(english.contains_key(control), "there are no words for {control}");
    }
}
