//! The part of a clean text that is handed to an engine, and the part that the voice cannot say.
//!
//! The engines obey commands in their input: Pico reads `<play file="...">` and puts the file into the sound. What
//! comes from a user is text only, so nothing that could be a command reaches an engine.

use std::iter::Peekable;
use std::str::Chars;

use crate::speech::{
    language::{Language, SignWords},
    speakable::{Said, said},
};

/// Digits in a row from which on they are read one by one: nobody understands longer numbers, and Pico refuses those of 51.
const LONG_NUMBER: usize = 13;
/// How many of them are read in one breath.
const BREATH: usize = 4;
/// The longest path of an address that is read out, in characters.
const MAX_PATH: usize = 24;
/// The most that is told of what was not said, in characters.
const MAX_UNSAID: usize = 200;

/// A text as it is spoken.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Spoken {
    /// Without tags, angle brackets, ampersands, backslashes and control characters, with signs as words where engines do not
    /// know them.
    pub text: String,
    /// The stretches that the voice cannot say.
    pub unsaid: Vec<String>,
}

/// Makes a clean text (see the crate `text`) ready for a voice of that language.
pub(crate) fn spoken(clean: &str, language: Language) -> Spoken {
    let mut speaking = Speaking {
        words: language.sign_words(),
        out: String::with_capacity(clean.len()),
        unsaid: Vec::new(),
        run: String::new(),
    };
    for (nth, line) in clean.split('\n').enumerate() {
        if nth > 0 {
            speaking.neutral('\n');
        }
        for (nth, word) in line.split(' ').enumerate() {
            if nth > 0 {
                speaking.neutral(' ');
            }
            match address(word) {
                Some(address) => speaking.take(&address),
                None => speaking.take(word),
            }
        }
    }
    speaking.close();
    Spoken {
        text: times(&speaking.out, &speaking.words),
        unsaid: speaking.unsaid,
    }
}

/// Stretches that were not said, as they are told: short enough to be shown.
pub(crate) fn told(unsaid: &[String]) -> Option<String> {
    let all = unsaid.join(" … ");
    match all.char_indices().nth(MAX_UNSAID) {
        _ if all.is_empty() => None,
        None => Some(all),
        Some((end, _)) => Some(format!("{}…", all.get(..end).unwrap_or(&all).trim_end())),
    }
}

struct Speaking {
    words: SignWords,
    out: String,
    unsaid: Vec<String>,
    /// The stretch that cannot be said and goes on.
    run: String,
}

impl Speaking {
    fn take(&mut self, word: &str) {
        let mut rest = word.chars().peekable();
        while let Some(character) = rest.next() {
            if character.is_ascii_digit() {
                self.number(character, &mut rest);
                continue;
            }
            match character {
                '<' | '>' => self.compare(character, &mut rest),
                '≤' => self.say(self.words.at_most),
                '≥' => self.say(self.words.at_least),
                '&' => self.say(self.words.and),
                '\\' => self.say(" "),
                '\u{2018}' | '\u{2019}' | '\u{201b}' | '\u{2032}' | '\u{2bc}' => self.neutral('\''),
                '\u{201a}' | '\u{201c}'..='\u{201f}' | '\u{2033}' | '\u{ab}' | '\u{bb}' | '\u{2039}' | '\u{203a}' => {
                    self.neutral('"')
                }
                '\u{2010}' | '\u{2011}' | '\u{2212}' => self.neutral('-'),
                '\u{2012}'..='\u{2015}' => " - ".chars().for_each(|c| self.neutral(c)),
                '\u{2026}' => "...".chars().for_each(|c| self.neutral(c)),
                '，' | '、' => self.neutral_as(character, ','),
                '。' | '｡' => self.neutral_as(character, '.'),
                '！' => self.neutral_as(character, '!'),
                '？' => self.neutral_as(character, '?'),
                '：' => self.neutral_as(character, ':'),
                '；' => self.neutral_as(character, ';'),
                '（' => self.neutral_as(character, '('),
                '）' => self.neutral_as(character, ')'),
                c if c.is_control() => self.neutral(' '),
                c => self.letter(c),
            }
        }
    }

