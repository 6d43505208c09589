//! The failures between a server and its voice service.

use std::time::Duration;

use thiserror::Error;

use crate::{Failure, ServiceError};

/// Why there is no sound. Its words may be shown to a visitor: they name no address, key or model.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum VoiceError {
    /// No connection comes about.
    #[error("The voice service cannot be reached.")]
    Unreachable,
    /// The key was refused.
    #[error("The voice service refused the server's key.")]
    Unauthorized,
    /// The account has no credit left.
    #[error("The account behind the voice service has no credit left.")]
    NoCredit,
    /// There is no such model or voice, or no such address.
    #[error("The voice service does not have this voice.")]
    NotFound,
    /// The request was refused.
    #[error("The voice service did not take the text.")]
    Refused,
    /// Too many requests.
    #[error("The voice service has too much to do.")]
    RateLimited {
        /// The wait that the service asks for.
        retry_after: Option<Duration>,
    },
    /// The service is there and cannot speak now.
    #[error("The voice service is not ready.")]
    Unavailable {
        /// The wait that the service asks for.
        retry_after: Option<Duration>,
    },
    /// Something else answers at that address.
    #[error("What answers in place of the voice service is none.")]
    NotTheApi,
    /// No sound came in time.
    #[error("The voice service did not answer in time.")]
    TimedOut,
    /// The sound stopped in its middle, and nothing more came in time.
    #[error("The voice service stopped in the middle of a sentence.")]
    Stalled,
    /// The connection ended in the middle of the sound.
    #[error("The voice service was cut off in the middle of a sentence.")]
    Cut,
    /// The sound is in a form that is not read.
    #[error("The voice service sent sound that cannot be read.")]
    Unreadable,
    /// The sound is far longer than a sentence is.
    #[error("The voice service sent more sound than the text can be.")]
    TooLong,
}

impl VoiceError {
    /// A short name for programs.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Unreachable => "voice-unreachable",
            Self::Unauthorized => "voice-unauthorized",
            Self::NoCredit => "voice-no-credit",
            Self::NotFound => "voice-not-found",
            Self::Refused => "voice-refused",
            Self::RateLimited { .. } => "voice-rate-limited",
            Self::Unavailable { .. } => "voice-unavailable",
            Self::NotTheApi => "voice-not-the-api",
            Self::TimedOut => "voice-timed-out",
            Self::Stalled => "voice-stalled",
            Self::Cut => "voice-cut-off",
            Self::Unreadable => "voice-unreadable",
            Self::TooLong => "voice-too-long",
        }
    }

    /// An advice for the operator, for the log.
    pub const fn advice(&self) -> &'static str {
        match self {
            Self::Unreachable => "check --tts-url, and that the service runs",
            Self::Unauthorized => "check --tts-api-key",
            Self::NoCredit => "add credit to the account behind --tts-api-key",
            Self::NotFound => {
                "check --tts-model and --tts-voice, and that --tts-url ends as the service documents, commonly in /v1"
            }
            Self::Refused => "check --tts-model and --tts-voice",
            Self::RateLimited { .. } | Self::Unavailable { .. } => "wait, or give the service more room",
            Self::NotTheApi => {
                "check --tts-url: it is the base of an OpenAI-compatible API, commonly ending in /v1, without a redirect"
            }
            Self::TimedOut | Self::Stalled => "raise --tts-timeout, or give the service more room",
            Self::Cut => "look into the log of the service",
            Self::Unreadable => "the service should send WAV, or bare samples with --tts-format pcm",
            Self::TooLong => "look whether the service speaks what it is given",
        }
    }

    /// How long the service asks to be left alone.
    pub const fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::RateLimited { retry_after } | Self::Unavailable { retry_after } => *retry_after,
            _ => None,
        }
    }
}

impl From<ServiceError> for VoiceError {
    fn from(error: ServiceError) -> Self {
        match error {
            ServiceError::Unreachable => Self::Unreachable,
            ServiceError::Unauthorized => Self::Unauthorized,
            ServiceError::NoCredit => Self::NoCredit,
            ServiceError::NotFound | ServiceError::NoModel => Self::NotFound,
            ServiceError::Refused | ServiceError::Empty | ServiceError::Filtered => Self::Refused,
            ServiceError::RateLimited { retry_after } => Self::RateLimited { retry_after },
            ServiceError::Unavailable { retry_after } => Self::Unavailable { retry_after },
            ServiceError::NotTheApi => Self::NotTheApi,
            ServiceError::TimedOut => Self::TimedOut,
            ServiceError::Stalled => Self::Stalled,
            ServiceError::Cut | ServiceError::Midway => Self::Cut,
        }
    }
}

/// An error with the service's own words about it, which are for the log only.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{error}")]
pub struct VoiceFailure {
    /// The kind of failure.
    pub error: VoiceError,
    /// The service's own words.
    pub detail: Option<String>,
}

impl VoiceFailure {
    /// An error, and what is known about it.
    pub fn new(error: VoiceError, detail: Option<String>) -> Self {
        Self { error, detail }
    }
}

impl VoiceFailure {
    /// The circumstances of the failure, without the service's words, which may repeat what is to be said.
    pub fn circumstance(&self) -> Option<&str> {
        self.detail.as_deref().filter(|_| self.error == VoiceError::Unreachable)
    }
}

impl From<VoiceError> for VoiceFailure {
    fn from(error: VoiceError) -> Self {
        Self::new(error, None)
    }
}

impl From<Failure> for VoiceFailure {
    fn from(Failure { error, detail }: Failure) -> Self {
        Self::new(error.into(), detail)
    }
}
