//! Time limits, ends that come by themselves: the idle timeout, the session limit, a page that nobody sees. Each is told before it comes, and
//! put off where the options ask for it.

mod clock;

use core::time::Duration;

use api::{ApiError, ErrorKind};

use crate::calls::Purpose;
use crate::context::Context;
use crate::deadline::{Deadline, Reason};
use crate::effect::Effect;
use crate::retry_after::retry_after;
use crate::{EndReason, Event, LimitKind, Moment, Options, PeerId, Request};
use clock::{Clock, skipped};

/// After how long without a task a session ends where the request does not say: the vendor's guide has three minutes ...
const IDLE: Duration = Duration::from_secs(180);
/// ... and later deployments two.
const IDLE_LATER: Duration = Duration::from_secs(120);
/// The server's clock and the way to it may differ by so much from what is known here.
const TOLERANCE: Duration = Duration::from_secs(3);
/// The longest time between two calls that put off the idle timeout.
const KEEP_ALIVE: Duration = Duration::from_secs(60);
/// How long the reply to one may take, and the longest wait after one that failed.
const KEEP_ALIVE_TIMEOUT: Duration = Duration::from_secs(10);
const KEEP_ALIVE_AGAIN: Duration = Duration::from_secs(20);
/// How long before the session limit a renewal begins; half of the limit where that is shorter.
const LEAD: Duration = Duration::from_secs(45);
/// The wait after a renewal that failed, which doubles with each, and how many are begun by themselves in one session's life.
const RENEW_AGAIN: Duration = Duration::from_secs(10);
const RENEWALS: u32 = 3;

/// How long before this limit a renewal begins.
fn lead(limit: Duration) -> Duration {
    LEAD.min(limit / 2)
}

/// The session that is shown, while it is Live.
#[derive(Clone, Copy)]
pub(crate) struct Live<'a> {
    pub(crate) peer: PeerId,
    pub(crate) session_id: &'a str,
    /// Whether the server has a text of ours.
    pub(crate) has_text: bool,
    /// Whether the avatar says something else.
    pub(crate) other_speech: bool,
    /// Whether another session is about to take its place.
    pub(crate) renewing: bool,
}

/// The clocks of the open sessions, and the wait for somebody to see the page.
#[derive(Default)]
pub(crate) struct Limits {
    clocks: Vec<Clock>,
    /// Whether there is no session because the page is hidden.
    away: bool,
}

impl Limits {
    /// The user asks for a session.
    pub(crate) fn start(&mut self) {
        self.away = false;
    }

    /// A session was opened, which the service ends after `limit`, and after `idle` without a task, where it told.
    pub(crate) fn opened(&mut self, context: &Context, peer: PeerId, limit: Option<Duration>, idle: Option<Duration>) {
        // A session that is renewed by itself is not near its end before that has failed.
        let told = limit.map_or(0, |limit| {
            skipped(if renews(&context.options) { lead(limit) } else { limit })
        });
        self.clocks.push(Clock::new(peer, context.now, limit, idle, told));
        self.active(context, peer);
    }

    /// The service says that a session has had as much of something as it may have: the next one has it anew.
    pub(crate) fn spent(&mut self, peer: PeerId) {
        if let Some(clock) = self.clocks.iter_mut().find(|clock| clock.peer == peer) {
            clock.spent = true;
        }
    }

    /// A session is over, or is not waited for.
    pub(crate) fn closed(&mut self, peer: PeerId) {
        self.clocks.retain(|clock| clock.peer != peer);
    }

    /// The server has reason to keep the session for its whole idle timeout from now.
    pub(crate) fn active(&mut self, context: &Context, peer: PeerId) {
        if let Some(clock) = self.clocks.iter_mut().find(|clock| clock.peer == peer) {
            let timeout = idle_timeout(clock, &context.options);
            clock.active(context.now, timeout);
        }
    }

