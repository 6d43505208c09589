//! Silencing the avatar: here at once, then on the server.
//!
//! The server drops its queue with an interrupt, so what it had and is still wanted is given to it again. A task that was on
//! its way when it was cut off may reach the server after the interrupt; then another follows. No task is sent before that is clear.

use core::time::Duration;

use api::{ApiError, ErrorKind};

use super::Session;
use super::calls::What;
use super::retry::asked_wait;
use crate::{CallId, Command, Moment, Outcome, Request, State, TextId};

/// How long the browser stays silent at most for an interrupt.
const HUSH: Duration = Duration::from_secs(8);
/// How long after the server took the interrupt, and after it said that the task ended: what is on the way is still played.
const HUSH_AFTER_REPLY: Duration = Duration::from_secs(2);
const HUSH_AFTER_END: Duration = Duration::from_millis(250);
/// How long tasks wait for an interrupt at most.
const HOLD: Duration = Duration::from_secs(6);
/// How long the reply to an interrupt may take, and the first wait before it is sent again.
const PATIENCE: Duration = Duration::from_secs(4);
const FIRST_WAIT: Duration = Duration::from_millis(300);

/// An interrupt under way.
pub(super) struct Silencing {
    /// Until when tasks wait for it.
    until: Moment,
    stage: Stage,
    /// How often it was sent.
    tries: u32,
    /// Tasks that were cut off while their replies were awaited.
    calls: Vec<CallId>,
}

/// How far it has come.
#[derive(Clone, Copy, PartialEq)]
enum Stage {
    /// The reply to this call is awaited, not that to one before it.
    Awaited(CallId),
    /// It did not arrive, and is sent again then.
    Again(Moment),
    /// The server has taken it.
    Through,
}

impl Session {
    /// The user silences the avatar.
    pub(super) fn interrupt(&mut self, clear: bool) {
        self.believe_end();
        let cut: Vec<TextId> = if clear {
            self.queue.texts.iter().map(|text| text.id).collect()
        } else {
            self.cut_text().into_iter().collect()
        };
        for id in cut {
            self.end_text(id, Outcome::Interrupted);
        }
        if self.state == State::Live {
            self.silence();
        }
    }

    /// Silences here, takes back what the server has, and tells it to be silent.
    fn silence(&mut self) {
        let mut calls = Vec::new();
        let sounding = !self.queue.sent.is_empty()
            || self.queue.speaking
            || self.queue.doubtful.is_some()
            || self.link.as_ref().is_some_and(|link| link.audible);
        for sent in core::mem::take(&mut self.queue.sent) {
            calls.extend(sent.call);
            self.queue.note_cut(sent.task_id);
        }
        if let Some((task_id, _)) = self.queue.foreign.take() {
            self.queue.note_cut(task_id);
        }
        self.queue.early.clear();
        self.queue.doubtful = None;
        self.queue.retry_at = None;
        self.queue.tries = 0;
        self.queue.pause = None;
        self.tell_speaking();
        if sounding {
            self.hush();
        }
        if let Some(before) = self.queue.silencing.take() {
            calls.extend(before.calls);
        }
        let until = self.now + HOLD;
        self.queue.silencing = self.send_interrupt().map(|call| Silencing {
            until,
            stage: Stage::Awaited(call),
            tries: 1,
            calls,
        });
    }

    /// The text that is being said, or is about to be.
    fn cut_text(&self) -> Option<TextId> {
        let queue = &self.queue;
        let given = queue.sent.first().map(|sent| sent.text);
        // Nobody knows whether the server has that one.
        let doubtful = queue.doubtful.map(|(text, _)| text);
        // Between two sentences, or between two sessions, of which the one was lost and the next is to say it again.
        let begun = queue.texts.iter().find(|text| text.begun).map(|text| text.id);
        given.or(doubtful).or(begun)
    }

    /// Silences what is played here, for a bounded time.
    fn hush(&mut self) {
        let until = self.now + HUSH;
        if let Some(link) = &mut self.link {
            let peer = link.peer;
            if link.hushed.replace(until).is_none() {
                self.command(Command::Hush { peer, hushed: true });
            }
        }
    }

