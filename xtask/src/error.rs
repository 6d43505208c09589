//! Errors of a task, each with its remedy.

/// The reason for an early end of a task.
#[derive(Debug, Clone, thiserror::Error)]
pub enum TaskError {
    /// A program failed; its output is above.
    #[error("{what} failed ({status}). Its own output is above.")]
    Failed { what: String, status: String },
    /// A program could not be started.
    #[error("{program} could not be started: {reason}")]
    NotStarted { program: String, reason: String },
    /// A tool is missing and could not be installed.
    #[error("{what} is missing. {next_step}")]
    Missing { what: String, next_step: String },
    /// A file could not be read or written.
    #[error("{path}: {reason}")]
    File { path: String, reason: String },
    /// The workspace could not be read.
    #[error("cargo could not describe the workspace: {0}")]
    Metadata(String),
    /// The requested port is in use.
    #[error("port {0} is in use. Name another one with `--port`, or leave it out to get a free one.")]
    PortTaken(u16),
    /// One or more checks or suites failed.
    #[error("{0}")]
    NotAllPassed(String),
}

impl TaskError {
    /// An error about a file.
    pub fn file(path: impl AsRef<std::path::Path>, reason: impl ToString) -> Self {
        Self::File {
            path: path.as_ref().display().to_string(),
            reason: reason.to_string(),
        }
    }
}
