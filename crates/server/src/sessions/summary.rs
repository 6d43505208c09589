//! The summary of an open session for the operator.

use std::time::Duration;

use api::SessionStatus;

use crate::options::KeyName;
use crate::sessions::id::SessionId;

/// An open session, for whoever runs the server.
#[derive(Clone, Debug)]
pub struct Summary {
    /// Its name.
    pub id: SessionId,
    /// The key that it counts for.
    pub key: Option<KeyName>,
    /// How far it has come.
    pub status: SessionStatus,
    /// How long it has been open.
    pub age: Duration,
}
