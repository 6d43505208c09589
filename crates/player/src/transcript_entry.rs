//! An entry of the transcript.

use session::Role;

use crate::input::TextKey;

/// How far a text has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// It waits for its turn.
    Waiting,
    /// The avatar says it.
    Speaking,
    /// It was said.
    Spoken,
    /// It was cut off, or dropped while it waited.
    Interrupted,
    /// It could not be said.
    Failed,
    /// The visitor said it.
    Heard,
}

impl Status {
    /// Its name for programs.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Waiting => "queued",
            Self::Speaking => "speaking",
            Self::Spoken => "spoken",
            Self::Interrupted => "interrupted",
            Self::Failed => "failed",
            Self::Heard => "heard",
        }
    }

    /// Whether it has not ended yet.
    pub const fn pending(self) -> bool {
        matches!(self, Self::Waiting | Self::Speaking)
    }
}

/// A text that was given to the avatar, and what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TranscriptEntry {
    /// Its name.
    pub key: TextKey,
    /// The text.
    pub text: String,
    /// How far it has come.
    pub status: Status,
    /// The speaker, of a message of a spoken conversation; none of a text that was given.
    pub role: Option<Role>,
    /// The answer that was said to it, where it was answered.
    pub answer: String,
    /// Whether the visitor typed it.
    pub(crate) typed: bool,
    /// Whether the avatar ever began it.
    pub(crate) begun: bool,
    /// How many bytes of the text were heard when it was cut off.
    pub(crate) heard: usize,
    /// Added to the words for its outcome: why it was refused, or what of it was not said.
    pub(crate) note: String,
}

impl TranscriptEntry {
    pub(crate) const fn new(key: TextKey, text: String, typed: bool) -> Self {
        Self {
            key,
            text,
            status: Status::Waiting,
            role: None,
            answer: String::new(),
            typed,
            begun: false,
            heard: 0,
            note: String::new(),
        }
    }

    /// The part of the text that was heard, or may still be, and the part that was not because it was cut off: only that is struck out.
    pub fn parts(&self) -> (&str, &str) {
        match self.status {
            // Of a text that was answered, the answer was heard.
            Status::Interrupted if self.answer.is_empty() => {
                self.text.split_at_checked(self.heard).unwrap_or((&self.text, ""))
            }
            _ => (&self.text, ""),
        }
    }

    /// The key of the words for what became of it.
    pub fn outcome(&self) -> &'static str {
        match self.status {
            Status::Waiting => "outcomes.queued",
            Status::Speaking => "outcomes.speaking",
            Status::Spoken if !self.note.is_empty() => "outcomes.partly",
            Status::Spoken => "outcomes.spoken",
            Status::Interrupted => "outcomes.interrupted",
            Status::Failed => "outcomes.failed",
            Status::Heard => "outcomes.heard",
        }
    }

    /// Added to those words: why it was refused, or what of it was not said; often empty.
    pub fn note(&self) -> &str {
        &self.note
    }

    /// Whether it can be put back into the text box.
    pub fn rewritable(&self) -> bool {
        self.status == Status::Failed
    }

    /// Takes how many of its characters, white space aside, were heard.
    pub(crate) fn take_heard(&mut self, letters: u32) {
        self.heard = heard(&self.text, letters as usize);
    }
}

/// The length, in bytes, of the beginning of a text with so many characters that are not white space, without a last word that was only begun.
fn heard(text: &str, letters: usize) -> usize {
    let mut visible = text.char_indices().filter(|(_, character)| !character.is_whitespace());
    let end = visible.nth(letters).map_or(text.len(), |(at, _)| at);
    let (head, tail) = text.split_at_checked(end).unwrap_or((text, ""));
    if head.ends_with(in_a_word) && tail.starts_with(in_a_word) {
        head.trim_end_matches(in_a_word).len()
    } else {
        end
    }
}

/// Whether a character is one of several that make a word. Chinese and Japanese have no words to tell apart.
fn in_a_word(character: char) -> bool {
    !character.is_whitespace()
        && !matches!(character, '\u{3000}'..='\u{9fff}' | '\u{ff00}'..='\u{ff60}' | '\u{20000}'..)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str, letters: u32) -> (String, String) {
        let mut entry = TranscriptEntry::new(TextKey { start: 0, id: 0 }, text.into(), true);
        entry.status = Status::Interrupted;
        entry.take_heard(letters);
        let (heard, unheard) = entry.parts();
        (heard.into(), unheard.into())
    }

    #[test]
    fn only_whole_words_count_as_heard() {
        for (letters, heard, unheard) in [
            (0, "", "One two three"),
            (2, "", "One two three"),
            (3, "One ", "two three"),
            (5, "One ", "two three"),
            (6, "One two ", "three"),
            (99, "One two three", ""),
        ] {
            assert_eq!(
                cut("One two three", letters),
                (heard.into(), unheard.into()),
                "{letters}"
            );
        }
        assert_eq!(cut("今日は良い天気です", 4), ("今日は良".into(), "い天気です".into()));
        assert_eq!(cut("今日。はい", 3), ("今日。".into(), "はい".into()));
        assert_eq!(cut("Hello今日は", 5), ("Hello".into(), "今日は".into()));
        assert_eq!(cut("今日Hello", 4), ("今日".into(), "Hello".into()));
    }

    #[test]
    fn nothing_of_a_text_that_was_not_cut_off_is_struck_out() {
        let mut entry = TranscriptEntry::new(TextKey { start: 0, id: 0 }, "One two".into(), true);
        for status in [Status::Waiting, Status::Speaking, Status::Spoken, Status::Failed] {
            entry.status = status;
            assert_eq!(entry.parts(), ("One two", ""));
        }
        entry.status = Status::Interrupted;
        assert_eq!(entry.parts(), ("", "One two"), "dropped while it waited");
        entry.answer = "An answer".into();
        assert_eq!(
            entry.parts(),
            ("One two", ""),
            "the visitor's own words are not what is cut off"
        );
    }
}
