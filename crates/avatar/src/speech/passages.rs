//! Cuts an answer that is still being written into passages, each of which can be spoken while the next is written.
//!
//! A sentence has ended once something follows it: `29.` may go on as `29.95`. The very first passage may be a clause, because
//! how long the visitor waits depends on it. Markup that is open (`**like`) is waited for until it closes or its line ends, so
//! that it is cleaned as a whole. The lines of a block of code are not for ears: they are left out.

use unicode_segmentation::UnicodeSegmentation;

use crate::speech::{
    Delivery,
    language::Language,
    script::Chosen,
    sentences::{is_abbreviation, is_number},
};

/// A sentence shorter than this many characters goes together with the next, except the first of an answer.
const MIN_LENGTH: usize = 20;
/// Letters before the end of the clause that begins a streamed answer. A text that is known whole is cut by `sentences.rs`.
const MIN_CLAUSE: usize = 24;
/// A passage has no more than this many characters.
const MAX_LENGTH: usize = 220;

/// The passages of an answer.
#[derive(Clone, Debug)]
pub struct Passages {
    language: Language,
    /// The text that has come and is in no passage yet.
    text: String,
    /// Whether this is within a block of code.
    code: bool,
    first: bool,
}

impl Passages {
    /// An answer that this voice is to speak.
    pub fn new(delivery: &Delivery) -> Self {
        Self {
            language: Chosen::of(delivery).map_or(Language::English, |chosen| chosen.language()),
            text: String::new(),
            code: false,
            first: true,
        }
    }

    /// Takes the next part of the answer, split anywhere.
    pub fn push(&mut self, part: &str) {
        self.text.push_str(part);
    }

    /// The next passage that is whole by now, without white space at its ends. Markup is still in it.
    pub fn next_whole(&mut self) -> Option<String> {
        self.take(false)
    }

    /// The answer has ended: the next of the passages that are left.
    pub fn next_left(&mut self) -> Option<String> {
        self.take(true)
    }

    fn take(&mut self, ended: bool) -> Option<String> {
        loop {
            if self.code && !self.leave_code(ended) {
                return None;
            }
            let blank = self.text.len() - self.text.trim_start().len();
            self.text.drain(..blank);
            if self.text.is_empty() || !ended && ["`", "``", "~", "~~"].contains(&self.text.as_str()) {
                return None;
            }
            if is_fence(&self.text) {
                let line = match self.text.find('\n') {
                    Some(at) => at + 1,
                    None if ended => self.text.len(),
                    None => return None,
                };
                self.text.drain(..line);
                self.code = true;
                continue;
            }
            let cut = self.cut(ended)?;
            let passage: String = self.text.drain(..cut).collect();
            let passage = passage.trim();
            if !passage.is_empty() {
                self.first = false;
                return Some(passage.to_owned());
            }
        }
    }

    /// Drops lines of code up to the one that closes the block; whether it has come.
    fn leave_code(&mut self, ended: bool) -> bool {
        let (mut end, mut closes) = (0, false);
        for line in self.text.split_inclusive('\n').filter(|line| line.ends_with('\n')) {
            end += line.len();
            closes = is_fence(line.trim_start());
            if closes {
                break;
            }
        }
        self.text.drain(..end);
        if closes {
            self.code = false;
            return true;
        }
        if ended || self.text.len() > MAX_LENGTH && !is_fence(self.text.trim_start()) {
            self.text.clear();
        }
        self.code = !ended;
        ended
    }

    /// Where the next passage ends, in bytes; `None` where more must come first.
    fn cut(&self, ended: bool) -> Option<usize> {
        let line_end = self.line_end();
        let line = self.text.get(..line_end.unwrap_or(self.text.len())).unwrap_or_default();
        let longest = line.char_indices().nth(MAX_LENGTH).map(|(at, _)| at);
        let shortest = if self.first { 1 } else { MIN_LENGTH };
        let sentence = self.sentence_end(line, shortest);
        if let Some(at) = sentence.filter(|at| longest.is_none_or(|longest| *at <= longest)) {
            return Some(at);
        }
        if let Some(longest) = longest {
            let window = line.get(..longest).unwrap_or(line);
            let clause = clause_ends(window, MAX_LENGTH / 2).last();
            let word = || window.rfind(char::is_whitespace).filter(|at| *at > 0);
            return Some(clause.or_else(word).unwrap_or(longest));
        }
        if line_end.is_some() || ended {
            return Some(line.len());
        }
        let clause = || clause_ends(line, MIN_CLAUSE).find(|at| line.get(..*at).is_some_and(is_balanced));
        self.first.then(clause).flatten()
    }

