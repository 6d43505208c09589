//! The journal of sessions: their beginnings and ends, for usage records and webhooks.

use std::time::{Duration, SystemTime};

use tokio::sync::mpsc;

use crate::options::KeyName;
use crate::sessions::end_reason::EndReason;
use crate::sessions::id::SessionId;

/// Entries that may wait to be written. They are written within milliseconds, so more than this are lost only where the disk stands still.
const MAX_WAITING: usize = 10_000;

/// The beginning or the end of a session. Each session has one of each.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The session.
    pub session: SessionId,
    /// The key that it counts for; none where the server asks for none.
    pub key: Option<KeyName>,
    /// When this happened.
    pub at: SystemTime,
    /// How it ended; none where it begins.
    pub end: Option<End>,
}

/// How a session ended.
#[derive(Clone, Debug)]
pub struct End {
    /// When it was opened.
    pub opened: SystemTime,
    /// For how long media flowed.
    pub connected: Duration,
    /// Why it ended.
    pub why: EndReason,
    /// Characters that it was given to say.
    pub characters: u64,
}

/// Where entries go. Nowhere, unless somebody reads them.
#[derive(Clone, Debug, Default)]
pub struct Journal(Option<mpsc::Sender<Entry>>);

impl Journal {
    /// A journal, and where it is read.
    pub fn new() -> (Self, mpsc::Receiver<Entry>) {
        let (entries, reader) = mpsc::channel(MAX_WAITING);
        (Self(Some(entries)), reader)
    }

    /// Writes an entry. Does not wait.
    pub fn write(&self, entry: Entry) {
        if let Some(entries) = &self.0
            && let Err(lost) = entries.try_send(entry)
        {
            let session = match lost {
                mpsc::error::TrySendError::Full(entry) | mpsc::error::TrySendError::Closed(entry) => entry.session,
            };
            tracing::error!(session, "a record of a session is lost: too many wait to be written");
        }
    }
}
