//! The reason of a session's end, for late calls, logs, metrics and records.

use std::time::Duration;

use thiserror::Error;

/// Why a session ended, as a clause.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum EndReason {
    /// The client asked for it.
    #[error("it was stopped")]
    Stopped,
    /// No task for too long.
    #[error("there was no task for {} s", .0.as_secs())]
    Idle(Duration),
    /// `streaming.start` never came.
    #[error("streaming.start did not come within {} s", .0.as_secs())]
    NotStarted(Duration),
    /// No connection came about.
    #[error("no connection came about within {} s", .0.as_secs())]
    NotConnected(Duration),
    /// The client went away without a word.
    #[error("the connection was lost")]
    Lost,
    /// The client closed the connection.
    #[error("the client closed the connection")]
    Left,
    /// It lasted as long as a session may.
    #[error("it reached the longest time a session may last")]
    OverTime,
    /// The answer cannot be used.
    #[error("its answer could not be used")]
    Unanswerable,
    /// ICE, DTLS or SCTP failed.
    #[error("the WebRTC connection failed")]
    ConnectionFailed,
    /// Every socket of the session failed for good.
    #[error("the server's network failed: no address of --media-ip can be used any more")]
    NoNetwork,
    /// The client opened the data channel and then took nothing from it.
    #[error("the client took no more messages from the data channel")]
    Stuck,
    /// The server is going down.
    #[error("the server is shutting down")]
    ShuttingDown,
    /// Its thread answered nothing any more for so long.
    #[error("it gave no answer for {} s, by a defect of the server, and was given up", .0.as_secs())]
    Hung(Duration),
    /// The server's own code failed.
    #[error("a defect of the server ended it; its log tells more")]
    Defect,
    /// Something failed at this end. In our own words: strangers are not told what the server is made of.
    #[error("the server failed: {0}")]
    Failed(String),
}

impl EndReason {
    /// The reason in a word, for metrics and records.
    pub fn reason(&self) -> &'static str {
        match self {
            Self::Stopped => "stopped",
            Self::Idle(_) => "idle",
            Self::NotStarted(_) => "not_started",
            Self::NotConnected(_) => "not_connected",
            Self::Lost => "lost",
            Self::Left => "left",
            Self::OverTime => "over_time",
            Self::Unanswerable => "unanswerable",
            Self::ConnectionFailed => "connection_failed",
            Self::NoNetwork => "no_network",
            Self::Stuck => "stuck",
            Self::ShuttingDown => "shutting_down",
            Self::Hung(_) => "hung",
            Self::Defect => "defect",
            Self::Failed(_) => "failed",
        }
    }
}
