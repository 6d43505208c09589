//! One text of the transcript.

use api::ErrorKind;
use session::{Outcome, Problem, Progress, TextId};

/// How far a text has come, as the transcript shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Status {
    Queued,
    Sent,
    Speaking,
    Spoken,
    Interrupted,
    /// With the reason, in words.
    Failed(String),
}

impl Status {
    /// Its place in [`super::Texts::outcomes`].
    pub(super) const fn place(&self) -> usize {
        match self {
            Self::Queued => 0,
            Self::Sent => 1,
            Self::Speaking => 2,
            Self::Spoken => 3,
            Self::Interrupted => 4,
            Self::Failed(_) => 5,
        }
    }

    /// Its name for programs.
    pub(super) const fn name(&self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Sent => "sent",
            Self::Speaking => "speaking",
            Self::Spoken => "spoken",
            Self::Interrupted => "interrupted",
            Self::Failed(_) => "failed",
        }
    }

    /// Whether it has not ended yet.
    pub(super) const fn pending(&self) -> bool {
        matches!(self, Self::Queued | Self::Sent | Self::Speaking)
    }

    /// Why it was not said; empty for any other outcome.
    pub(super) fn reason(&self) -> &str {
        match self {
            Self::Failed(reason) => reason,
            _ => "",
        }
    }
}

impl From<Progress> for Status {
    fn from(progress: Progress) -> Self {
        match progress {
            Progress::Queued => Self::Queued,
            Progress::Accepted { .. } => Self::Sent,
            Progress::Speaking => Self::Speaking,
            Progress::Ended(Outcome::Spoken) => Self::Spoken,
            Progress::Ended(Outcome::Interrupted) => Self::Interrupted,
            Progress::Ended(Outcome::Failed(problem)) => Self::Failed(reason(&problem)),
        }
    }
}

/// Why a text failed. What the service says against the text itself is what its writer must know.
fn reason(problem: &Problem) -> String {
    match problem {
        Problem::Api(refusal) if refusal.kind == ErrorKind::TextRefused && !refusal.message.is_empty() => {
            [&problem.to_string(), " ", &refusal.message].concat()
        }
        _ => problem.to_string(),
    }
}

/// The beginning of a text with so many characters that are not white space, without a last word that was only begun; and the rest.
fn split_at_letters(text: &str, letters: usize) -> (&str, &str) {
    let mut visible = text.char_indices().filter(|(_, character)| !character.is_whitespace());
    let end = visible.nth(letters).map_or(text.len(), |(at, _)| at);
    let (head, tail) = text.split_at(end);
    let in_word = head.ends_with(in_a_word) && tail.starts_with(in_a_word);
    let end = if in_word {
        head.trim_end_matches(in_a_word).len()
    } else {
        end
    };
    text.split_at(end)
}

/// Whether a character is one of several that make a word. Chinese and Japanese have no words to tell apart.
fn in_a_word(character: char) -> bool {
    !character.is_whitespace()
        && !matches!(character, '\u{3000}'..='\u{9fff}' | '\u{ff00}'..='\u{ff60}' | '\u{20000}'..)
}

/// A text that was sent.
#[derive(Clone)]
pub(super) struct Entry {
    /// Which start of a session it belongs to, and its name there.
    pub(super) key: (u32, TextId),
    pub(super) text: String,
    pub(super) status: Status,
    /// How many of its characters, white space aside, were heard when it was cut off.
    pub(super) heard: usize,
    /// What of it the voice could not say; empty where it said all.
    pub(super) unsaid: String,
}

impl Entry {
    /// What of the text was heard, or may still be, and what was not because it was cut off.
    pub(super) fn parts(&self) -> (&str, &str) {
        match self.status {
            Status::Interrupted => split_at_letters(&self.text, self.heard),
            _ => (&self.text, ""),
        }
    }
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::split_at_letters;

    #[wasm_bindgen_test(unsupported = test)]
    fn only_whole_words_count_as_heard() {
        assert_eq!(split_at_letters("One two three", 0), ("", "One two three"));
        assert_eq!(split_at_letters("One two three", 2), ("", "One two three"));
        assert_eq!(split_at_letters("One two three", 3), ("One ", "two three"));
        assert_eq!(split_at_letters("One two three", 5), ("One ", "two three"));
        assert_eq!(split_at_letters("One two three", 6), ("One two ", "three"));
        assert_eq!(split_at_letters("One two three", 99), ("One two three", ""));
        assert_eq!(split_at_letters("今日は良い天気です", 4), ("今日は良", "い天気です"));
    }
}
