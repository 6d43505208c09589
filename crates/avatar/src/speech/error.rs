//! Errors between a text and its speech.

use crate::speech::{Engine, speakable::Unspeakable};

/// Why a text is not spoken. The message tells what to do next.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SpeechError {
    /// No voice of this id is usable on this machine.
    #[error("there is no voice \"{id}\" here: choose one of the listed voices, or name none for the default one")]
    UnknownVoice {
        /// The id that was asked for.
        id: String,
    },
    /// The voice's file has not been provided (see [`provide`](crate::speech::provide)): only in a browser.
    #[error("the file of the voice {voice} has not come; try again")]
    NotLoaded {
        /// The voice's name.
        voice: String,
    },
    /// The voice can say nothing of the text.
    #[error("{0}")]
    Unspeakable(Unspeakable),
    /// The engine spoke, and nothing is to be heard.
    #[error("the voice makes no sound of it; choose another voice, or other words")]
    Silent,
    /// The engine could not be started or failed on the text. Another voice may work.
    #[error("the speech engine {engine} failed: {reason}; try again, or choose another voice")]
    Engine {
        /// The engine.
        engine: Engine,
        /// Its own words, or what was seen of it.
        reason: String,
    },
    /// A voice from outside failed, and this is what is told of it.
    #[error("{message}")]
    Source {
        /// A short name for programs, as `voice-timed-out`.
        code: &'static str,
        /// The failure and its remedy, in words for the visitor.
        message: String,
    },
    /// An engine that runs in another module of the program failed, and this is what it said.
    #[error("{0}")]
    Told(String),
    /// The engine took far longer than speech takes and was stopped. Another voice may work.
    #[error(
        "the speech engine {engine} gave no speech within {seconds} s and was stopped; try again, or choose another voice"
    )]
    TimedOut {
        /// The engine.
        engine: Engine,
        /// How long it was waited for.
        seconds: u64,
    },
}

impl SpeechError {
    /// A short name for programs.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::UnknownVoice { .. } => "voice-unknown",
            Self::NotLoaded { .. } => "voice-not-loaded",
            Self::Unspeakable(_) => "voice-unsuitable",
            Self::Silent => "voice-silent",
            Self::Source { code, .. } => code,
            Self::Engine { .. } | Self::Told(_) => "voice-failed",
            Self::TimedOut { .. } => "voice-timed-out",
        }
    }
}
