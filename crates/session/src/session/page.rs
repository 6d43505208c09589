//! The page around the session: hidden, offline, left, returned to.

use super::Session;
use crate::{EndReason, Event, Outcome, Problem, State};

impl Session {
    pub(super) fn hidden(&mut self, hidden: bool) {
        let context = &mut self.context;
        if hidden {
            context.page.hidden.get_or_insert(context.now);
        } else {
            context.page.hidden = None;
            self.limits.seen();
            if context.options.kiosk && self.state == State::Recovering {
                self.opening.resume_kiosk(context);
            }
        }
        self.media.hidden(&mut self.context);
        self.listening.hidden(&mut self.context);
    }

    /// The page was hidden for as long as the options allow.
    pub(super) fn hidden_too_long(&mut self) {
        if !self.context.options.kiosk {
            return self.wind_down(EndReason::Hidden);
        }
        self.limits.put_away();
        self.opening.stop_reconnect();
        self.speech.end_spoken_to(&mut self.context, &Outcome::Interrupted);
        self.speech.requeue_texts(&mut self.context);
        self.close_renewal(false);
        self.close_shown(false);
        self.context.event(Event::Problem(Problem::Hidden));
        self.set_state(State::Recovering);
    }

    pub(super) fn online(&mut self, online: bool) {
        let wanted = self.is_wanted();
        let context = &mut self.context;
        let was_offline = core::mem::replace(&mut context.page.offline, !online);
        if !online {
            if !was_offline && wanted {
                context.event(Event::Problem(Problem::Offline));
            }
            return;
        }
        if self.state == State::Recovering {
            if !context.options.kiosk {
                self.opening.resume_reconnect(context);
            } else if !self.limits.is_away() {
                self.opening.resume_kiosk(context);
            }
        }
        self.opening.online(context);
        if was_offline {
            if wanted {
                context.event(Event::Online);
            }
            self.closings.retry(context);
        }
    }

    /// The page goes away: everything is stopped with requests that outlive it.
    pub(super) fn leaving(&mut self) {
        self.context.page.leaving = true;
        if self.is_wanted() {
            self.end(EndReason::PageLeft);
        } else if self.state == State::Stopping {
            self.finish_stopping();
        }
        self.closings.retry(&mut self.context);
    }

    /// The page came back as it was: an ended session, and stops whose outcome was never heard.
    pub(super) fn returned(&mut self) {
        self.context.page.leaving = false;
        self.context.page.hidden = None;
        self.closings.repeat(&mut self.context);
        // Nobody stands by to start a kiosk again.
        if self.context.options.kiosk && self.state == State::Ended && self.ending == EndReason::PageLeft {
            self.start(false);
        }
    }

    /// Sessions of earlier visits.
    pub(super) fn orphans(&mut self, ids: Vec<String>) {
        for id in ids {
            if !self.opening.knows_session(&id) {
                self.closings.orphan(id);
            }
        }
        if self.is_wanted() {
            self.closings.stop_held(&mut self.context);
        }
    }
}
