//! Cuts a text into what is synthesised at a time.
//!
//! A sentence is spoken best as a whole, since its melody spans it, but the first sound must come early and an engine's
//! buffers are finite: a very long sentence is cut at a clause or, failing that, between words. The very first piece of a
//! text is a short one, because how long it takes to say it is how long the listener waits.

use unicode_segmentation::UnicodeSegmentation;

use crate::speech::{language::Language, speakable::has_words};

/// A sentence up to this many characters is never cut.
const LONG: usize = 220;
/// A first sentence up to this length is never cut, and to how much a longer one is. Counted in letters; a digit takes as long to
/// say as some letters.
const LONG_FIRST: usize = 60;
const FIRST: usize = 48;
const DIGIT: usize = 4;
/// Where a first piece is cut that has no better place.
const CUT_FIRST: usize = 36;
/// Letters of a known text's first piece before the end of a clause, or before a word at which it may be cut. Streamed answers are cut by
/// `passages.rs`.
const MIN_CLAUSE: usize = 12;
const MIN_FIRST: usize = 24;

/// How a piece ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Joint {
    /// With its sentence, or with a clause of it.
    Mark,
    /// Between two words of a clause.
    Words,
    /// Within a word.
    Letters,
}

/// A stretch of a text that is synthesised in one go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Piece {
    pub text: String,
    pub joint: Joint,
}

/// The pieces of `text` in order, each without white space at its ends and with single spaces inside, none empty, none
/// longer than [`LONG`] characters. Stretches with nothing to say are left out.
pub(crate) fn pieces(text: &str, language: Language) -> Vec<Piece> {
    cut_text(text, language, true)
}

/// The pieces of a text that goes on with what was spoken before, so that its first piece need not be a short one.
pub(crate) fn later_pieces(text: &str, language: Language) -> Vec<Piece> {
    cut_text(text, language, false)
}

fn cut_text(text: &str, language: Language, begins: bool) -> Vec<Piece> {
    let mut out = Vec::new();
    for paragraph in paragraphs(text) {
        let mut open = String::new();
        for sentence in paragraph.split_sentence_bounds() {
            let words: Vec<&str> = sentence.split_whitespace().collect();
            if !open.is_empty() {
                open.push(' ');
            }
            open.push_str(&words.join(" "));
            let last = words.last().copied().unwrap_or("");
            if !is_abbreviation(last, language) && !is_number(&open) {
                cut(&open, language, begins, &mut out);
                open.clear();
            }
        }
        cut(&open, language, begins, &mut out);
    }
    out
}

/// Lines joined to paragraphs: a line that begins with a small letter goes on with the line before, as in text that was
/// wrapped at some width; any other begins anew, as in a list.
fn paragraphs(text: &str) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for line in text.split('\n').map(str::trim) {
        match out.last_mut() {
            Some(last) if !last.is_empty() && line.starts_with(char::is_lowercase) => {
                last.push(' ');
                last.push_str(line);
            }
            _ => out.push(line.to_owned()),
        }
    }
    out
}

/// Also an initial, as in `J. Smith`, and an ordinal where the language writes it with a full stop.
pub(crate) fn is_abbreviation(word: &str, language: Language) -> bool {
    let mut letters = word.chars();
    let initial = letters.next().is_some_and(|c| c.is_uppercase() && c != 'I') && letters.as_str() == ".";
    let ordinal = language.writes_ordinals_with_a_stop() && word.len() <= 3 && is_number(word);
    initial
        || ordinal
        || language
            .abbreviations()
            .contains(&word.trim_start_matches(['(', '"', '\'']))
}

/// The number of an entry in a list, as in `1. Take a bowl`.
pub(crate) fn is_number(text: &str) -> bool {
    text.strip_suffix('.')
        .is_some_and(|number| !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()))
}

/// Appends `sentence` in pieces.
fn cut(sentence: &str, language: Language, begins: bool, out: &mut Vec<Piece>) {
    let mut rest = sentence.trim();
    while !rest.is_empty() {
        let long_first = begins && out.is_empty() && weighed(rest, LONG_FIRST).is_some();
        let end = if long_first {
            weighed(rest, FIRST)
        } else {
            rest.char_indices().nth(LONG).map(|(at, _)| at)
        };
        let (piece, after, joint) = match end {
            None => (rest, "", Joint::Mark),
            Some(end) => {
                let (at, joint) = place(rest.get(..end).unwrap_or(rest), language, long_first);
                let (piece, after) = rest.split_at_checked(at).unwrap_or((rest, ""));
                (piece, after, joint)
            }
        };
        let piece = piece.trim();
        if has_words(piece) {
            let text = piece.to_owned();
            out.push(Piece { text, joint });
        }
        rest = after.trim_start();
    }
}

