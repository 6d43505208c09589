//! The errors of a task, each with what to do about it.

/// Why a task ended early.
#[derive(Debug, Clone, thiserror::Error)]
pub enum TaskError {
    /// A program ran and said no; what it printed stands above.
    #[error("{what} failed ({status}). Its own output is above.")]
    Failed { what: String, status: String },
    /// A program could not be started at all.
    #[error("{program} could not be started: {reason}")]
    NotStarted { program: String, reason: String },
    /// A tool is not there and could not be installed.
    #[error("{what} is missing. {next_step}")]
    Missing { what: String, next_step: String },
    /// A file could not be read or written.
    #[error("{path}: {reason}")]
    File { path: String, reason: String },
    /// The workspace could not be read.
    #[error("cargo could not describe the workspace: {0}")]
    Metadata(String),
    /// The port asked for is in use.
    #[error("port {0} is in use. Name another one with `--port`, or leave it out to get a free one.")]
    PortTaken(u16),
    /// One or more checks or suites said no.
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