    fn send_interrupt(&mut self) -> Option<CallId> {
        let link = self.link.as_ref()?;
        let (peer, session_id) = (link.peer, link.session_id.clone()?);
        let request = Request::Interrupt(session_id);
        Some(self.send(Some(peer), What::Interrupt, Some(PATIENCE), request))
    }

    fn send_interrupt_again(&mut self) {
        let call = self.send_interrupt();
        if let (Some(silencing), Some(call)) = (&mut self.queue.silencing, call) {
            silencing.stage = Stage::Awaited(call);
            silencing.tries += 1;
        }
    }

    /// The outcome of an interrupt.
    pub(super) fn interrupt_done(&mut self, call: CallId, result: Result<(), ApiError>) {
        let now = self.now;
        let stage = match result {
            Err(refusal) if refusal.kind == ErrorKind::UnknownSession => return self.lose(refusal.into()),
            Err(refusal) if matches!(refusal.kind, ErrorKind::Unavailable | ErrorKind::RateLimited) => {
                let tries = self.queue.silencing.as_ref().map_or(1, |silencing| silencing.tries);
                let wait = self.chance.backoff(FIRST_WAIT, tries, PATIENCE);
                Stage::Again(now + wait.max(asked_wait(&refusal)))
            }
            // Refused because nothing is being said, for example: there is nothing to silence.
            _ => {
                self.hush_until(now + HUSH_AFTER_REPLY);
                Stage::Through
            }
        };
        if let Some(silencing) = &mut self.queue.silencing
            && silencing.stage == Stage::Awaited(call)
        {
            silencing.stage = stage;
        }
        self.check_silenced();
    }

    /// Tasks may be sent again once the interrupt is through and no cut task is still on its way.
    fn check_silenced(&mut self) {
        let over = |silencing: &Silencing| silencing.stage == Stage::Through && silencing.calls.is_empty();
        if self.queue.silencing.as_ref().is_some_and(over) {
            self.queue.silencing = None;
        }
    }

    /// Lets the silence here end no later than then.
    fn hush_until(&mut self, end: Moment) {
        if let Some(link) = &mut self.link
            && let Some(hushed) = &mut link.hushed
        {
            *hushed = (*hushed).min(end);
        }
    }

    /// The server took a task that was cut off on its way: it is to be silenced as well.
    pub(super) fn cut_task_accepted(&mut self, call: CallId, task_id: String) {
        self.queue.note_cut(task_id);
        let Some(silencing) = &mut self.queue.silencing else {
            return;
        };
        silencing.calls.retain(|cut| *cut != call);
        self.send_interrupt_again();
    }

    /// The server did not take a task that was cut off on its way.
    pub(super) fn cut_task_refused(&mut self, call: CallId) {
        if let Some(silencing) = &mut self.queue.silencing {
            silencing.calls.retain(|cut| *cut != call);
        }
        self.check_silenced();
    }

    /// A task begins although it was cut off.
    pub(super) fn cut_task_began(&mut self) {
        if self.queue.sent.is_empty() && self.queue.silencing.is_none() {
            self.silence();
        }
        // What is wanted may follow it on the server already; then it is only not heard, up to the beginning of that.
        self.hush();
    }

    /// A task that was cut off has ended on the server.
    pub(super) fn cut_task_ended(&mut self) {
        self.hush_until(self.now + HUSH_AFTER_END);
    }

    pub(super) fn silencing_deadline(&self) -> Option<Moment> {
        self.queue.silencing.as_ref().map(|silencing| match silencing.stage {
            Stage::Again(at) => at.min(silencing.until),
            _ => silencing.until,
        })
    }

    pub(super) fn due_silencing(&mut self) {
        let now = self.now;
        let Some(silencing) = &self.queue.silencing else { return };
        if silencing.until <= now {
            self.queue.silencing = None;
        } else if matches!(silencing.stage, Stage::Again(at) if at <= now) {
            self.send_interrupt_again();
        }
    }
}