    fn letter(&mut self, character: char) {
        match said(character) {
            Said::AsItIs if character.is_alphanumeric() => {
                self.close();
                self.out.push(character);
            }
            Said::AsItIs => self.neutral(character),
            Said::As(first, second) => {
                self.close();
                self.out.push(first);
                self.out.extend(second);
            }
            Said::Silent => {
                if !self.run.is_empty() {
                    self.run.push(character);
                }
            }
            Said::Not => self.run.push(character),
        }
    }

    /// Punctuation and spaces, which belong to what is said and to what is not.
    fn neutral(&mut self, character: char) {
        self.neutral_as(character, character);
    }

    /// The same where the engine knows the sign in another form.
    fn neutral_as(&mut self, written: char, spoken: char) {
        if !self.run.is_empty() {
            self.run.push(written);
        }
        self.out.push(spoken);
    }

    fn say(&mut self, word: &str) {
        self.close();
        self.out.push_str(word);
    }

    /// Ends the stretch that cannot be said.
    fn close(&mut self) {
        let stretch = self.run.trim_end_matches(|c: char| !c.is_alphanumeric());
        if !stretch.is_empty() {
            self.unsaid.push(stretch.replace('\n', " "));
        }
        self.run.clear();
    }

    /// A number; a very long one is read digit by digit.
    fn number(&mut self, first: char, rest: &mut Peekable<Chars<'_>>) {
        self.close();
        let mut digits = String::from(first);
        while let Some(digit) = rest.next_if(char::is_ascii_digit) {
            digits.push(digit);
        }
        if digits.len() < LONG_NUMBER {
            self.out.push_str(&digits);
            return;
        }
        for (nth, digit) in digits.chars().enumerate() {
            if nth > 0 {
                self.out.push_str(if nth % BREATH == 0 { ", " } else { " " });
            }
            self.out.push(digit);
        }
    }

    /// An angle bracket that is no part of a tag: a word between spaces or before a digit (`3 < 4`), else nothing.
    fn compare(&mut self, sign: char, rest: &mut Peekable<Chars<'_>>) {
        let or_equal = rest.next_if_eq(&'=').is_some();
        let apart = self.out.ends_with(|c: char| c.is_whitespace() || c.is_ascii_digit())
            && rest.peek().is_none_or(char::is_ascii_digit);
        self.say(match (apart, sign, or_equal) {
            (true, '<', false) => self.words.less,
            (true, _, false) => self.words.greater,
            (true, '<', true) => self.words.at_most,
            (true, _, true) => self.words.at_least,
            (false, ..) => " ",
        });
    }
}

/// An address as it is read out: its host, and its path where that is short. `None` where the word is none.
fn address(word: &str) -> Option<String> {
    let start = word.find("://").map(|at| {
        let before = word.get(..at).unwrap_or("");
        at - (before.len()
            - before
                .trim_end_matches(|c: char| c.is_ascii_alphanumeric() || c == '+')
                .len())
        .min(before.len())
    });
    let start = start.or_else(|| word.find("www."))?;
    let (before, address) = word.split_at_checked(start)?;
    let bare = address.split_once("://").map_or(address, |(_, bare)| bare);
    let bare = bare.strip_prefix("www.").unwrap_or(bare);
    let end = bare.trim_end_matches([')', ']', '.', ',', ';', ':', '!', '?', '"', '\'']);
    let closing = bare.get(end.len()..).unwrap_or("");
    let (host, path) = end.split_once('/').unwrap_or((end, ""));
    let host = host.split(['?', '#']).next().unwrap_or(host);
    let host = host.rsplit('@').next().unwrap_or(host);
    let path = path.trim_end_matches('/');
    let short = !path.is_empty()
        && path.chars().count() <= MAX_PATH
        && path
            .chars()
            .all(|c| c.is_alphanumeric() || matches!(c, '/' | '-' | '_' | '.'));
    Some(if short {
        format!("{before}{host}/{path}{closing}")
    } else {
        format!("{before}{host}{closing}")
    })
}

