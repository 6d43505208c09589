//! The refusal of a text: too long, empty, queue full, unspeakable.

use std::time::Duration;

use api::ErrorKind;
use avatar::speech::SpeechError;
use thiserror::Error;

/// Why a text is not said. The message tells what to do next.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Refusal {
    /// It has no characters.
    #[error("The text is empty: send what the avatar is to say in text.")]
    Empty,
    /// It has too many characters.
    #[error("The text is too long: {length} characters, at most {most}. Send it in parts.")]
    TooLong {
        /// Characters in it.
        length: usize,
        /// Characters that a text may have.
        most: usize,
    },
    /// There is no such voice, or the voice can say nothing of it.
    #[error("This text cannot be said: {0}.")]
    Unspeakable(SpeechError),
    /// It was accepted, and its synthesis failed before any of it was heard.
    #[error("The text cannot be said: {0}.")]
    Failed(SpeechError),
    /// It was to be answered, and the answer failed.
    #[error("{0}")]
    Unanswered(String),
    /// Too many texts are waiting.
    #[error("Exceed rate limit: {most} texts are waiting to be said. Wait until some are, or interrupt.")]
    QueueFull {
        /// Texts that may wait.
        most: usize,
    },
    /// Too much speech is waiting.
    #[error(
        "Exceed rate limit: {} s of speech are waiting to be said, and this text would make it more than {} s. Wait until \
         there is room, or interrupt.", .left.as_secs(), .most.as_secs()
    )]
    TooMuchSpeech {
        /// Speech that waits.
        left: Duration,
        /// Speech that may wait.
        most: Duration,
        /// Speech that must be heard before there is room for the text.
        beyond: Duration,
    },
}

impl Refusal {
    /// The kind of error that a client is told.
    pub fn kind(&self) -> ErrorKind {
        match self {
            Self::Empty | Self::TooLong { .. } | Self::Unspeakable(_) | Self::Failed(_) => ErrorKind::TextRefused,
            Self::Unanswered(_) => ErrorKind::AnswerFailed,
            Self::QueueFull { .. } | Self::TooMuchSpeech { .. } => ErrorKind::RateLimited,
        }
    }

    /// After what time there will be room for the text, where that is known.
    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::TooMuchSpeech { beyond, .. } => Some(*beyond),
            _ => None,
        }
    }
}