/// Where a text exceeds a length in letters; `None` where it does not.
fn weighed(text: &str, most: usize) -> Option<usize> {
    let mut weight = 0;
    let exceeds = |(_, c): &(usize, char)| {
        weight += if c.is_ascii_digit() { DIGIT } else { 1 };
        weight > most
    };
    text.char_indices().find(exceeds).map(|(at, _)| at)
}

/// Where a sentence is cut that is longer than `window`.
fn place(window: &str, language: Language, first: bool) -> (usize, Joint) {
    let from = |characters: usize| window.char_indices().nth(characters).map_or(window.len(), |(at, _)| at);
    // A clause only in the second half of the window, so that no cut leaves a stub; a first one may be short.
    let shortest = from(if first { MIN_CLAUSE } else { LONG / 2 });
    let clause = space(window, |before, _| {
        before.len() >= shortest && (before.ends_with([',', ';', ':', ')']) || before.ends_with(" -"))
    });
    if let Some(at) = clause {
        return (at, Joint::Mark);
    }
    let shortest = from(if first { MIN_FIRST } else { LONG / 2 });
    let word = space(window, |before, after| {
        let next = after.split(' ').next().unwrap_or("");
        before.len() >= shortest && after.contains(' ') && language.joints().contains(&next)
    });
    // A first piece that is cut just anywhere is cut early.
    let anywhere = if first {
        window.get(..from(CUT_FIRST)).unwrap_or(window)
    } else {
        window
    };
    let word = word
        .or_else(|| space(anywhere, |before, _| !before.is_empty()))
        .or_else(|| space(window, |before, _| !before.is_empty()));
    word.map_or((window.len(), Joint::Letters), |at| (at, Joint::Words))
}

/// Where the last white space of `window` is that has before and after it what `fits`.
fn space(window: &str, fits: impl Fn(&str, &str) -> bool) -> Option<usize> {
    window
        .char_indices()
        .rev()
        .filter(|(_, c)| c.is_whitespace())
        .map(|(at, _)| at)
        .find(|at| {
            let (before, after) = window.split_at_checked(*at).unwrap_or((window, ""));
            fits(before, after.trim_start())
        })
}

impl Piece {
    /// The piece in two, near its middle, for an engine that cannot take it whole; `None` where it is too short for that.
    pub fn halves(&self) -> Option<(Self, Self)> {
        const MIN_LENGTH: usize = 8;
        let count = self.text.chars().count();
        if count <= MIN_LENGTH {
            return None;
        }
        let middle = self.text.char_indices().nth(count / 2)?.0;
        let spaces = || self.text.match_indices(' ').map(|(at, _)| at).filter(|at| *at > 0);
        let (at, joint) = spaces()
            .min_by_key(|at| at.abs_diff(middle))
            .map_or((middle, Joint::Letters), |at| (at, Joint::Words));
        let (before, after) = self.text.split_at_checked(at)?;
        let half = |text: &str, joint| Self {
            text: text.trim().to_owned(),
            joint,
        };
        Some((half(before, joint), half(after, self.joint)))
    }
}

