//! Errors of a test.

use thirtyfour::error::WebDriverError;

/// Why a test could not go on, or the forbidden state that it saw.
#[derive(Debug, Clone, thiserror::Error)]
pub enum Failure {
    /// Something the harness needs is not in the environment.
    #[error("{0} is not set: these tests are run by `cargo xtask test --only end-to-end`, which builds what they need")]
    NotSet(&'static str),
    /// A program could not be started or did not come up.
    #[error("{program}: {reason}")]
    Program {
        /// The program's name.
        program: String,
        /// The error, with its output.
        reason: String,
    },
    /// The browser refused a command.
    #[error("browser: {0}")]
    Browser(String),
    /// An awaited state did not come in time.
    #[error("within {seconds} s there was not: {what}; last seen: {seen}")]
    TooLate {
        /// The awaited state.
        what: String,
        /// The time limit.
        seconds: u64,
        /// The state at the end.
        seen: String,
    },
    /// The server did not answer as it should.
    #[error("server: {0}")]
    Server(String),
    /// A file could not be written.
    #[error("{path}: {reason}")]
    File {
        /// The file's name.
        path: String,
        /// The system's error.
        reason: String,
    },
    /// A forbidden state.
    #[error("{0}")]
    Seen(String),
}

impl From<WebDriverError> for Failure {
    fn from(error: WebDriverError) -> Self {
        Self::Browser(error.to_string())
    }
}

impl From<serde_json::Error> for Failure {
    fn from(error: serde_json::Error) -> Self {
        Self::Browser(format!("the page handed over something unexpected: {error}"))
    }
}

impl From<reqwest::Error> for Failure {
    fn from(error: reqwest::Error) -> Self {
        Self::Server(error.to_string())
    }
}
