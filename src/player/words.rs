//! The words of the player in the language in use.

use std::cell::OnceCell;

use player_model::{Phrase, Words};

/// The words that are always there, and stand in for those that another language does not have.
const ENGLISH: &str = include_str!("../../web/embed/element/texts/en.js");

thread_local! {
    static WORDS: OnceCell<Words> = const { OnceCell::new() };
}

/// The words for a key of the tables; the key where there are none.
pub(crate) fn word(key: &'static str) -> String {
    say(&key.into()).unwrap_or_else(|| key.to_owned())
}

/// The words of a phrase; none where there are none.
pub(crate) fn say(phrase: &Phrase) -> Option<String> {
    WORDS.with(|words| words.get_or_init(|| Words::read(ENGLISH)).say(phrase))
}
