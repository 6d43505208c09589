//! The ends that come by themselves: for want of tasks, and by the server's cap. Told before they come, put off where asked.

use core::time::Duration;

use api::ApiError;

use super::Session;
use super::calls::What;
use super::link::{Link, Stage};
use super::renewal::lead;
use super::retry::asked_wait;
use crate::{EndReason, Event, LimitKind, Moment, PeerId, Request, State};

/// How long before a limit it is told.
const WARNINGS: [Duration; 3] = [
    Duration::from_secs(60),
    Duration::from_secs(30),
    Duration::from_secs(10),
];
/// After how long without a task a session ends where the request does not say: the vendor's guide has three minutes ...
const IDLE: Duration = Duration::from_secs(180);
/// ... and later deployments two.
const IDLE_LATER: Duration = Duration::from_secs(120);
/// The server's clock and the way to it may differ by so much from what is known here.
const TOLERANCE: Duration = Duration::from_secs(3);
/// The longest time between two calls that put off the idle end.
const KEEP_ALIVE: Duration = Duration::from_secs(60);
/// How long the reply to one may take, and the longest wait after one that failed.
const PATIENCE: Duration = Duration::from_secs(10);
const KEEP_ALIVE_AGAIN: Duration = Duration::from_secs(20);

/// How many warnings do not apply to a limit because it is no longer than they are.
fn skipped(limit: Duration) -> usize {
    WARNINGS.iter().filter(|warning| **warning >= limit).count()
}

/// When the next warning is due, and whether there is one.
fn next_warning(end: Moment, told: usize) -> Option<Moment> {
    WARNINGS.get(told).map(|warning| end - *warning)
}

impl Session {
    /// After how long without a task the server ends the session.
    fn idle_limit(&self) -> Option<Duration> {
        let told = self.link.as_ref().and_then(|link| link.idle);
        if told.is_some() {
            return told;
        }
        let request = &self.options.request;
        if request.disable_idle_timeout == Some(true) {
            return None;
        }
        Some(self.idle_asked().unwrap_or(IDLE))
    }

    /// What the request says of it.
    fn idle_asked(&self) -> Option<Duration> {
        let asked = self.options.request.activity_idle_timeout;
        asked
            .filter(|seconds| *seconds > 0)
            .map(|seconds| Duration::from_secs(seconds.into()))
    }

    /// The server has reason to keep the session for its whole idle time from now.
    pub(super) fn touch(&mut self, peer: PeerId) {
        let (now, told) = (self.now, self.idle_limit().map_or(0, skipped));
        let renews = self.renews();
        if let Some(link) = self.link_of(peer) {
            if link.stage < Stage::Ready {
                // A session that is renewed by itself is not near its end before that has failed.
                let told_within = |cap| if renews { lead(cap) } else { cap };
                link.cap_told = link.cap.map_or(0, |cap| skipped(told_within(cap)));
            }
            link.active = now;
            link.idle_told = told;
        }
    }

    /// The shown link, while it is Live.
    pub(super) fn live_link(&self) -> Option<&Link> {
        self.link.as_ref().filter(|_| self.state == State::Live)
    }

    /// When the idle end comes; none while there is something to say, which puts it off.
    fn idle_end(&self) -> Option<Moment> {
        let limit = self.idle_limit()?;
        let busy = !self.queue.sent.is_empty() || self.queue.foreign.is_some();
        self.live_link().filter(|_| !busy).map(|link| link.active + limit)
    }

    fn cap_end(&self) -> Option<Moment> {
        let link = self.live_link()?;
        link.cap.map(|cap| link.opened + cap)
    }

    /// How long it is from `now` to an end that comes by itself, unless it is put off. None where there is no such end: the session
    /// is not Live, the server has no such limit, or, for the idle end, something is being said.
    pub fn time_left(&self, kind: LimitKind, now: Moment) -> Option<Duration> {
        let end = match kind {
            LimitKind::Idle => self.idle_end(),
            LimitKind::Cap => self.cap_end(),
        };
        end.map(|end| end.since(now))
    }

