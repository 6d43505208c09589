//! What the client wishes.

use std::time::Instant;

use api::{ErrorKind, IceCandidate};
use str0m::Input;
use tokio::sync::oneshot;
use uuid::Uuid;

use super::{Life, Waiting};
use crate::http::Refusal;
use crate::peer::answer;
use crate::peer::candidate::{self, Line};
use crate::peer::stage::Stage;
use crate::sessions::{Command, Ended, Spoken};
use crate::tasks::Order;

/// Candidates of a client that are listened to. A browser has a handful.
const MOST_CANDIDATES: usize = 64;

impl Life {
    pub(super) fn obey(&mut self, command: Command) {
        match command {
            Command::Answer(sdp, reply) => {
                let accepted = self.answer(&sdp);
                reply.send(accepted).ok();
            }
            Command::Candidate(candidate, reply) => {
                reply.send(self.candidate(&candidate)).ok();
            }
            Command::Task { text, wait, reply } => self.task(text, wait, reply),
            Command::Interrupt(reply) => {
                let ready = self.started();
                if ready.is_ok() {
                    self.interrupt();
                }
                reply.send(ready).ok();
            }
            Command::KeepAlive(reply) => {
                self.idle.touch(Instant::now());
                reply.send(Ok(())).ok();
            }
            // Handled by the caller.
            Command::Stop(..) => {}
        }
    }

    fn answer(&mut self, sdp: &str) -> Result<(), Refusal> {
        if self.pending.is_none() {
            let message = "Session is not in correct state: it has been started already. Call streaming.start once.";
            return Err(Refusal::new(ErrorKind::WrongState, message));
        }
        let answer = answer::read(sdp)?;
        let Some(pending) = self.pending.take() else {
            return Err(Refusal::session_over());
        };
        let agreed = answer::accept(&mut self.rtc, pending, answer, self.mids, &self.offered)
            .inspect_err(|_| self.ended = Some(Ended::Unanswerable))?;
        for candidate in self.early.drain(..) {
            self.rtc.add_remote_candidate(candidate);
        }
        let seed = Uuid::new_v4().as_u64_pair().0;
        let stage = Stage::new(&self.terms, agreed, self.mids, seed).map_err(|error| {
            self.ended = Some(Ended::Failed(error.to_string()));
            Refusal::new(
                ErrorKind::Unavailable,
                format!("The session cannot go on: {error}. Open a new one."),
            )
        })?;
        tracing::info!(session = self.name, codec = ?agreed.encoding, "session started");
        self.stage = Some(stage);
        self.answered = Some(Instant::now());
        self.phase.set_connecting();
        self.input(Input::Timeout(Instant::now()));
        Ok(())
    }

    fn candidate(&mut self, candidate: &IceCandidate) -> Result<(), Refusal> {
        let usable = match candidate::read(&candidate.candidate) {
            Line::Usable(candidate) => candidate,
            Line::Unusable => return Ok(()),
            Line::Malformed => {
                let message = "candidate is not an ICE candidate: send what the browser's icecandidate event gives.";
                return Err(Refusal::new(ErrorKind::BadRequest, message));
            }
        };
        self.candidates += 1;
        if self.candidates > MOST_CANDIDATES {
            return Ok(());
        }
        if self.pending.is_some() {
            self.early.push(usable);
        } else {
            self.rtc.add_remote_candidate(usable);
            self.input(Input::Timeout(Instant::now()));
        }
        Ok(())
    }

    /// Refuses what needs a started session.
    fn started(&self) -> Result<(), Refusal> {
        if self.stage.is_some() {
            return Ok(());
        }
        let message =
            "Session is not in correct state: it has not been started. Send the answer with streaming.start first.";
        Err(Refusal::new(ErrorKind::WrongState, message))
    }

    fn task(&mut self, text: String, wait: bool, reply: oneshot::Sender<Result<Spoken, Refusal>>) {
        let queue = self.bounds.queue;
        let room = self.started().and_then(|()| {
            if self.timeline.len() < queue {
                return Ok(());
            }
            let message =
                format!("Exceed rate limit: {queue} texts are waiting to be said. Wait until some are, or interrupt.");
            Err(Refusal::new(ErrorKind::RateLimited, message))
        });
        if let Err(refusal) = room {
            reply.send(Err(refusal)).ok();
            return;
        }
        let id = Uuid::new_v4().to_string();
        self.idle.touch(Instant::now());
        self.timeline.accept(id.clone());
        self.replies.insert(
            id.clone(),
            Waiting {
                until_said: wait,
                reply,
            },
        );
        self.narrator.order(Order {
            id,
            text,
            delivery: self.terms.delivery.clone(),
        });
    }

    fn interrupt(&mut self) {
        self.idle.touch(Instant::now());
        self.narrator.call_off();
        self.held.clear();
        if let Some(stage) = &mut self.stage {
            let silence = stage.performance().interrupt();
            self.timeline.interrupt(silence);
            // What never sounded has ended now; the rest when the clock gets there.
            let heard = stage.performance().heard();
            self.advance(heard);
        }
    }
}
