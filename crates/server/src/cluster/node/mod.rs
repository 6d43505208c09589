//! This node (machine): opens sessions and does what calls ask of them. It knows nothing of other machines.

mod open;
mod task;

use std::sync::Arc;

use api::{Description, DescriptionType, ErrorKind, SessionEntry};
use tokio::sync::Semaphore;

use crate::avatars::Avatars;
use crate::cluster::command::{Answer, SessionCommand};
use crate::hearing;
use crate::load::Load;
use crate::metrics::Metrics;
use crate::options::Options;
use crate::peer::Bounds;
use crate::refusal::Refusal;
use crate::sessions::{Command, Handle, Owner, Registry};
use crate::talk::Service;
use crate::voices::Voices;

/// All that a session on this machine is made of.
pub struct Node {
    /// The server's options.
    pub options: Arc<Options>,
    /// The avatars.
    pub avatars: Avatars,
    /// The language model that answers, where there is one.
    pub talk: Option<Service>,
    /// The voices beyond the built-in ones.
    pub voices: Voices,
    /// The speech recognition, where there is one.
    pub hearing: Option<hearing::Service>,
    /// The open sessions.
    pub registry: Arc<Registry>,
    /// The bounds of every session.
    pub bounds: Bounds,
    /// Replies that may wait until their tasks are said. Each holds a connection, of which others need most.
    pub waiting: Semaphore,
    /// How late pictures are.
    pub load: Arc<Load>,
    /// The metrics.
    pub metrics: Metrics,
}

impl Node {
    /// Has a session of this machine do something.
    ///
    /// # Errors
    /// Where there is no such session, or it is another's, or it has ended and why; and the session's own refusal.
    pub async fn ask(&self, session: &str, owner: &Owner, command: SessionCommand) -> Result<Answer, Refusal> {
        let handle = match self.registry.find(session, owner) {
            Ok(handle) => handle,
            // The session has ended by itself, as the client wants.
            Err(_) if matches!(command, SessionCommand::Stop) && self.registry.has_ended(session, owner) => {
                return Ok(Answer::Done);
            }
            Err(refusal) => return Err(refusal),
        };
        match command {
            SessionCommand::Task(request) => return self.task(session, &handle, request).await.map(Answer::Task),
            SessionCommand::Stop => self.registry.stop(session, &handle).await,
            other => self.registry.answered(session, self.have(&handle, other)).await?,
        }
        Ok(Answer::Done)
    }

    /// Has a session do something that it does at once.
    async fn have(&self, handle: &Handle, command: SessionCommand) -> Result<(), Refusal> {
        match command {
            SessionCommand::Start(description) => start(handle, description).await,
            SessionCommand::Candidate(candidate) => handle.ask(|reply| Command::Candidate(candidate, reply)).await,
            SessionCommand::Interrupt => handle.ask(Command::Interrupt).await,
            SessionCommand::Listen(mode) => {
                self.check_hearing()?;
                handle.ask(|reply| Command::Listen(Some(mode), reply)).await
            }
            SessionCommand::StopListening => handle.ask(|reply| Command::Listen(None, reply)).await,
            SessionCommand::KeepAlive => handle.ask(Command::KeepAlive).await,
            // These have answers of their own.
            SessionCommand::Task(_) | SessionCommand::Stop => Ok(()),
        }
    }

    /// The open sessions of this machine that a caller may see, oldest first.
    pub fn list(&self, owner: &Owner) -> Vec<SessionEntry> {
        self.registry.list(owner)
    }

    fn check_hearing(&self) -> Result<(), Refusal> {
        if self.hearing.is_some() {
            return Ok(());
        }
        let message = "This server has no speech recognition, so the avatar cannot hear. Send the visitor's words with streaming.task, or \
                       start the server with --stt-url, as --stt-url http://localhost:8000/v1 for a service on the same machine.";
        Err(Refusal::new(ErrorKind::PlanLimit, message))
    }
}

async fn start(handle: &Handle, description: Description) -> Result<(), Refusal> {
    if description.kind != DescriptionType::Answer {
        let message = "sdp.type is offer: the server makes the offer, send the browser's answer to it.";
        return Err(Refusal::new(ErrorKind::BadRequest, message));
    }
    handle.ask(|reply| Command::Answer(description.sdp, reply)).await
}
