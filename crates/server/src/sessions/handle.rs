//! Messages between the HTTP side and a session's own thread.

use std::sync::atomic::{AtomicU8, AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use api::{Background, ErrorKind, IceCandidate, ListeningMode, SessionStatus, TaskMode, VideoEncoding};
use avatar::Avatar;
use avatar::speech::{Delivery, Script};
use tasks::Spoken;
use thiserror::Error;
use tokio::sync::mpsc::error::TrySendError;
use tokio::sync::{Semaphore, mpsc, oneshot};

use crate::hearing::Listening;
use crate::media::VideoFormat;
use crate::refusal::Refusal;
use crate::talk::Talk;
use crate::traces::Parent;

/// The terms on which a session was opened.
#[derive(Clone, Debug)]
pub struct Terms {
    /// Who is seen.
    pub avatar: Avatar,
    /// Size and rate of the pictures.
    pub format: VideoFormat,
    /// The codec that the client prefers.
    pub encoding: VideoEncoding,
    /// The ground behind the avatar at first.
    pub background: Background,
    /// The voice.
    pub delivery: Delivery,
    /// The language model that answers, where there is one.
    pub talk: Option<Talk>,
    /// The speech recognition, where there is one.
    pub listening: Option<Listening>,
    /// How long it may go without a task.
    pub idle: Option<Duration>,
    /// The span of the call that asks for it.
    pub trace: Parent,
}

/// Calls that a session may have waiting. It takes each within milliseconds, so more than this are a flood.
pub const MAX_WAITING: usize = 64;

/// A wish of the client's.
#[derive(Debug)]
pub enum Command {
    /// The answer to the offer.
    Answer(String, oneshot::Sender<Result<(), Refusal>>),
    /// One of the client's candidates.
    Candidate(IceCandidate, oneshot::Sender<Result<(), Refusal>>),
    /// A text to be said.
    Task {
        /// The task's name.
        id: String,
        /// The text to say, and how.
        script: Script,
        /// When the reply comes.
        mode: TaskMode,
        /// The reply.
        reply: oneshot::Sender<Result<Spoken, Refusal>>,
    },
    /// A text to be answered.
    Talk {
        /// The task's name.
        id: String,
        /// The visitor's words.
        question: String,
        /// When the reply comes.
        mode: TaskMode,
        /// The reply.
        reply: oneshot::Sender<Result<Spoken, Refusal>>,
    },
    /// Silence, and nothing of what is queued.
    Interrupt(oneshot::Sender<Result<(), Refusal>>),
    /// To listen to the visitor in this manner, or no more.
    Listen(Option<ListeningMode>, oneshot::Sender<Result<(), Refusal>>),
    /// More time before the session counts as idle.
    KeepAlive(oneshot::Sender<Result<(), Refusal>>),
    /// The end.
    Stop(Ended, oneshot::Sender<()>),
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

impl Ended {
    /// The reason in a word, for figures and records.
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

/// How far a session has come, and what it was given to say; told by its thread, read by lists and records.
#[derive(Clone, Debug, Default)]
pub struct Phase(Arc<Told>);

#[derive(Debug, Default)]
struct Told {
    status: AtomicU8,
    connected: OnceLock<Instant>,
    characters: AtomicU64,
}

impl Phase {
    /// The answer was accepted.
    pub fn set_connecting(&self) {
        self.0.status.store(1, Ordering::Relaxed);
    }

    /// Media flows from now on.
    pub fn set_connected(&self) {
        self.0.connected.get_or_init(Instant::now);
        self.0.status.store(2, Ordering::Relaxed);
    }

    /// It was given this many characters to say.
    pub fn add_characters(&self, count: usize) {
        self.0.characters.fetch_add(count as u64, Ordering::Relaxed);
    }

    /// As the API names it.
    pub fn status(&self) -> SessionStatus {
        match self.0.status.load(Ordering::Relaxed) {
            0 => SessionStatus::New,
            1 => SessionStatus::Connecting,
            _ => SessionStatus::Connected,
        }
    }

    /// For how long media has flowed.
    pub fn connected_for(&self) -> Duration {
        self.0.connected.get().map_or(Duration::ZERO, Instant::elapsed)
    }

    /// The characters that it was given to say.
    pub fn characters(&self) -> u64 {
        self.0.characters.load(Ordering::Relaxed)
    }
}

/// A session as the HTTP side holds it.
#[derive(Clone, Debug)]
pub struct Handle {
    /// Where its wishes go.
    pub commands: mpsc::Sender<Command>,
    /// How far it has come.
    pub phase: Phase,
    /// How its texts are made ready to be spoken.
    pub preparation: Arc<Preparation>,
}

/// Tasks of a session whose replies may wait until they are said. Of more, a client learns nothing that it could use.
const MAX_SYNCHRONOUS: usize = 4;

/// All that makes a session's texts ready to be spoken.
#[derive(Debug)]
pub struct Preparation {
    /// How they are spoken.
    pub delivery: Delivery,
    /// Whose turn it is: one at a time, so that they stay in order, and a flood of long ones takes little memory.
    pub turn: Semaphore,
    /// Replies to its tasks that may wait until these are said.
    pub waiting: Semaphore,
}

impl Preparation {
    /// For texts that are spoken in this manner.
    pub fn of(delivery: Delivery) -> Self {
        Self {
            delivery,
            turn: Semaphore::const_new(1),
            waiting: Semaphore::const_new(MAX_SYNCHRONOUS),
        }
    }
}

impl Default for Preparation {
    fn default() -> Self {
        Self::of(Delivery::default())
    }
}

impl Handle {
    /// Has a session do something and waits for its word.
    ///
    /// # Errors
    /// The session's refusal, that too many calls wait for it, or that it has ended meanwhile.
    pub async fn ask<T>(
        &self,
        command: impl FnOnce(oneshot::Sender<Result<T, Refusal>>) -> Command,
    ) -> Result<T, Refusal> {
        let (reply, answer) = oneshot::channel();
        self.commands.try_send(command(reply)).map_err(|error| match error {
            TrySendError::Full(_) => {
                let message = format!(
                    "Exceed rate limit: {MAX_WAITING} calls to this session are waiting. Wait for their replies, then again."
                );
                Refusal::new(ErrorKind::RateLimited, message)
            }
            TrySendError::Closed(_) => Refusal::session_over(),
        })?;
        // Fails only where the session has ended.
        answer.await.map_err(|_| Refusal::session_over())?
    }

    /// Tells a session to end, without waiting for it. Within a runtime only: where other calls wait, the word waits behind them.
    pub fn tell_to_stop(&self, why: Ended) {
        let handle = self.clone();
        tokio::spawn(async move { handle.stop(why).await });
    }

    /// Ends a session; returns once it counts as ended. Waits where other calls wait, and is never refused.
    pub async fn stop(&self, why: Ended) {
        let (reply, done) = oneshot::channel();
        if self.commands.send(Command::Stop(why, reply)).await.is_ok() {
            done.await.ok();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn handle(room: usize) -> (Handle, mpsc::Receiver<Command>) {
        let (commands, inbox) = mpsc::channel(room);
        let phase = Phase::default();
        let preparation = Arc::default();
        let handle = Handle {
            commands,
            phase,
            preparation,
        };
        (handle, inbox)
    }

    #[tokio::test]
    async fn a_flood_of_calls_is_refused_in_words_and_a_stop_gets_through() {
        let (handle, mut inbox) = handle(MAX_WAITING);
        let mut waiting = Vec::new();
        for _ in 0..MAX_WAITING {
            let handle = handle.clone();
            waiting.push(tokio::spawn(async move { handle.ask(Command::KeepAlive).await }));
        }
        while inbox.len() < MAX_WAITING {
            tokio::task::yield_now().await;
        }
        let refusal = handle.ask(Command::KeepAlive).await.unwrap_err();
        assert!(refusal.message().starts_with("Exceed rate limit"), "{refusal}");
        let stop = tokio::spawn(async move { handle.stop(Ended::Stopped).await });
        // The session takes what waits, in order; the stop is the last of it.
        let mut taken = 0;
        while let Some(command) = inbox.recv().await {
            match command {
                Command::KeepAlive(reply) => {
                    reply.send(Ok(())).ok();
                    taken += 1;
                }
                Command::Stop(_, reply) => {
                    reply.send(()).ok();
                    break;
                }
                other => panic!("{other:?}"),
            }
        }
        assert_eq!(taken, MAX_WAITING);
        stop.await.unwrap();
        for call in waiting {
            assert_eq!(call.await.unwrap(), Ok(()));
        }
    }

    #[tokio::test]
    async fn a_call_to_a_session_that_has_ended_says_so() {
        let (handle, inbox) = handle(1);
        drop(inbox);
        let refusal = handle.ask(Command::KeepAlive).await.unwrap_err();
        assert!(refusal.message().contains("closed"), "{refusal}");
        handle.stop(Ended::Stopped).await;
    }
}
