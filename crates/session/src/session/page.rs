//! The page around the session: hidden, offline, left, returned to.

use super::Session;
use crate::{EndReason, Event, Moment, Problem, State};

/// What is known of the page.
#[derive(Default)]
pub(super) struct Page {
    /// Since when it is hidden.
    hidden: Option<Moment>,
    pub(super) offline: bool,
    pub(super) leaving: bool,
}

impl Page {
    pub(super) fn hidden(&self) -> bool {
        self.hidden.is_some()
    }
}

impl Session {
    /// Whether a session is wanted.
    pub(super) fn wanted(&self) -> bool {
        !matches!(self.state, State::Idle | State::Stopping | State::Ended)
    }

    pub(super) fn hidden(&mut self, hidden: bool) {
        if hidden {
            self.page.hidden.get_or_insert(self.now);
            // A page that was hidden in mid-start is shown no first picture.
            if let Some(peer) = self.link.as_ref().map(|link| link.peer) {
                self.check_ready(peer);
            }
            if let Some(peer) = self.renewal.as_ref().map(|link| link.peer) {
                self.check_ready(peer);
            }
        } else {
            self.page.hidden = None;
            self.seen_again();
        }
        self.watch_picture();
    }

    pub(super) fn hidden_deadline(&self) -> Option<Moment> {
        let limit = self.options.hidden_limit.filter(|_| self.wanted() && !self.life.away)?;
        // A start on a hidden page has the whole of its time.
        self.page.hidden.map(|since| since.max(self.life.asked) + limit)
    }

    pub(super) fn due_hidden(&mut self) {
        if self.hidden_deadline().is_some_and(|deadline| deadline <= self.now) {
            if self.options.kiosk {
                self.put_away();
            } else {
                self.wind_down(EndReason::Hidden);
            }
        }
    }

    pub(super) fn online(&mut self, online: bool) {
        let before = core::mem::replace(&mut self.page.offline, !online);
        if !online {
            if !before && self.wanted() {
                self.event(Event::Problem(Problem::Offline));
            }
            return;
        }
        self.resume_recovery();
        self.resume_new();
        if before {
            if self.wanted() {
                self.event(Event::Online);
            }
            self.retry_closings();
        }
    }

    /// The page goes away: everything is stopped with requests that outlive it.
    pub(super) fn leaving(&mut self) {
        self.page.leaving = true;
        if self.wanted() {
            self.end(EndReason::PageLeft);
        } else if self.state == State::Stopping {
            self.finish_stopping();
        }
        self.retry_closings();
    }

    /// The page came back as it was: an ended session, and stops whose outcome was never heard.
    pub(super) fn returned(&mut self) {
        self.page.leaving = false;
        self.page.hidden = None;
        self.renew_stops();
        // Nobody stands by to start a kiosk again.
        if self.options.kiosk && self.state == State::Ended && self.ending == EndReason::PageLeft {
            self.start();
        }
    }
}
