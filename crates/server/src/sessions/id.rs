//! The id of a session.

/// Names a session in every call.
pub type SessionId = String;
