//! How a call is refused.

use api::{Envelope, ErrorKind};

/// A refusal: its kind decides HTTP status and code, its message says what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    kind: ErrorKind,
    message: String,
}

impl Refusal {
    /// A refusal with the status and the code of its kind.
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self {
            kind,
            message: message.into(),
        }
    }

    /// The call needs a session that is open.
    pub(crate) fn no_session() -> Self {
        let message = "Session does not exist: no open session has this session_id. Open one with streaming.new.";
        Self::new(ErrorKind::UnknownSession, message)
    }

    /// The session was open once.
    pub(crate) fn session_over() -> Self {
        let message = "session state wrong: closed; it has ended. Open a new one with streaming.new.";
        Self::new(ErrorKind::WrongState, message)
    }

    /// HTTP status and body of the reply.
    pub(crate) fn reply(self) -> (u16, String) {
        let body = serde_json::to_string(&Envelope::refusal(self.kind, self.message)).unwrap_or_default();
        (self.kind.wire().0, body)
    }
}

impl From<tasks::Refusal> for Refusal {
    fn from(refusal: tasks::Refusal) -> Self {
        Self::new(refusal.kind(), refusal.to_string())
    }
}

impl From<tasks::TermsError> for Refusal {
    fn from(error: tasks::TermsError) -> Self {
        Self::new(error.kind(), error.to_string())
    }
}
