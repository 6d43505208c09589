//! Every language says everything that the player says.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use streaming_avatar_player::Words;

/// The words of the player, and of the page around it in the app. The first folder says which languages there are.
const FOLDERS: [&str; 2] = ["web/embed/element/texts", "web/app/texts"];
/// All folders that have a file for each language: further ones hold the words of the connection test, and those of the app's dialog for it.
const OF_EACH_LANGUAGE: [&str; 4] = [
    FOLDERS[0],
    FOLDERS[1],
    "web/embed/extra/connection-words",
    "web/app/network-words",
];
/// The files that list the languages, and the entry of a language in each. English, which comes without being asked for, may be imported.
type List = (&'static str, fn(&str) -> String);
const LISTS: [List; 5] = [
    ("web/app/boot/languages.js", |tag| format!(" {tag}: '")),
    ("web/embed/element/texts.js", |tag| format!("'./texts/{tag}.js'")),
    ("web/embed/extra/connection-words.js", |tag| {
        format!("'./connection-words/{tag}.js'")
    }),
    // Of `language` for the reference.
    ("web/options.json", |tag| format!("`{tag}`")),
    // Of `lang` in the app's address.
    ("docs/src/quick-start.md", |tag| format!("`{tag}`")),
];

/// A path in the workspace.
fn path(name: &str) -> PathBuf {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../..")).join(name)
}

/// The languages that a folder has.
fn languages(folder: &str) -> BTreeSet<String> {
    let files = sources(&path(folder));
    files
        .iter()
        .map(|file| file.file_stem().unwrap().to_str().unwrap().to_owned())
        .collect()
}

fn words(folder: &str, language: &str) -> BTreeMap<String, String> {
    let file = std::fs::read_to_string(path(&format!("{folder}/{language}.js"))).expect(language);
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
    for language in languages(folder) {
        let mut other = words(folder, &language);
        // Only the player's words say that a language is written from right to left; the others follow it.
        let direction = other.remove("dir");
        let allowed = direction.is_none() || (folder == FOLDERS[0] && direction.as_deref() == Some("rtl"));
        assert!(allowed, "{folder}/{language}.js: dir");
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
}

#[test]
fn each_language_is_in_every_folder_and_every_list() {
    let all = languages(FOLDERS[0]);
    assert!(all.contains("en"), "{all:?}");
    for folder in OF_EACH_LANGUAGE {
        let found = languages(folder);
        let missing: Vec<_> = all.difference(&found).collect();
        assert!(missing.is_empty(), "{folder} has no {missing:?}");
        let unknown: Vec<_> = found.difference(&all).collect();
        assert!(
            unknown.is_empty(),
            "{folder} has {unknown:?}, which {} has not",
            FOLDERS[0]
        );
    }
    for (list, entry) in LISTS {
        let text = std::fs::read_to_string(path(list)).unwrap();
        for language in &all {
            assert!(text.contains(&entry(language)), "{list} has no {language}");
        }
    }
}

/// A word that is not there would show its key.
#[test]
fn the_app_names_no_word_that_is_not_there() {
    let [player, page] = FOLDERS.map(|folder| words(folder, "en"));
    let mut named = 0;
    for file in ["player", "app"]
        .iter()
        .flat_map(|folder| sources(&path("src").join(folder)))
    {
        let code = std::fs::read_to_string(file).unwrap();
        for (call, words) in [
            (" word(\"", &player),
            ("(word(\"", &player),
            ("=word(\"", &player),
            ("page_word(\"", &page),
        ] {
            for key in code.split(call).skip(1).filter_map(|rest| rest.split('"').next()) {
                assert!(words.contains_key(key), "there are no words for {key}");
                named += 1;
            }
        }
        for key in code.split('"').filter(|text| {
            ["stages.", "credentialKinds.", "samples."]
                .iter()
                .any(|group| text.starts_with(group))
        }) {
            assert!(page.contains_key(key), "there are no words for {key}");
            named += 1;
        }
    }
    assert!(named > 50, "{named}");
}

/// The files in a folder and in those below it.
fn sources(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let files = |path: PathBuf| if path.is_dir() { sources(&path) } else { vec![path] };
    entries.flat_map(files).collect()
}

/// Every key that the model names is in the table.
#[test]
fn the_model_names_no_word_that_is_not_there() {
    let english = words(FOLDERS[0], "en");
    let mut named = 0;
    for source in sources(&path("crates/player/src")) {
        let file = std::fs::read_to_string(source).unwrap();
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
    for control in
        "start again stop cancel interrupt repeat mute captions transcript snapshot record background pip full close sound send clear \
                    stay dismiss retry edit check speaking loading over waiting"
            .split_whitespace()
    {
        assert!(english.contains_key(control), "there are no words for {control}");
    }
}