    /// Where the first line ends: at a line feed, unless the next line goes on with a small letter, as wrapped text does. An empty
    /// line ends it whatever follows.
    fn line_end(&self) -> Option<usize> {
        let mut feeds = self.text.match_indices('\n');
        feeds.find_map(|(at, _)| {
            let after = self.text.get(at..).unwrap_or_default();
            let rest = after.trim_start();
            let feeds = after.len().saturating_sub(rest.len());
            let is_empty_line = after.get(..feeds).is_some_and(|blank| blank.matches('\n').count() > 1);
            let goes_on = rest.starts_with(char::is_lowercase) && !is_empty_line;
            (!rest.is_empty() && !goes_on).then_some(at)
        })
    }

    /// Where the first sentence of a line ends that has at least so many characters and something behind it.
    fn sentence_end(&self, line: &str, shortest: usize) -> Option<usize> {
        let mut bounds = line.split_sentence_bound_indices().map(|(at, _)| with_marks(line, at));
        bounds.find(|at| {
            let (sentence, after) = line.split_at_checked(*at).unwrap_or_default();
            let sentence = sentence.trim();
            let last = sentence.split_whitespace().next_back().unwrap_or("");
            !after.trim().is_empty()
                && sentence.chars().count() >= shortest
                && !is_abbreviation(last, self.language)
                && !is_number(sentence)
                && is_balanced(sentence)
        })
    }
}

/// A place in a text, behind the marks that close an emphasis there: `**Hello!** I …`.
fn with_marks(text: &str, at: usize) -> usize {
    let after = text.get(at..).unwrap_or_default();
    let rest = after.trim_start_matches(['*', '_', '~', '`']);
    if rest.starts_with(char::is_whitespace) {
        at + after.len() - rest.len()
    } else {
        at
    }
}

/// Whether a text begins with the fence of a block of code.
fn is_fence(text: &str) -> bool {
    text.starts_with("```") || text.starts_with("~~~")
}

/// The places at which a clause ends, after at least so many characters and with something behind it.
fn clause_ends(text: &str, shortest: usize) -> impl Iterator<Item = usize> {
    let from = text.char_indices().nth(shortest).map_or(text.len(), |(at, _)| at);
    text.char_indices()
        .filter(move |(at, c)| *at >= from && c.is_whitespace())
        .map(|(at, _)| at)
        .filter(|at| {
            let (before, after) = text.split_at_checked(*at).unwrap_or_default();
            before.ends_with([',', ';', ':', '–', '—']) && !after.trim().is_empty()
        })
}

