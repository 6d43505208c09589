//! `streaming.create_token`.

use serde::{Deserialize, Serialize};

/// The data in the reply to `streaming.create_token`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TokenReply {
    /// A secret, good for one `streaming.new` and the later calls of that session. Never logged, never stored.
    pub token: String,
}

// Written by hand so that no log ever shows the token.
impl core::fmt::Debug for TokenReply {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("TokenReply(secret)")
    }
}
