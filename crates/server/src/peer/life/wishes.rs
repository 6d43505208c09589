//! What the client wishes.

use std::time::{Duration, Instant};

use api::{ErrorKind, IceCandidate};
use avatar::SAMPLE_RATE;
use avatar::speech::Script;
use str0m::Input;
use tokio::sync::oneshot;
use uuid::Uuid;

use super::{Life, Waiting};
use crate::http::Refusal;
use crate::peer::answer;
use crate::peer::candidate;
use crate::peer::stage::Stage;
use crate::sessions::{Command, Ended, Spoken};
use crate::tasks::Order;

/// Seconds of speech up to which a reply tells the exact length. They are synthesised within a second.
const EXACT: u64 = 15;

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
                wait,
                reply,
            } => match self.room(&script) {
                Ok(()) => self.task(id, script, wait, reply),
                Err(refusal) => {
                    reply.send(Err(refusal)).ok();
                }
            },
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

    /// Refuses a text for which the queue has no room.
    fn room(&mut self, script: &Script) -> Result<(), Refusal> {
        self.started()?;
        let queue = self.bounds.queue;
        if self.timeline.len() >= queue {
            let message =
                format!("Exceed rate limit: {queue} texts are waiting to be said. Wait until some are, or interrupt.");
            return Err(Refusal::new(ErrorKind::RateLimited, message));
        }
        let left = Duration::from_secs(self.left() / u64::from(SAMPLE_RATE));
        let most = self.bounds.speech;
        // A text alone is always taken: its length is bounded by that of texts.
        let beyond = (left + script.length()).saturating_sub(most);
        if self.timeline.len() == 0 || beyond.is_zero() {
            return Ok(());
        }
        let message = format!(
            "Exceed rate limit: {} s of speech are waiting to be said, and this text would make it more than {} s. Wait until \
             there is room, or interrupt.",
            left.as_secs(),
            most.as_secs()
        );
        Err(Refusal::new(ErrorKind::RateLimited, message).after(beyond))
    }

    /// How much speech is left to be heard, in samples.
    fn left(&mut self) -> u64 {
        let heard = self.stage.as_mut().map_or(0, |stage| stage.performance().heard());
        self.timeline.left(heard)
    }

    fn task(&mut self, id: String, script: Script, wait: bool, reply: oneshot::Sender<Result<Spoken, Refusal>>) {
        self.idle.touch(Instant::now());
        let length = script.length();
        let samples = (length.as_secs_f64() * f64::from(SAMPLE_RATE)) as u64;
        // What is synthesised at once is replied to with its exact length. The rest is synthesised when those before it have
        // been heard: for that, a client would wait for minutes.
        let soon = self.left() + samples <= EXACT * u64::from(SAMPLE_RATE);
        let unsaid = script.unsaid();
        self.timeline.accept(id.clone(), samples);
        if wait || soon {
            let waiting = Waiting {
                until_said: wait,
                reply,
            };
            self.replies.insert(id.clone(), waiting);
        } else {
            let duration_ms = u64::try_from(length.as_millis()).unwrap_or(u64::MAX);
            reply.send(Ok(Spoken { duration_ms, unsaid })).ok();
        }
        self.narrator.order(Order { id, script });
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