/// How long, in milliseconds, the silence after a piece is at pace 1, after what the piece ends with.
pub(crate) fn pause(piece: &Piece, last: bool) -> usize {
    let closing = |c: char| matches!(c, '"' | '\'' | ')' | ']');
    match piece.text.trim_end_matches(closing).chars().last() {
        _ if last => 120,
        _ if piece.joint != Joint::Mark => 0,
        Some('.' | '!' | '?') => 280,
        Some(',' | ';' | ':') => 120,
        // A sentence without a mark: a heading, an entry of a list.
        _ => 160,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn texts(text: &str, language: Language) -> Vec<String> {
        pieces(text, language).into_iter().map(|piece| piece.text).collect()
    }

    fn english(text: &str) -> Vec<String> {
        texts(text, Language::English)
    }

    #[test]
    fn sentences_end_where_a_reader_ends_them() {
        assert_eq!(
            english("Hello there! Dr. Smith and J. Doe paid 3.50 today. Is it\nwrapped? Yes"),
            [
                "Hello there!",
                "Dr. Smith and J. Doe paid 3.50 today.",
                "Is it wrapped?",
                "Yes"
            ]
        );
        assert_eq!(english("Apples\nPears\n\nplums"), ["Apples", "Pears", "plums"]);
        assert_eq!(english("1. Take a bowl.\n2. Stir."), ["1. Take a bowl.", "2. Stir."]);
        assert!(english(" \n ... !? 😀 ").is_empty());
        assert_eq!(english("%"), ["%"]);
    }

    #[test]
    fn each_language_has_its_abbreviations() {
        for (language, text) in [
            (Language::German, "Am 3. Oktober kam Hr. Müller z.B. um 9 Uhr."),
            (Language::French, "Hier M. Dupont et Mme. Martin sont venus."),
            (Language::Spanish, "El Sr. García y la Dra. López llegaron."),
            (Language::Italian, "Il Sig. Rossi e il Dott. Bianchi sono qui."),
        ] {
            assert_eq!(texts(text, language), [text]);
        }
    }

    #[test]
    fn a_long_sentence_is_cut_at_a_clause_or_a_word() {
        let clauses = format!("Short. {} end, {}", "word ".repeat(35).trim(), "more ".repeat(30));
        let cut = pieces(&clauses, Language::English);
        assert!(cut.len() > 2 && cut[1].text.ends_with("end,"), "{cut:?}");
        assert_eq!(cut[1].joint, Joint::Mark);
        let words = english(&"word ".repeat(200));
        assert!(
            words.iter().all(|piece| piece.split(' ').all(|word| word == "word")),
            "{words:?}"
        );
        assert_eq!(english(&"a".repeat(1_000)).concat().len(), 1_000);
    }

    #[test]
    fn the_first_piece_is_short_and_ends_where_one_could_breathe() {
        let first = |text: &str, language| pieces(text, language).remove(0);
        let long = " and so on for a very long while that nobody can hold in mind";
        for (text, expected, joint) in [
            ("Hello there. It goes on.", "Hello there.", Joint::Mark),
            (
                &format!("Well, my dear friend, as I said{long}"),
                "Well, my dear friend,",
                Joint::Mark,
            ),
            (
                &format!("Nobody knows the trouble of the people in the town{long}"),
                "Nobody knows the trouble of the people",
                Joint::Words,
            ),
        ] {
            assert_eq!(
                (
                    first(text, Language::English).text.as_str(),
                    first(text, Language::English).joint
                ),
                (expected, joint)
            );
        }
        let digits = first(
            "The number is 1 2 3 4, 5 6 7 8, 9 0 1 2, 3 4 5 6, 7 8 9 0.",
            Language::English,
        );
        assert_eq!(digits.text, "The number is 1 2 3 4,");
        assert!(
            first(&"Donaudampfschifffahrtsgesellschaft ".repeat(9), Language::German)
                .text
                .chars()
                .count()
                <= FIRST
        );
    }

    #[test]
    fn halves_lose_nothing() {
        let piece = |text: &str| Piece {
            text: text.to_owned(),
            joint: Joint::Mark,
        };
        let (one, other) = piece("one two three four").halves().unwrap();
        assert_eq!(
            (one.text.as_str(), one.joint, other.text.as_str()),
            ("one two", Joint::Words, "three four")
        );
        let (one, other) = piece("12345678901234567890").halves().unwrap();
        assert_eq!([one.text, other.text], ["1234567890", "1234567890"]);
        assert_eq!(piece("12345678").halves(), None);
    }

    proptest! {
        #[test]
        fn no_letter_is_lost_and_no_piece_is_long(text in "(?s).{0,600}", language in prop::sample::select(Language::ALL.to_vec())) {
            let letters = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
            let pieces = texts(&text, language);
            prop_assert_eq!(letters(&pieces.concat()), letters(&text));
            for (nth, piece) in pieces.iter().enumerate() {
                let longest = if nth == 0 { LONG_FIRST } else { LONG };
                prop_assert!(piece.chars().count() <= longest && !piece.is_empty() && piece.trim() == piece);
            }
        }
    }
}