/// Whether every mark that is opened in a text is closed in it.
fn is_balanced(text: &str) -> bool {
    let pairs = |mark: &str| text.matches(mark).count().is_multiple_of(2);
    // Two asterisks count as one pair of single ones: a single one in excess is an open emphasis.
    let emphasis = pairs("*") && pairs("**") && pairs("__") && pairs("~~");
    let link = match text.rfind('[') {
        None => true,
        Some(at) => text.get(at..).is_some_and(|link| match link.split_once(']') {
            None => false,
            Some((_, target)) => !target.starts_with('(') || target.contains(')'),
        }),
    };
    let tag = match text.rfind('<') {
        None => true,
        Some(at) => text
            .get(at + 1..)
            .is_some_and(|tag| !tag.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/') || tag.contains('>')),
    };
    emphasis && pairs("`") && link && tag
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn passages(parts: &[&str]) -> Vec<String> {
        let mut passages = Passages::new(&Delivery::default());
        let mut out = Vec::new();
        for part in parts {
            passages.push(part);
            out.extend(std::iter::from_fn(|| passages.next_whole()));
        }
        out.extend(std::iter::from_fn(|| passages.next_left()));
        out
    }

    /// As a model gives it: a few letters at a time.
    fn dripped(text: &str) -> Vec<String> {
        let letters: Vec<String> = text.chars().map(String::from).collect();
        passages(&letters.iter().map(String::as_str).collect::<Vec<_>>())
    }

    #[test]
    fn a_sentence_is_whole_once_something_follows_it() {
        let mut passages = Passages::new(&Delivery::default());
        passages.push("It costs 29.");
        assert_eq!(passages.next_whole(), None);
        passages.push("95 today. ");
        assert_eq!(passages.next_whole(), None);
        passages.push("B");
        assert_eq!(passages.next_whole().as_deref(), Some("It costs 29.95 today."));
        assert_eq!(passages.next_left().as_deref(), Some("B"));
    }

    #[test]
    fn the_first_passage_comes_early_and_later_short_ones_are_joined() {
        assert_eq!(
            dripped("Hello! Yes. No. That is all there is to say about it."),
            ["Hello!", "Yes. No. That is all there is to say about it."]
        );
        assert_eq!(
            dripped("Well, that is a good question to begin with, and I will answer it, of course."),
            [
                "Well, that is a good question to begin with,",
                "and I will answer it, of course."
            ]
        );
        assert_eq!(
            dripped("Dr. Smith came at 3 p.m. to see J. Doe. He left."),
            ["Dr. Smith came at 3 p.m. to see J. Doe.", "He left."]
        );
    }

    #[test]
    fn an_emphasis_around_a_sentence_does_not_hold_it_back() {
        assert_eq!(
            dripped("**Good morning!** I am here. *So it is.* And so on."),
            ["**Good morning!**", "I am here. *So it is.*", "And so on."]
        );
    }

    #[test]
    fn lines_and_lists_are_passages_and_wrapped_text_is_not_cut() {
        assert_eq!(
            dripped("Take these:\n1. Flour\n2. Two eggs\n\nMix them\nwell, please.\n"),
            ["Take these:", "1. Flour", "2. Two eggs", "Mix them\nwell, please."]
        );
    }

    #[test]
    fn code_is_left_out_and_open_marks_are_waited_for() {
        assert_eq!(
            dripped("Run this:\n```sh\nls. Now.\n```\nThen look."),
            ["Run this:", "Then look."]
        );
        assert_eq!(dripped("```\nnever closed"), Vec::<String>::new());
        // A model gives the end of a line, an empty line and the fence in one piece.
        assert_eq!(
            passages(&["Run this:\n```sh\nls", "\n\n```\n", "Then look."]),
            ["Run this:", "Then look."]
        );
        assert_eq!(
            dripped("This is **bold. And** more of it. Yes."),
            ["This is **bold. And** more of it.", "Yes."]
        );
        assert_eq!(
            dripped("See [the page. It](https://a.example) now. Yes."),
            ["See [the page. It](https://a.example) now.", "Yes."]
        );
    }

    #[test]
    fn a_text_without_an_end_is_cut_all_the_same() {
        let cut = dripped(&"word ".repeat(200));
        assert!(
            cut.len() > 3 && cut.iter().all(|passage| passage.chars().count() <= MAX_LENGTH),
            "{cut:?}"
        );
        let cut = dripped(&"x".repeat(1_000));
        assert!(
            cut.iter().all(|passage| passage.chars().count() <= MAX_LENGTH),
            "{cut:?}"
        );
    }

    proptest! {
        #[test]
        fn nothing_but_white_space_is_lost(text in "[a-zA-Z .,!?\n*`\\[\\]()<>é。1]{0,300}|\\PC{0,200}") {
            prop_assume!(!text.contains("```") && !text.contains("~~~"));
            let bare = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
            for cut in [dripped(&text), passages(&[&text])] {
                prop_assert_eq!(bare(&cut.concat()), bare(&text));
                prop_assert!(cut.iter().all(|passage| !passage.trim().is_empty() && passage.chars().count() <= MAX_LENGTH), "{:?}", cut);
            }
        }

        #[test]
        fn no_answer_is_too_strange(text in "([a-z. ]|\n|```|~~~){0,60}") {
            dripped(&text);
            passages(&[&text]);
        }
    }
}
