//! Whose a session is.

use crate::options::KeyName;
use crate::sessions::id::SessionId;

/// Who makes a call, and so whose a session is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Owner {
    /// The server asks for no key.
    Everyone,
    /// The key of this name. Names stay when keys are read again in another order.
    Key(KeyName),
    /// The session that a token of this key has opened.
    Token {
        /// The key that the token was made with.
        key: KeyName,
        /// The token's public part.
        token: String,
        /// The session that it has opened; none as long as it is unused.
        session: Option<SessionId>,
    },
}

impl Owner {
    /// The key that a session counts for.
    pub fn key(&self) -> Option<&KeyName> {
        match self {
            Self::Everyone => None,
            Self::Key(key) | Self::Token { key, .. } => Some(key),
        }
    }

    /// Whether this caller may see and touch a session that was opened for `key`.
    pub fn may_touch(&self, session: &str, key: Option<&KeyName>) -> bool {
        match self {
            Self::Everyone => true,
            Self::Key(own) => key == Some(own),
            Self::Token { session: own, .. } => own.as_deref() == Some(session),
        }
    }
}
