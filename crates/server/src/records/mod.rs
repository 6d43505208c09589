//! Usage records and webhooks: the beginnings and ends of sessions, told to a file and to other servers.

mod event;
mod signature;
mod usage;
mod webhooks;

use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use thiserror::Error;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use crate::options::RecordOptions;
use crate::sessions::{Entry, Journal};
use event::Event;
use usage::UsageFile;
use webhooks::Webhooks;

/// Why records cannot be kept as they are set.
#[derive(Clone, Debug, Error)]
pub enum RecordError {
    /// The file cannot be written.
    #[error("cannot write --usage-file {}: {error}", .path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// The system's words.
        error: Arc<io::Error>,
    },
    /// Webhooks would not be signed.
    #[error(
        "--webhook-url takes --webhook-secret-file: without a signature, nobody can tell your server's words from others'"
    )]
    NoSecret,
    /// There is no client for webhooks.
    #[error("--webhook-url cannot be used: {0}")]
    Client(String),
}

/// The writer of the records.
pub struct Records {
    journal: Journal,
    writing: Option<JoinHandle<()>>,
}

impl Records {
    /// Begins to keep records, where the options want any. Within a runtime only.
    ///
    /// # Errors
    /// Where the file cannot be written, or webhooks cannot be signed or sent.
    pub fn begin(options: &RecordOptions) -> Result<Self, RecordError> {
        let file = options.usage_file.clone().map(UsageFile::open).transpose()?;
        let webhooks = Webhooks::of(options)?;
        if file.is_none() && webhooks.is_none() {
            return Ok(Self {
                journal: Journal::default(),
                writing: None,
            });
        }
        let (journal, reader) = Journal::new();
        Ok(Self {
            journal,
            writing: Some(tokio::spawn(write(reader, file, webhooks))),
        })
    }

    /// Where sessions tell of themselves.
    pub fn journal(&self) -> Journal {
        self.journal.clone()
    }

    /// Waits until all has been told, once nobody writes into the journal any more, but not longer than `timeout`.
    pub async fn finish(self, timeout: Duration) {
        drop(self.journal);
        if let Some(writing) = self.writing
            && tokio::time::timeout(timeout, writing).await.is_err()
        {
            tracing::error!("the server ends before every webhook has been answered");
        }
    }
}

/// Tells every entry, one after the other, and of webhooks several at once.
async fn write(mut reader: mpsc::Receiver<Entry>, file: Option<UsageFile>, webhooks: Option<Webhooks>) {
    while let Some(entry) = reader.recv().await {
        let event = Event::of(&entry);
        if let Some(file) = &file
            && let Some(end) = &event.end
        {
            file.add(end).await;
        }
        if let Some(webhooks) = &webhooks {
            webhooks.send(&event);
        }
    }
    if let Some(webhooks) = webhooks {
        webhooks.sent().await;
    }
}
