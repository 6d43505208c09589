//! Commands: the calls of a session's client, carried out, and the watchdog's pings, answered.

use std::time::Instant;

use api::{ErrorKind, IceCandidate, TaskMode};
use tasks::{Order, TaskId};
use uuid::Uuid;

use super::Lifecycle;
use super::speech::Reply;
use crate::peer::candidate;
use crate::peer::media_sender::{MediaSender, SenderMetrics};
use crate::refusal::Refusal;
use crate::sessions::{Command, EndReason};

impl Lifecycle {
    /// Carries out a command, except [`Command::Stop`], for which the session's thread closes it.
    pub fn command(&mut self, command: Command, now: Instant) {
        // Each caller may have gone: then nobody takes the reply.
        match command {
            Command::Answer(sdp, reply) => {
                let accepted = self.answer(&sdp, now);
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
            } => self.task(Order { id, script }, mode, reply, now),
            Command::Talk {
                id,
                question,
                mode,
                reply,
            } => self.talk(id, question, mode, reply, now),
            Command::Interrupt(reply) => {
                reply.send(self.interrupt(now)).ok();
            }
            Command::Listen(mode, reply) => {
                reply.send(self.listen(mode, now)).ok();
            }
            Command::KeepAlive(reply) => {
                self.idle.touch(now);
                reply.send(Ok(())).ok();
            }
            Command::Ping(reply) => {
                reply.send(Ok(())).ok();
            }
            Command::Stop(..) => {}
        }
    }

    fn answer(&mut self, sdp: &str, now: Instant) -> Result<(), Refusal> {
        if self.connection.is_answered() {
            let message = "Session is not in correct state: it has been started already. Call streaming.start once.";
            return Err(Refusal::new(ErrorKind::WrongState, message));
        }
        let answer = self.connection.read(sdp)?;
        if answer.malformed_candidates > 0 {
            let count = answer.malformed_candidates;
            tracing::warn!(
                session = self.name,
                count,
                "malformed candidates of the answer are left out"
            );
        }
        let own = self.connection.rtc().direct_api().local_ice_credentials();
        self.address_validation.answered(own, answer.credentials.clone());
        let accepted = self.connection.accept(answer);
        let agreed = accepted.inspect_err(|_| self.ended = Some(EndReason::Unanswerable))?;
        let seed = Uuid::new_v4().as_u64_pair().0;
        let metrics = SenderMetrics::new(&self.bounds, self.progress.born());
        let sender = MediaSender::new(&self.terms, agreed, self.connection.mids(), seed, metrics).map_err(|error| {
            self.fail(EndReason::Failed("an encoder does not start".into()), &error);
            let message = "The session cannot go on: an encoder of the server does not start. Open a new one.";
            Refusal::new(ErrorKind::Unavailable, message)
        })?;
        tracing::info!(session = self.name, codec = ?agreed.encoding, "session started");
        self.sender = Some(sender);
        self.progress.answered(now);
        self.phase.set_connecting();
        self.time(now);
        Ok(())
    }

    fn task(&mut self, order: Order, mode: TaskMode, reply: Reply, now: Instant) {
        let Some(sender) = &mut self.sender else {
            reply.send(Err(not_started())).ok();
            return;
        };
        let characters = order.script.words().chars().count();
        if self.speech.accept(order, mode, sender.performance().spoken(), reply) {
            self.bounds.metrics.text_taken();
            self.count_characters(characters);
            self.idle.touch(now);
            self.tell();
        }
    }

    fn talk(&mut self, id: TaskId, question: String, mode: TaskMode, reply: Reply, now: Instant) {
        let (Some(sender), Some(conversation)) = (&mut self.sender, &mut self.conversation) else {
            // Without a language model, the call is refused before it comes here.
            reply.send(Err(not_started())).ok();
            return;
        };
        if let Err(refusal) = conversation.check(now) {
            reply.send(Err(refusal)).ok();
            return;
        }
        if self.speech.open(id.clone(), mode, sender.performance().spoken(), reply) {
            self.bounds.metrics.text_taken();
            conversation.ask(id, question, now);
            self.idle.touch(now);
            self.tell();
        }
    }

    fn interrupt(&mut self, now: Instant) -> Result<(), Refusal> {
        if self.sender.is_none() {
            return Err(not_started());
        }
        self.idle.touch(now);
        self.drop_speech();
        self.tell();
        Ok(())
    }
}

/// The refusal of a call that needs a started session.
pub(super) fn not_started() -> Refusal {
    let message =
        "Session is not in correct state: it has not been started. Send the answer with streaming.start first.";
    Refusal::new(ErrorKind::WrongState, message)
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
