//! The owner of a session: who may see and touch it (authorization).

use serde::{Deserialize, Serialize};

use crate::keys::{Token, TokenId};
use crate::options::KeyName;

/// Who makes a call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Owner {
    /// The server asks for no key.
    Everyone,
    /// The key of this name. Names stay when keys are read again in another order.
    Key(KeyName),
    /// A token, which touches the session alone that it has opened.
    Token(Token),
}

/// Whose a session is: whoever has opened it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Whose {
    /// The key that it counts for; none where the server asks for none.
    pub key: Option<KeyName>,
    /// The token that has opened it; none where the key itself has.
    pub token: Option<TokenId>,
}

impl Owner {
    /// The key that a session counts for.
    pub fn key(&self) -> Option<&KeyName> {
        match self {
            Self::Everyone => None,
            Self::Key(key) => Some(key),
            Self::Token(token) => Some(&token.key),
        }
    }

    /// The token that is called with.
    pub fn token(&self) -> Option<&Token> {
        match self {
            Self::Token(token) => Some(token),
            Self::Everyone | Self::Key(_) => None,
        }
    }

    /// Whether this caller may see and touch a session of those.
    pub fn may_touch(&self, whose: &Whose) -> bool {
        match self {
            Self::Everyone => true,
            Self::Key(own) => whose.key.as_ref() == Some(own),
            Self::Token(token) => whose.key.as_ref() == Some(&token.key) && whose.token == Some(token.id),
        }
    }
}

impl From<&Owner> for Whose {
    /// The sessions that this caller opens.
    fn from(owner: &Owner) -> Self {
        Self {
            key: owner.key().cloned(),
            token: owner.token().map(|token| token.id),
        }
    }
}
