//! The file of usage records: a line of JSON for each session that has ended.

use std::fs::{File, OpenOptions};
use std::io::{self, Write as _};
use std::path::PathBuf;
use std::sync::Arc;

use crate::records::RecordError;

/// The file. It is opened for each line, so that it can be moved away while the server runs.
#[derive(Clone, Debug)]
pub struct UsageFile(Arc<PathBuf>);

impl UsageFile {
    /// Makes sure that it can be written.
    ///
    /// # Errors
    /// Where it cannot.
    pub fn open(path: PathBuf) -> Result<Self, RecordError> {
        let file = Self(Arc::new(path));
        match file.append() {
            Ok(_) => Ok(file),
            Err(error) => Err(RecordError::File {
                path: file.0.to_path_buf(),
                error: Arc::new(error),
            }),
        }
    }

    /// Adds a line. Where that fails, the line goes to the log: it holds no text and no secret.
    pub async fn add(&self, line: &str) {
        let (file, whole) = (self.clone(), format!("{line}\n"));
        let written = tokio::task::spawn_blocking(move || file.append()?.write_all(whole.as_bytes())).await;
        let error = match written {
            Ok(Ok(())) => return,
            Ok(Err(error)) => error.to_string(),
            Err(error) => error.to_string(),
        };
        tracing::error!(error, record = line, "a usage record could not be written");
    }

    fn append(&self) -> io::Result<File> {
        OpenOptions::new().append(true).create(true).open(&*self.0)
    }
}
