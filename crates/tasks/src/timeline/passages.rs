//! The passages of a task that grows: their words, their sound, and how much of each was heard.

use std::ops::Range;

/// How many samples a character takes, where a passage's own length is not known yet: 65 ms.
const SAMPLES_PER_CHARACTER: u64 = avatar::SAMPLE_RATE as u64 * 65 / 1000;

/// A passage of a growing task.
#[derive(Clone, Debug)]
struct Passage {
    words: String,
    /// Its sound, as far as it has been laid down.
    sound: Option<Range<u64>>,
    /// Whether all of it has been laid down.
    complete: bool,
}

impl Passage {
    /// The words of it that were heard when the clock showed `end`: of one that was cut off, as many as its length tells.
    fn heard(&self, end: u64) -> Option<&str> {
        let sound = self.sound.as_ref().filter(|sound| sound.start < end)?;
        if self.complete && sound.end <= end {
            return Some(&self.words);
        }
        let characters = self.words.chars().count() as u64;
        let laid = sound.end - sound.start;
        let length = if self.complete {
            laid
        } else {
            laid.max(characters * SAMPLES_PER_CHARACTER)
        };
        let heard = characters * (end.min(sound.end) - sound.start) / length.max(1);
        let (at, _) = self
            .words
            .char_indices()
            .nth(usize::try_from(heard).unwrap_or(usize::MAX))
            .unwrap_or((self.words.len(), ' '));
        let (heard, after) = self.words.split_at_checked(at)?;
        // Only whole words.
        if after.is_empty() || after.starts_with(char::is_whitespace) || heard.ends_with(char::is_whitespace) {
            return Some(heard.trim_end());
        }
        heard
            .rfind(char::is_whitespace)
            .and_then(|at| heard.get(..at))
            .map(str::trim_end)
    }
}

/// The passages of a growing task, in order.
#[derive(Clone, Debug, Default)]
pub(super) struct Passages {
    passages: Vec<Passage>,
    /// How many of them [`Passages::next_words`] has passed.
    passed: usize,
}

impl Passages {
    /// The sound that is laid down from now on has these words.
    pub fn begin(&mut self, words: String) {
        self.complete();
        self.passages.push(Passage {
            words,
            sound: None,
            complete: false,
        });
    }

    /// A stretch of sound of the last passage has been laid down.
    pub fn lay(&mut self, sound: Range<u64>) {
        if let Some(last) = self.passages.last_mut() {
            let start = last.sound.as_ref().map_or(sound.start, |laid| laid.start);
            last.sound = Some(start..sound.end);
        }
    }

    /// All sound of the last passage has been laid down.
    pub fn complete(&mut self) {
        if let Some(last) = self.passages.last_mut() {
            last.complete = true;
        }
    }

    /// The words of the next passage that has begun to be heard, where the clock shows `heard` and the sound is cut off at `cut`.
    pub fn next_words(&mut self, heard: u64, cut: Option<u64>) -> Option<String> {
        loop {
            let passage = self.passages.get(self.passed)?;
            match &passage.sound {
                Some(sound) if heard > sound.start && cut.is_none_or(|cut| cut > sound.start) => {
                    // A client appends each passage to the one before as it comes.
                    let blank = if self.passed > 0 { " " } else { "" };
                    self.passed += 1;
                    return Some(format!("{blank}{}", passage.words));
                }
                // The voice gave no sound for it.
                None if passage.complete => self.passed += 1,
                _ => return None,
            }
        }
    }

    /// The words that were heard when the clock showed `end`.
    pub fn heard(&self, end: u64) -> String {
        let heard = self.passages.iter().filter_map(|passage| passage.heard(end));
        heard.filter(|words| !words.is_empty()).collect::<Vec<_>>().join(" ")
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn the_words_heard_of_a_passage_are_a_beginning_of_it(words in "\\PC{0,60}", length in 1..100_000_u64, end in 0..120_000_u64, complete: bool) {
            let passage = Passage { words: words.clone(), sound: Some(0..length), complete };
            let heard = passage.heard(end).unwrap_or_default();
            prop_assert!(words.starts_with(heard));
        }
    }
}
