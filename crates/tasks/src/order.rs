//! An order to the queue: a text that is to be synthesised.

use std::time::Duration;

use avatar::speech::{Delivery, Script};

use crate::Refusal;

/// Names a task in replies and in the data channel's messages.
pub type TaskId = String;

/// A text to be said.
#[derive(Debug)]
pub struct Order {
    /// The task.
    pub id: TaskId,
    /// The text, ready to be spoken.
    pub script: Script,
}

/// All that is known of a text before it is synthesised.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outline {
    /// About how long it will take to be said.
    pub length: Duration,
    /// The parts of it that the voice cannot say.
    pub unsaid: Option<String>,
    /// Whether it is synthesised far faster than it is heard, so that its exact length is soon known.
    pub is_quick: bool,
}

impl From<&Script> for Outline {
    fn from(script: &Script) -> Self {
        Self {
            length: script.length(),
            unsaid: script.unsaid(),
            is_quick: script.is_quick(),
        }
    }
}

/// A text of at most `most` characters without the white space around it.
///
/// # Errors
/// The refusal of a text that is empty or too long.
pub fn sized(text: &str, most: usize) -> Result<&str, Refusal> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Refusal::Empty);
    }
    let length = text.chars().count();
    if length > most {
        return Err(Refusal::TooLong { length, most });
    }
    Ok(text)
}

/// Makes a text of at most `most` characters ready to be spoken: white space around it and markup in it are dropped. Takes up
/// to some milliseconds for a long text.
///
/// # Errors
/// The refusal of a text that is empty or too long, of which the voice can say nothing, or for which there is no voice.
pub fn script(text: &str, most: usize, delivery: &Delivery) -> Result<Script, Refusal> {
    Script::of(sized(text, most)?, delivery).map_err(Refusal::Unspeakable)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_text_is_measured_in_characters(words in "\\PC{0,40}") {
            let refusal = script(&words, 20, &Delivery::default()).err();
            let length = words.trim().chars().count();
            prop_assert_eq!(refusal == Some(Refusal::Empty), length == 0);
            prop_assert_eq!(refusal == Some(Refusal::TooLong { length, most: 20 }), length > 20);
        }
    }

    #[test]
    fn a_text_without_words_is_refused_with_the_reason() {
        let refusal = script("…!", 20, &Delivery::default()).unwrap_err();
        assert!(refusal.to_string().contains("neither letters nor digits"), "{refusal}");
    }
}
