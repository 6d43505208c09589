//! Interrupts (barge-in), which silence the avatar: here at once, then on the server.
//!
//! The server drops its queue with an interrupt, so what it had and is still wanted is given to it again. A task that was on
//! its way when it was cut off may reach the server after the interrupt; then another follows. No task is sent before that is clear.

use core::time::Duration;

use api::{ApiError, ErrorKind};

use super::Speech;
use crate::calls::Purpose;
use crate::context::Context;
use crate::effect::Effect;
use crate::retry_after::retry_after;
use crate::{CallId, Command, Moment, Outcome, PeerId, Request, TextId};

/// How long the browser stays silent at most for an interrupt.
const HUSH: Duration = Duration::from_secs(8);
/// How long after the server took the interrupt, and after it said that the task ended: what is on the way is still played.
const HUSH_AFTER_REPLY: Duration = Duration::from_secs(2);
const HUSH_AFTER_END: Duration = Duration::from_millis(250);
/// How long tasks wait for an interrupt at most.
const HOLD: Duration = Duration::from_secs(6);
/// How long the reply to an interrupt may take, and the first wait before it is sent again.
const INTERRUPT_TIMEOUT: Duration = Duration::from_secs(4);
const FIRST_WAIT: Duration = Duration::from_millis(300);

/// An interrupt under way.
pub(super) struct Silencing {
    /// Until when tasks wait for it.
    until: Moment,
    delivery: Delivery,
    /// How often it was sent.
    tries: u32,
    /// Tasks that were cut off while their replies were awaited.
    calls: Vec<CallId>,
}

/// How far it has come.
#[derive(Clone, Copy, PartialEq)]
enum Delivery {
    /// The reply to this call is awaited, not that to one before it.
    Awaited(CallId),
    /// It did not arrive, and is sent again then.
    Again(Moment),
    /// The server has taken it.
    Through,
}

impl Speech {
    /// The user silences the avatar.
    pub(crate) fn interrupt(&mut self, context: &mut Context, clear: bool) {
        self.believe_end(context);
        let cut: Vec<TextId> = if clear {
            self.texts.iter().map(|text| text.id).collect()
        } else {
            self.cut_text().into_iter().collect()
        };
        for id in cut {
            self.end_text(context, id, Outcome::Interrupted);
        }
        if self.is_live() {
            self.silence(context);
        }
    }

    /// The user drops the texts that wait. One that the server has already is silenced when it begins.
    pub(crate) fn drop_waiting(&mut self, context: &mut Context) {
        let said = self.cut_text();
        let talks = self.active.as_ref().is_some_and(|active| active.talks);
        let mut waiting: Vec<TextId> = self.texts.iter().map(|text| text.id).collect();
        // Of a server that does not tell what it begins, one could not be kept from saying what it has.
        waiting.retain(|id| Some(*id) != said && (talks || !self.sent.iter().any(|sent| sent.text == *id)));
        for id in waiting {
            while let Some(place) = self.sent.iter().position(|sent| sent.text == id) {
                let sent = self.sent.remove(place);
                self.note_cut(sent.task_id);
            }
            self.end_text(context, id, Outcome::Interrupted);
        }
    }

    /// Silences here, takes back what the server has, and tells it to be silent.
    fn silence(&mut self, context: &mut Context) {
        let mut calls = Vec::new();
        let sounding = !self.sent.is_empty()
            || self.speaking
            || self.doubtful.is_some()
            || self.active.as_ref().is_some_and(|active| active.audible);
        for sent in core::mem::take(&mut self.sent) {
            calls.extend(sent.call);
            self.note_cut(sent.task_id);
        }
        if let Some((task_id, _)) = self.foreign.take() {
            self.note_cut(task_id);
        }
        self.early.clear();
        self.doubtful = None;
        self.retry_at = None;
        self.tries = 0;
        self.pause = None;
        self.tell_speaking(context);
        if sounding {
            self.hush(context);
        }
        if let Some(before) = self.silencing.take() {
            calls.extend(before.calls);
        }
        let until = context.now + HOLD;
        self.silencing = self.send_interrupt(context).map(|call| Silencing {
            until,
            delivery: Delivery::Awaited(call),
            tries: 1,
            calls,
        });
    }

    /// The text that is being said, or is about to be.
    fn cut_text(&self) -> Option<TextId> {
        let given = self.sent.first().map(|sent| sent.text);
        // Nobody knows whether the server has that one.
        let doubtful = self.doubtful.map(|(text, _)| text);
        // Between two sentences, or between two sessions, of which the one was lost and the next is to say it again.
        let begun = self.texts.iter().find(|text| text.begun).map(|text| text.id);
        given.or(doubtful).or(begun)
    }

    /// Silences what is played here, for a bounded time.
    fn hush(&mut self, context: &mut Context) {
        let until = context.now + HUSH;
        if let Some(active) = &mut self.active {
            let peer = active.peer;
            if active.hushed.replace(until).is_none() {
                context.command(Command::Hush { peer, hushed: true });
            }
        }
    }

