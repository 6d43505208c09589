//! The refusal of a call (its error), whatever carries it.

use std::time::Duration;

use api::ErrorKind;
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// A refusal: its kind decides the API's code, its message says what to do.
#[derive(Clone, Debug, PartialEq, Eq, Error, Serialize, Deserialize)]
#[error("{message}")]
pub struct Refusal {
    #[serde(with = "kind")]
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

    /// No session has the id that a call names, as far as its caller may know.
    pub fn unknown_session() -> Self {
        Self::new(
            ErrorKind::UnknownSession,
            "Session does not exist: no open session has this session_id. Open one with streaming.new.",
        )
    }

    /// The session has ended, for this reason, which is a clause.
    pub fn closed(why: &dyn std::fmt::Display) -> Self {
        let message = format!("session state wrong: closed; {why}. Open a new one with streaming.new.");
        Self::new(ErrorKind::WrongState, message)
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

/// Kinds by their names.
mod kind {
    use api::ErrorKind;
    use serde::de::{Deserialize as _, Deserializer, Error as _};
    use serde::ser::Serializer;

    pub fn serialize<S: Serializer>(kind: &ErrorKind, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(kind.name())
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<ErrorKind, D::Error> {
        let name = String::deserialize(deserializer)?;
        let kind = ErrorKind::ALL.into_iter().find(|kind| kind.name() == name);
        kind.ok_or_else(|| D::Error::custom("no kind of refusal has this name"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_is_the_same_on_another_machine() {
        for kind in ErrorKind::ALL {
            let refusal = Refusal::new(kind, "Because.").after(Duration::from_millis(1500));
            let text = serde_json::to_string(&refusal).unwrap();
            assert_eq!(serde_json::from_str::<Refusal>(&text).unwrap(), refusal, "{text}");
        }
        let other = r#"{"kind":"mood","message":"","retry_after":null}"#;
        assert!(serde_json::from_str::<Refusal>(other).is_err());
    }
}