/// An asterisk between two numbers is said as a word.
fn times(text: &str, words: &SignWords) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('*') {
        out.push_str(before);
        let numbers = out.trim_end().ends_with(|c: char| c.is_ascii_digit() || c == ')')
            && after.trim_start().starts_with(|c: char| c.is_ascii_digit() || c == '(');
        out.push_str(if numbers { words.times } else { "*" });
        rest = after;
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn words(text: &str, language: Language) -> String {
        let text = spoken(&text::clean(text), language).text;
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn signs_are_words_of_the_language() {
        let english = |text| words(text, Language::English);
        assert_eq!(english("3 < 4 > 2"), "3 less than 4 greater than 2");
        assert_eq!(english("x >= 3, y ≤ 4"), "x at least 3, y at most 4");
        assert_eq!(english("salt & pepper &amp; more"), "salt and pepper and more");
        assert_eq!(english("5*3 * 2"), "5 times 3 times 2");
        assert_eq!(english("a <b c"), "a b c");
        assert_eq!(english("a<<play file='x'>b"), "a b");
        assert_eq!(words("2*3 & mehr", Language::German), "2 mal 3 und mehr");
        assert_eq!(english("It’s “fine” – really…"), "It's \"fine\" - really...");
        assert_eq!(english("Ｈｅｌｌｏ！"), "Hello!");
    }

    #[test]
    fn long_numbers_are_read_digit_by_digit() {
        let english = |text: &str| words(text, Language::English);
        assert_eq!(english("123456789012"), "123456789012");
        assert_eq!(english("1234567890123"), "1 2 3 4, 5 6 7 8, 9 0 1 2, 3");
        assert!(english(&"7".repeat(60)).split([' ', ',']).all(|part| part.len() <= 1));
    }

    #[test]
    fn of_an_address_the_host_is_read() {
        let english = |text: &str| words(text, Language::English);
        assert_eq!(english("See https://www.example.org."), "See example.org.");
        assert_eq!(english("(https://example.org/help/start)"), "(example.org/help/start)");
        assert_eq!(english("https://example.org/a?b=c&d=e#f"), "example.org");
        assert_eq!(english("https://me:secret@example.org/"), "example.org");
        assert_eq!(english("www.example.org/x"), "example.org/x");
    }

    #[test]
    fn what_cannot_be_said_is_told() {
        let unsaid = |text: &str| told(&spoken(&text::clean(text), Language::English).unsaid);
        assert_eq!(unsaid("Hello there. Łódź, café, 😀!"), None);
        assert_eq!(
            unsaid("Hello 你好。再见！ and привет, мир. Bye"),
            Some("你好。再见 … привет, мир".to_owned())
        );
        let long = unsaid(&"好".repeat(1_000)).unwrap();
        assert_eq!(long.chars().count(), MAX_UNSAID + 1);
    }

    proptest! {
        #[test]
        fn nothing_that_could_be_a_command_is_left(
            text in prop_oneof!["(?s).{0,300}", "[<>&a-z/ \"'\\\\\0]{0,300}"],
            language in prop::sample::select(Language::ALL.to_vec()),
        ) {
            let spoken = spoken(&text::clean(&text), language);
            prop_assert!(!spoken.text.contains(['<', '>', '&', '\\', '\0']), "{:?}", spoken.text);
        }

        #[test]
        fn every_letter_is_said_or_told(text in "[a-zéß你好привет ,.]{0,80}") {
            let Spoken { text: out, unsaid } = spoken(&text, Language::English);
            let letters = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).count();
            prop_assert_eq!(letters(&out) + letters(&unsaid.concat()), letters(&text));
        }
    }
}
