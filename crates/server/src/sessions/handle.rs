//! What the HTTP side and a session's own thread say to each other.

use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::time::Duration;

use api::{IceCandidate, SessionStatus, VideoEncoding};
use avatar::speech::Delivery;
use thiserror::Error;
use tokio::sync::{mpsc, oneshot};

use crate::http::Refusal;
use crate::media::VideoFormat;

/// What was agreed on when a session was opened.
#[derive(Clone, Debug)]
pub struct Terms {
    /// Who is seen.
    pub avatar_id: String,
    /// Size and rate of the pictures.
    pub format: VideoFormat,
    /// The codec that the client prefers.
    pub encoding: VideoEncoding,
    /// The voice.
    pub delivery: Delivery,
    /// How long it may go without a task.
    pub idle: Option<Duration>,
}

/// A wish of the client's.
#[derive(Debug)]
pub enum Command {
    /// The answer to the offer.
    Answer(String, oneshot::Sender<Result<(), Refusal>>),
    /// One of the client's candidates.
    Candidate(IceCandidate, oneshot::Sender<Result<(), Refusal>>),
    /// A text to be said.
    Task {
        /// What to say.
        text: String,
        /// Whether the reply waits until it has been said.
        wait: bool,
        /// The reply.
        reply: oneshot::Sender<Result<Spoken, Refusal>>,
    },
    /// Silence, and nothing of what is queued.
    Interrupt(oneshot::Sender<Result<(), Refusal>>),
    /// More time before the session counts as idle.
    KeepAlive(oneshot::Sender<Result<(), Refusal>>),
    /// The end.
    Stop(Ended, oneshot::Sender<()>),
}

/// A task as its reply tells of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spoken {
    /// The task.
    pub task_id: String,
    /// How long it is, or was heard.
    pub duration_ms: u64,
}

/// Why a session ended, as a clause.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Ended {
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
    /// The server is going down.
    #[error("the server is shutting down")]
    ShuttingDown,
    /// Something failed at this end.
    #[error("the server failed: {0}")]
    Failed(String),
}

/// How far a session has come; told by its thread, read by `streaming.list`.
#[derive(Clone, Debug, Default)]
pub struct Phase(Arc<AtomicU8>);

impl Phase {
    /// The answer was accepted.
    pub fn set_connecting(&self) {
        self.0.store(1, Ordering::Relaxed);
    }

    /// Media flows.
    pub fn set_connected(&self) {
        self.0.store(2, Ordering::Relaxed);
    }

    /// As the API names it.
    pub fn status(&self) -> SessionStatus {
        match self.0.load(Ordering::Relaxed) {
            0 => SessionStatus::New,
            1 => SessionStatus::Connecting,
            _ => SessionStatus::Connected,
        }
    }
}

/// A session as the HTTP side holds it.
#[derive(Clone, Debug)]
pub struct Handle {
    /// Where its wishes go.
    pub commands: mpsc::UnboundedSender<Command>,
    /// How far it has come.
    pub phase: Phase,
}

impl Handle {
    /// Has a session do something and waits for its word.
    ///
    /// # Errors
    /// The session's refusal, or that it has ended meanwhile.
    pub async fn ask<T>(
        &self,
        command: impl FnOnce(oneshot::Sender<Result<T, Refusal>>) -> Command,
    ) -> Result<T, Refusal> {
        let (reply, answer) = oneshot::channel();
        // Both fail only where the session has ended.
        self.commands
            .send(command(reply))
            .map_err(|_| Refusal::session_over())?;
        answer.await.map_err(|_| Refusal::session_over())?
    }

    /// Ends a session; returns once it counts as ended.
    pub async fn stop(&self, why: Ended) {
        let (reply, done) = oneshot::channel();
        if self.commands.send(Command::Stop(why, reply)).is_ok() {
            done.await.ok();
        }
    }
}