    /// Whether the idle end is put off. A kiosk's hidden page is bounded by `hidden_limit`, and kept until then.
    fn keeps_alive(&self) -> bool {
        self.options.kiosk || (self.options.keep_alive && !self.page.hidden())
    }

    /// When `keep_alive` is sent by itself.
    fn keep_alive_at(&self) -> Option<Moment> {
        let limit = self.idle_limit().filter(|_| self.keeps_alive())?;
        let underway = self.calls.iter().any(|pending| matches!(pending.what, What::KeepAlive));
        let link = self.live_link().filter(|_| !underway && self.queue.sent.is_empty())?;
        Some((link.active + (limit / 2).min(KEEP_ALIVE)).max(link.keep_alive_from))
    }

    pub(super) fn limits_deadline(&self) -> Option<Moment> {
        let link = self.live_link()?;
        let idle = self.idle_end().and_then(|end| next_warning(end, link.idle_told));
        let cap = self.cap_end().and_then(|end| next_warning(end, link.cap_told));
        [idle, cap, self.keep_alive_at()].into_iter().flatten().min()
    }

    pub(super) fn due_limits(&mut self) {
        if self.keep_alive_at().is_some_and(|at| at <= self.now) {
            self.send_keep_alive();
        }
        let (idle, cap) = (self.idle_end(), self.cap_end());
        let now = self.now;
        let Some(link) = &mut self.link else { return };
        let mut due = Vec::new();
        for (end, told, kind) in [
            (idle, &mut link.idle_told, LimitKind::Idle),
            (cap, &mut link.cap_told, LimitKind::Cap),
        ] {
            let Some(end) = end else { continue };
            let before = *told;
            while next_warning(end, *told).is_some_and(|at| at <= now) {
                *told += 1;
            }
            if *told > before && end > now {
                due.push((kind, end.since(now)));
            }
        }
        for (kind, left) in due {
            self.event(Event::Limit { kind, left });
        }
    }

    /// The user asks to put off the idle end.
    pub(super) fn keep_alive(&mut self) {
        if self.live_link().is_some() {
            self.send_keep_alive();
        }
    }

    fn send_keep_alive(&mut self) {
        let Some(link) = self.live_link() else { return };
        if let (peer, Some(session_id)) = (link.peer, link.session_id.clone()) {
            let request = Request::KeepAlive(session_id);
            self.send(Some(peer), What::KeepAlive, Some(PATIENCE), request);
        }
    }

    /// The outcome of `keep_alive`.
    pub(super) fn kept_alive(&mut self, result: Result<(), ApiError>) {
        let again = self.now + self.chance.jittered(KEEP_ALIVE_AGAIN);
        let Some(link) = &mut self.link else { return };
        let peer = link.peer;
        match result {
            Ok(()) => self.touch(peer),
            Err(refusal) if refusal.kind == api::ErrorKind::UnknownSession => self.broken(peer, refusal.into()),
            Err(refusal) => link.keep_alive_from = again.max(self.now + asked_wait(&refusal)),
        }
    }

    /// Whether the session that is lost just now ended by itself, as it was bound to.
    pub(super) fn natural_end(&self) -> Option<EndReason> {
        let link = self.live_link()?;
        let age = self.now.since(link.opened);
        if !self.options.renew && link.cap.is_some_and(|cap| age + TOLERANCE >= cap) {
            return Some(EndReason::Cap);
        }
        let shortest = match link.idle.or(self.idle_asked()) {
            None => self.idle_limit().map(|limit| limit.min(IDLE_LATER)),
            known => known,
        };
        let idle = self.idle_end().is_some() && self.queue.texts.is_empty() && !self.keeps_alive();
        let quiet = self.now.since(link.active) + TOLERANCE;
        (idle && shortest.is_some_and(|limit| quiet >= limit)).then_some(EndReason::Idle)
    }
}