    fn clock(&self, peer: PeerId) -> Option<&Clock> {
        self.clocks.iter().find(|clock| clock.peer == peer)
    }

    /// When the idle timeout ends the session; none while there is something to say, which puts it off.
    fn idle_end(&self, options: &Options, live: Live<'_>) -> Option<Moment> {
        let clock = self.clock(live.peer)?;
        let timeout = idle_timeout(clock, options)?;
        (!live.has_text && !live.other_speech).then(|| clock.active_at() + timeout)
    }

    /// How long it is from `now` to an end that comes by itself, unless it is put off; none where there is no such end.
    pub(crate) fn time_left(
        &self,
        context: &Context,
        kind: LimitKind,
        live: Live<'_>,
        now: Moment,
    ) -> Option<Duration> {
        let end = match kind {
            LimitKind::Idle => self.idle_end(&context.options, live),
            LimitKind::Cap => self.clock(live.peer)?.end(),
        };
        end.map(|end| end.since(now))
    }

    /// When `keep_alive` is sent by itself.
    fn keep_alive_at(&self, context: &Context, live: Live<'_>) -> Option<Moment> {
        let clock = self.clock(live.peer)?;
        let timeout = idle_timeout(clock, &context.options).filter(|_| keeps_alive(context))?;
        let underway = context.calls.any(|purpose| matches!(purpose, Purpose::KeepAlive));
        if underway || live.has_text {
            return None;
        }
        Some((clock.active_at() + (timeout / 2).min(KEEP_ALIVE)).max(clock.keep_alive_from))
    }

    /// When the session is renewed by itself.
    fn renewal_at(&self, context: &Context, live: Live<'_>) -> Option<Moment> {
        let clock = self.clock(live.peer)?;
        if !renews(&context.options) || live.renewing || context.page.offline || clock.renewals >= RENEWALS {
            return None;
        }
        if clock.spent {
            return Some(clock.renew_from);
        }
        Some((clock.end()? - lead(clock.limit?)).max(clock.renew_from))
    }

    /// The user asks to put off the idle timeout, or it is put off by itself.
    pub(crate) fn keep_alive(&self, context: &mut Context, live: Live<'_>) {
        let request = Request::KeepAlive(live.session_id.to_owned());
        context.send(Some(live.peer), Purpose::KeepAlive, Some(KEEP_ALIVE_TIMEOUT), request);
    }

    /// The outcome of `keep_alive`.
    pub(crate) fn kept_alive(&mut self, context: &mut Context, peer: PeerId, result: Result<(), ApiError>) {
        let again = context.now + context.random.jittered(KEEP_ALIVE_AGAIN);
        match result {
            Ok(()) => self.active(context, peer),
            Err(refusal) if refusal.kind == ErrorKind::UnknownSession => {
                context.effect(Effect::Broken(peer, refusal.into()));
            }
            Err(refusal) => {
                if let Some(clock) = self.clocks.iter_mut().find(|clock| clock.peer == peer) {
                    clock.keep_alive_from = again.max(context.now + retry_after(&refusal));
                }
            }
        }
    }

    /// A renewal failed: the next begins after a wait of at least `least`, or not at all where that is pointless.
    pub(crate) fn renewal_failed(&mut self, context: &mut Context, shown: PeerId, least: Duration, pointless: bool) {
        let tries = self.clock(shown).map_or(1, |clock| clock.renewals.max(1));
        let wait = context.random.backoff(RENEW_AGAIN, tries, LEAD).max(least);
        if let Some(clock) = self.clocks.iter_mut().find(|clock| clock.peer == shown) {
            clock.renew_from = context.now + wait;
            if pointless {
                clock.renewals = RENEWALS;
            }
        }
    }

