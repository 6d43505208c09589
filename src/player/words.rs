//! The words in the language in use: those of the player, and those of the page around it.

use std::cell::OnceCell;

use player_model::{Phrase, Words};

/// The words that are always there, and stand in for those that another language does not have.
const ENGLISH: [&str; 2] = [
    include_str!("../../web/embed/element/texts/en.js"),
    include_str!("../../web/app/texts/en.js"),
];

/// The words of the player and of the page, in the language in use before English.
type Tables = [Vec<Words>; 2];

thread_local! {
    static TABLES: OnceCell<Tables> = const { OnceCell::new() };
}

/// Takes the files of a language, for the player and for the page. To be called before anything is shown; later it changes nothing.
pub fn speak(files: [&str; 2]) {
    TABLES.with(|tables| {
        let _ = tables.set(read(Some(files)));
    });
}

fn read(files: Option<[&str; 2]>) -> Tables {
    [0, 1].map(|which| {
        let language = files.and_then(|files| files.get(which).copied());
        let english = ENGLISH.get(which).copied();
        language.into_iter().chain(english).map(Words::read).collect()
    })
}

fn find(which: usize, phrase: &Phrase) -> Option<String> {
    TABLES.with(|tables| {
        let tables = tables.get_or_init(|| read(None));
        tables.get(which)?.iter().find_map(|words| words.say(phrase))
    })
}

/// The words for a key of the player's tables; the key where there are none.
pub(crate) fn word(key: &'static str) -> String {
    say(&key.into()).unwrap_or_else(|| key.to_owned())
}

/// The words of a phrase of the player; none where there are none.
pub(crate) fn say(phrase: &Phrase) -> Option<String> {
    find(0, phrase)
}

/// The words for a key of the page's tables, kept for the life of the page.
pub(super) fn page_word(key: &'static str) -> &'static str {
    find(1, &key.into()).map_or(key, |words| words.leak())
}