    fn send_interrupt(&mut self, context: &mut Context) -> Option<CallId> {
        let active = self.active.as_ref()?;
        let (peer, session_id) = (active.peer, active.session_id.clone()?);
        let request = Request::Interrupt(session_id);
        Some(context.send(Some(peer), Purpose::Interrupt, Some(INTERRUPT_TIMEOUT), request))
    }

    fn send_interrupt_again(&mut self, context: &mut Context) {
        let call = self.send_interrupt(context);
        if let (Some(silencing), Some(call)) = (&mut self.silencing, call) {
            silencing.delivery = Delivery::Awaited(call);
            silencing.tries += 1;
        }
    }

    /// The outcome of an interrupt.
    pub(crate) fn interrupt_done(&mut self, context: &mut Context, call: CallId, result: Result<(), ApiError>) {
        let now = context.now;
        let delivery = match result {
            Err(refusal) if refusal.kind == ErrorKind::UnknownSession => {
                return context.effect(Effect::Lost(refusal.into()));
            }
            Err(refusal) if matches!(refusal.kind, ErrorKind::Unavailable | ErrorKind::RateLimited) => {
                let tries = self.silencing.as_ref().map_or(1, |silencing| silencing.tries);
                let wait = context.random.backoff(FIRST_WAIT, tries, INTERRUPT_TIMEOUT);
                Delivery::Again(now + wait.max(retry_after(&refusal)))
            }
            // Refused because nothing is being said, for example: there is nothing to silence.
            _ => {
                self.hush_until(now + HUSH_AFTER_REPLY);
                Delivery::Through
            }
        };
        if let Some(silencing) = &mut self.silencing
            && silencing.delivery == Delivery::Awaited(call)
        {
            silencing.delivery = delivery;
        }
        self.check_silenced();
    }

    /// Tasks may be sent again once the interrupt is through and no cut task is still on its way.
    fn check_silenced(&mut self) {
        let over = |silencing: &Silencing| silencing.delivery == Delivery::Through && silencing.calls.is_empty();
        if self.silencing.as_ref().is_some_and(over) {
            self.silencing = None;
        }
    }

    /// Lets the silence here end no later than then.
    fn hush_until(&mut self, end: Moment) {
        if let Some(active) = &mut self.active
            && let Some(hushed) = &mut active.hushed
        {
            *hushed = (*hushed).min(end);
        }
    }

    /// The server took a task that was cut off on its way: it is to be silenced as well.
    pub(super) fn cut_task_accepted(&mut self, context: &mut Context, call: CallId, task_id: String) {
        self.note_cut(task_id);
        let Some(silencing) = &mut self.silencing else {
            return;
        };
        silencing.calls.retain(|cut| *cut != call);
        self.send_interrupt_again(context);
    }

    /// The server did not take a task that was cut off on its way.
    pub(super) fn cut_task_refused(&mut self, call: CallId) {
        if let Some(silencing) = &mut self.silencing {
            silencing.calls.retain(|cut| *cut != call);
        }
        self.check_silenced();
    }

    /// A task begins although it was cut off.
    pub(super) fn cut_task_began(&mut self, context: &mut Context) {
        if self.sent.is_empty() && self.silencing.is_none() {
            self.silence(context);
        }
        // A wanted task may follow it on the server already; then this one is only not heard, until that one begins.
        self.hush(context);
    }

    /// A task that was cut off has ended on the server.
    pub(super) fn cut_task_ended(&mut self, context: &mut Context) {
        self.hush_until(context.now + HUSH_AFTER_END);
    }

    /// Lifts the silence of an interrupt.
    pub(super) fn let_be_heard(&mut self, context: &mut Context) {
        if let Some(active) = &mut self.active
            && active.hushed.take().is_some()
        {
            let peer: PeerId = active.peer;
            context.command(Command::Hush { peer, hushed: false });
        }
    }

    /// When the interrupt is sent again or tasks no longer wait for it, or the silence here ends.
    pub(super) fn interrupt_deadline(&self) -> Option<Moment> {
        let silencing = self.silencing.as_ref().map(|silencing| match silencing.delivery {
            Delivery::Again(at) => at.min(silencing.until),
            _ => silencing.until,
        });
        let hushed = self.active.as_ref().and_then(|active| active.hushed);
        [silencing, hushed].into_iter().flatten().min()
    }

    pub(super) fn handle_interrupt_deadline(&mut self, context: &mut Context) {
        if context.due(self.active.as_ref().and_then(|active| active.hushed)) {
            self.let_be_heard(context);
        }
        let now = context.now;
        let Some(silencing) = &self.silencing else { return };
        if silencing.until <= now {
            self.silencing = None;
        } else if matches!(silencing.delivery, Delivery::Again(at) if at <= now) {
            self.send_interrupt_again(context);
        }
    }
}