    /// Whether the session that is lost just now ended by itself, as it was bound to. `idle`: no text waits.
    pub(crate) fn natural_end(&self, context: &Context, live: Live<'_>, idle: bool) -> Option<EndReason> {
        let clock = self.clock(live.peer)?;
        if !context.options.renew && clock.end().is_some_and(|end| context.now + TOLERANCE >= end) {
            return Some(EndReason::Cap);
        }
        let shortest = match clock.idle.or_else(|| idle_asked(&context.options)) {
            None => idle_timeout(clock, &context.options).map(|timeout| timeout.min(IDLE_LATER)),
            known => known,
        };
        let idle = idle && self.idle_end(&context.options, live).is_some() && !keeps_alive(context);
        let quiet = context.now.since(clock.active_at()) + TOLERANCE;
        (idle && shortest.is_some_and(|timeout| quiet >= timeout)).then_some(EndReason::Idle)
    }

    /// There is no session, and no try, until somebody sees the page.
    pub(crate) fn put_away(&mut self) {
        self.away = true;
    }

    /// Somebody sees the page.
    pub(crate) fn seen(&mut self) {
        self.away = false;
    }

    /// Whether there is no session because the page is hidden.
    pub(crate) fn is_away(&self) -> bool {
        self.away
    }

    /// When the page has been hidden for too long.
    pub(crate) fn hidden_deadline(&self, context: &Context) -> Option<Deadline> {
        let limit = context.options.hidden_limit.filter(|_| !self.away)?;
        // A start on a hidden page has the whole of its time.
        let end = context.page.hidden.map(|since| since.max(context.started) + limit);
        Deadline::new(end, Reason::Hidden)
    }

    pub(crate) fn handle_hidden_deadline(&mut self, context: &mut Context) {
        let deadline = self.hidden_deadline(context);
        if context.due(deadline.map(|deadline| deadline.at)) {
            context.effect(Effect::HiddenTooLong);
        }
    }

    pub(crate) fn next_deadline(&self, context: &Context, live: Live<'_>) -> Option<Deadline> {
        let clock = self.clock(live.peer)?;
        let warnings = clock.next_warning(self.idle_end(&context.options, live));
        Deadline::earliest(&[
            Deadline::new(warnings, Reason::Warning),
            Deadline::new(self.keep_alive_at(context, live), Reason::KeepAlive),
            Deadline::new(self.renewal_at(context, live), Reason::Renewal),
        ])
    }

    pub(crate) fn handle_deadline(&mut self, context: &mut Context, live: Live<'_>) {
        if context.due(self.keep_alive_at(context, live)) {
            self.keep_alive(context, live);
        }
        let idle_end = self.idle_end(&context.options, live);
        let renewal_at = self.renewal_at(context, live);
        let Some(clock) = self.clocks.iter_mut().find(|clock| clock.peer == live.peer) else {
            return;
        };
        for (kind, left) in clock.due_warnings(context.now, idle_end).into_iter().flatten() {
            context.event(Event::Limit { kind, left });
        }
        if context.due(renewal_at) {
            clock.renewals += 1;
            context.effect(Effect::Renew);
        }
    }
}

/// The idle timeout that the request asks for.
fn idle_asked(options: &Options) -> Option<Duration> {
    let asked = options.request.activity_idle_timeout;
    asked
        .filter(|seconds| *seconds > 0)
        .map(|seconds| Duration::from_secs(seconds.into()))
}

/// After how long without a task the server ends a session.
fn idle_timeout(clock: &Clock, options: &Options) -> Option<Duration> {
    if clock.idle.is_some() {
        return clock.idle;
    }
    if options.request.disable_idle_timeout == Some(true) {
        return None;
    }
    Some(idle_asked(options).unwrap_or(IDLE))
}

/// Whether the idle timeout is put off by itself. A kiosk's hidden page is bounded by `hidden_limit`, and kept until then.
fn keeps_alive(context: &Context) -> bool {
    context.options.kiosk || (context.options.keep_alive && !context.page.is_hidden())
}

/// Whether a session that nears its limit, or has had as much of something as it may have, is renewed by itself.
pub(crate) fn renews(options: &Options) -> bool {
    options.renew || options.kiosk
}
