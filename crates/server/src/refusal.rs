//! How a call is refused, whatever carries it.

use std::time::Duration;

use api::ErrorKind;
use thiserror::Error;

/// A refusal: its kind decides the API's code, its message says what to do.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{message}")]
pub struct Refusal {
    kind: ErrorKind,
    message: String,
    retry_after: Option<Duration>,
}

impl Refusal {
    /// A refusal of this kind.
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self {
            kind,
            message: message.into(),
            retry_after: None,
        }
    }

    /// The same, to be asked again after that time at the earliest.
    pub fn after(self, time: Duration) -> Self {
        Self {
            retry_after: Some(time),
            ..self
        }
    }

    /// The session ended while the call was waiting for it.
    pub fn session_over() -> Self {
        Self::new(
            ErrorKind::WrongState,
            "session state wrong: closed; it ended meanwhile. Open a new one with streaming.new.",
        )
    }

    /// The kind of error that the client is told.
    pub fn kind(&self) -> ErrorKind {
        self.kind
    }

    /// The fault, and what to do.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// The time after which the call may come again, where it is known.
    pub fn retry_after(&self) -> Option<Duration> {
        self.retry_after
    }
}

impl From<tasks::Refusal> for Refusal {
    fn from(refusal: tasks::Refusal) -> Self {
        let plain = Self::new(refusal.kind(), refusal.to_string());
        match refusal.retry_after() {
            Some(time) => plain.after(time),
            None => plain,
        }
    }
}

impl From<tasks::TermsError> for Refusal {
    fn from(error: tasks::TermsError) -> Self {
        Self::new(error.kind(), error.to_string())
    }
}
