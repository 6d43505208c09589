//! What the client wishes.

use std::time::Instant;

use api::{ErrorKind, IceCandidate, TaskMode};
use str0m::Input;
use tasks::{Order, Spoken};
use tokio::sync::oneshot;
use uuid::Uuid;

use super::Life;
use crate::peer::answer;
use crate::peer::candidate;
use crate::peer::stage::Stage;
use crate::refusal::Refusal;
use crate::sessions::{Command, Ended};

impl Life {
    pub(super) fn obey(&mut self, command: Command) {
        match command {
            Command::Answer(sdp, reply) => {
                let accepted = self.answer(&sdp);
                reply.send(accepted).ok();
            }
            Command::Candidate(candidate, reply) => {
                reply.send(check(&candidate)).ok();
            }
            Command::Task {
                id,
                script,
                mode,
                reply,
            } => self.task(Order { id, script }, mode, reply),
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
        let answer = answer::read(sdp, &self.offer)?;
        if answer.malformed_candidates > 0 {
            let count = answer.malformed_candidates;
            tracing::warn!(
                session = self.name,
                count,
                "malformed candidates of the answer are left out"
            );
        }
        let Some(pending) = self.pending.take() else {
            return Err(Refusal::session_over());
        };
        let agreed = answer::accept(&mut self.rtc, pending, answer.sdp, self.mids, &self.offered)
            .inspect_err(|_| self.ended = Some(Ended::Unanswerable))?;
        let seed = Uuid::new_v4().as_u64_pair().0;
        let stage = Stage::new(&self.terms, agreed, self.mids, seed).map_err(|error| {
            self.fail(Ended::Failed("an encoder does not start".into()), &error);
            let message = "The session cannot go on: an encoder of the server does not start. Open a new one.";
            Refusal::new(ErrorKind::Unavailable, message)
        })?;
        tracing::info!(session = self.name, codec = ?agreed.encoding, "session started");
        self.stage = Some(stage);
        self.progress.answered(Instant::now());
        self.phase.set_connecting();
        self.input(Input::Timeout(Instant::now()));
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

    /// Takes a text behind all others, if the session is started and there is room. The reply comes when the tasks give it.
    fn task(&mut self, order: Order, mode: TaskMode, reply: oneshot::Sender<Result<Spoken, Refusal>>) {
        let heard = self.stage.as_mut().map_or(0, |stage| stage.performance().heard());
        let accepted = self.started().and_then(|()| {
            self.tasks
                .accept(order.id.clone(), &order.script, mode, heard)
                .map_err(Into::into)
        });
        if let Err(refusal) = accepted {
            reply.send(Err(refusal)).ok();
            return;
        }
        self.idle.touch(Instant::now());
        self.replies.insert(order.id.clone(), reply);
        self.tell_outputs();
        self.narrator.order(order);
    }

    fn interrupt(&mut self) {
        self.idle.touch(Instant::now());
        self.narrator.call_off();
        if let Some(stage) = &mut self.stage {
            let performance = stage.performance();
            let heard = performance.heard();
            self.tasks.interrupt(performance, heard);
        }
        self.tell_outputs();
    }
}

/// Looks at a candidate. A server that sends no checks has no further use for it.
fn check(candidate: &IceCandidate) -> Result<(), Refusal> {
    candidate::check(candidate).map_err(|error| {
        let message = format!(
            "candidate is not an ICE candidate: {error}. Send what the browser's icecandidate event gives. The session goes on \
             without it."
        );
        Refusal::new(ErrorKind::BadRequest, message)
    })
}
