//! Make before break: a new session is connected before the old one ends, and the picture changes over between two texts.

use core::time::Duration;

use api::ErrorKind;

use super::Session;
use super::link::Stage;
use super::retry::{asked_wait, passing};
use crate::{Event, Moment, Problem, State};

/// How long before the server's cap a renewal begins; half of the cap where that is shorter.
const LEAD: Duration = Duration::from_secs(45);
/// The wait after a renewal that failed, which doubles with each, and how many are begun by themselves in one session's life.
const AGAIN: Duration = Duration::from_secs(10);
const TRIES: u32 = 3;

/// How long before this cap a renewal begins.
pub(super) fn lead(cap: Duration) -> Duration {
    LEAD.min(cap / 2)
}

impl Session {
    /// The user asks for a fresh session.
    pub(super) fn renew(&mut self) {
        if let Some(renewal) = &mut self.renewal {
            renewal.unasked = false;
        } else if self.state == State::Live {
            self.renewal = Some(self.open_link());
        }
    }

    /// When the session is renewed by itself.
    fn renewal_at(&self) -> Option<Moment> {
        let link = self
            .live_link()
            .filter(|_| self.renews() && self.renewal.is_none() && !self.page.offline)?;
        let cap = link.cap?;
        let tries = link.renewals;
        if tries >= TRIES {
            return None;
        }
        Some((link.opened + cap - lead(cap)).max(link.renew_from))
    }

    /// Whether a session that nears the cap is renewed by itself.
    pub(super) fn renews(&self) -> bool {
        self.options.renew || self.options.kiosk
    }

    pub(super) fn renewal_deadline(&self) -> Option<Moment> {
        self.renewal_at()
    }

    pub(super) fn due_renewal(&mut self) {
        if self.renewal_at().is_some_and(|at| at <= self.now) {
            if let Some(link) = &mut self.link {
                link.renewals += 1;
            }
            self.renew();
            if let Some(renewal) = &mut self.renewal {
                renewal.unasked = true;
            }
        }
    }

    /// The new session could not be had; the old one stays. That is told to who asked for it: a session that was to be renewed by
    /// itself is as good as before, and [`Event::Limit`] tells when it nears its end.
    pub(super) fn renewal_failed(&mut self, problem: Problem) {
        let Some(unasked) = self.renewal.as_ref().map(|link| link.unasked) else {
            return;
        };
        self.drop_renewal(false);
        let tries = self.link.as_ref().map_or(1, |link| link.renewals.max(1));
        // Not beside a session without a name that may have come of it.
        let asked = match &problem {
            Problem::Api(refusal) => asked_wait(refusal),
            _ => Duration::ZERO,
        };
        let wait = self
            .chance
            .backoff(AGAIN, tries, LEAD)
            .max(self.unnamed_for())
            .max(asked);
        let again = self.now + wait;
        // A refusal for good: the old one is kept as long as it lasts.
        let pointless = match &problem {
            Problem::Api(refusal) => match refusal.kind {
                ErrorKind::Unavailable | ErrorKind::RateLimited | ErrorKind::ConcurrentLimit => false,
                ErrorKind::NoToken => !passing(refusal),
                _ => true,
            },
            _ => false,
        };
        if let Some(link) = &mut self.link {
            link.renew_from = again;
            if pointless {
                link.renewals = TRIES;
            }
        }
        if !unasked {
            self.event(Event::Problem(problem));
        }
    }

    pub(super) fn drop_renewal(&mut self, awaited: bool) {
        if let Some(link) = self.renewal.take() {
            self.close_link(link, awaited);
        }
    }

    /// Changes over to the new session as soon as nothing is being said.
    pub(super) fn change_over(&mut self) {
        let ready = self.renewal.as_ref().is_some_and(|link| link.stage == Stage::Ready);
        let quiet = self.queue.sent.is_empty() && self.queue.silencing.is_none() && self.queue.foreign.is_none();
        if self.state != State::Live || !ready || !quiet {
            return;
        }
        let Some(successor) = self.renewal.take() else { return };
        let old = self.link.take();
        self.forget_sent();
        self.succeed(successor);
        if let Some(old) = old {
            self.close_link(old, false);
        }
    }
}
