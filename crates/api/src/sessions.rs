//! `streaming.list`.

use serde::{Deserialize, Serialize};

use crate::lenient;

/// How far a session has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SessionStatus {
    /// Offered, not yet answered.
    New,
    /// Answered, media not yet flowing.
    Connecting,
    /// Media flows.
    Connected,
    /// A word that this version does not know.
    #[serde(other)]
    Other,
}

/// An open session.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionEntry {
    /// Its id.
    pub session_id: String,
    /// How far it has come.
    pub status: SessionStatus,
    /// When it was opened, in seconds since 1970.
    #[serde(default, deserialize_with = "lenient::count_or_zero")]
    pub created_at: u64,
    /// The kind of key that opened it.
    #[serde(default, deserialize_with = "lenient::or_default")]
    pub api_key_type: String,
}

/// The data in the reply to `streaming.list`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionList {
    /// The open sessions.
    #[serde(default, deserialize_with = "lenient::or_default")]
    pub sessions: Vec<SessionEntry>,
}
