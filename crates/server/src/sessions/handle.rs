//! The handle of a session: commands from the HTTP side to the session's own thread, and their replies.

use std::sync::Arc;

use api::{ErrorKind, IceCandidate, ListeningMode, TaskMode};
use avatar::speech::{Delivery, Script};
use tasks::Spoken;
use tokio::sync::mpsc::error::TrySendError;
use tokio::sync::{Semaphore, mpsc, oneshot};

use crate::refusal::Refusal;
use crate::sessions::end_reason::EndReason;
use crate::sessions::phase::Phase;

/// Calls that a session may have waiting. It takes each within milliseconds, so more than this are a flood.
pub const MAX_WAITING: usize = 64;

/// A command to a session: a call of its client's, or the watchdog's ping.
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
    /// A sign that the session's thread runs: the server's own, and no more time before the session counts as idle.
    Ping(oneshot::Sender<Result<(), Refusal>>),
    /// The end.
    Stop(EndReason, oneshot::Sender<()>),
}

/// A session as the HTTP side holds it.
#[derive(Clone, Debug)]
pub struct Handle {
    /// Where its commands go.
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
    pub fn tell_to_stop(&self, why: EndReason) {
        let handle = self.clone();
        tokio::spawn(async move { handle.stop(why).await });
    }

    /// Ends a session; returns once it counts as ended. Waits where other calls wait, and is never refused.
    pub async fn stop(&self, why: EndReason) {
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
        let stop = tokio::spawn(async move { handle.stop(EndReason::Stopped).await });
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
        handle.stop(EndReason::Stopped).await;
    }
}
