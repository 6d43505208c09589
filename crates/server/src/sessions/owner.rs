//! Whose a session is.

use crate::sessions::id::SessionId;

/// Who makes a call, and so whose a session is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Owner {
    /// The server asks for no key.
    Everyone,
    /// The key with this number on the command line.
    Key(usize),
    /// The session that a token of this key has opened.
    Token {
        /// The key that the token was made with.
        key: usize,
        /// The token's public part.
        token: String,
        /// The session that it has opened; none as long as it is unused.
        session: Option<SessionId>,
    },
}

impl Owner {
    /// The key that a session counts for.
    pub fn key(&self) -> Option<usize> {
        match self {
            Self::Everyone => None,
            Self::Key(key) | Self::Token { key, .. } => Some(*key),
        }
    }

    /// Whether this caller may see and touch a session that was opened for `key`.
    pub fn may_touch(&self, session: &str, key: Option<usize>) -> bool {
        match self {
            Self::Everyone => true,
            Self::Key(own) => key == Some(*own),
            Self::Token { session: own, .. } => own.as_deref() == Some(session),
        }
    }
}
