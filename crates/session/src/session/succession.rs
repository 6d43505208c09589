//! Renewal and reconnect, how one link follows another: at a start, after a loss, and without a gap before the session limit.

use core::time::Duration;

use api::ErrorKind;

use super::{Session, live};
use crate::opening::Opening;
use crate::retry_after::{is_transient, retry_after};
use crate::{EndReason, Event, Outcome, PeerId, Problem, State, TextId};

impl Session {
    /// The user asks for a session; `early`: the page has done so already.
    pub(super) fn start(&mut self, early: bool) {
        // A session that is opened while the page goes away could not be stopped any more.
        if self.context.page.leaving || self.is_wanted() {
            if early {
                Opening::await_early(&mut self.context, None);
            }
            return;
        }
        if self.state == State::Stopping {
            self.finish_stopping();
        }
        let context = &mut self.context;
        context.started = context.now;
        self.opening.start();
        self.limits.start();
        let greeting = context.options.greeting.trim().to_owned();
        if !greeting.is_empty() {
            self.speech
                .queue_text(context, TextId::GREETING, &greeting, api::TaskType::Repeat);
        }
        self.closings.stop_held(context);
        if context.page.offline {
            context.event(Event::Problem(Problem::Offline));
        }
        self.open_shown(early);
    }

    /// Asks for a session that is shown, and makes a peer connection while the reply is on its way.
    pub(super) fn open_shown(&mut self, early: bool) {
        let peer = self.opening.open(&mut self.context, early);
        self.media.open(&mut self.context, peer);
        self.show(peer);
        self.set_state(State::Creating);
    }

    fn show(&mut self, peer: PeerId) {
        self.media.show(&mut self.context, peer);
        self.speech.connect(self.context.now, peer);
        self.listening.connect(&mut self.context, peer);
    }

    /// A link is connected and has a picture.
    pub(super) fn ready(&mut self, peer: PeerId) {
        if self.opening.shown() == Some(peer) {
            self.opening.live(self.context.now);
            self.set_live();
            self.media.watch_picture(&self.context);
        }
    }

    fn set_live(&mut self) {
        if let Some(session_id) = self.opening.session_id() {
            self.speech.live(session_id.to_owned());
            let session_id = session_id.to_owned();
            self.listening.live(&mut self.context, session_id);
        }
        self.set_state(State::Live);
    }

    /// A link is lost, at whichever step.
    pub(super) fn broken(&mut self, peer: PeerId, problem: Problem) {
        if self.opening.shown() == Some(peer) && self.state == State::Live {
            self.lose(problem);
        } else {
            self.link_failed(peer, problem);
        }
    }

    /// A link that is being opened failed, or one that is to take another's place.
    pub(super) fn link_failed(&mut self, peer: PeerId, problem: Problem) {
        if !self.opening.knows(peer) {
            return;
        }
        if self.opening.shown() != Some(peer) {
            self.renewal_failed(problem);
        } else if self.opening.recovers(&self.context) {
            self.recover(problem);
        } else {
            self.end(EndReason::Failed(problem));
        }
    }

    /// The session that was Live is lost.
    pub(super) fn lose(&mut self, problem: Problem) {
        let Some(live) = live(self.state, &self.opening, &self.speech) else {
            return;
        };
        let options = &self.context.options;
        let (kiosk, recovers) = (options.kiosk, options.kiosk || options.recoveries > 0);
        let natural_end = self.limits.natural_end(&self.context, live, self.speech.is_done());
        if let Some(reason) = natural_end.filter(|_| !kiosk) {
            return self.end(reason);
        }
        self.opening.lost(self.context.now);
        if self.opening.renewal().is_none() || !recovers {
            return self.recover(problem);
        }
        // A successor is on its way already: it takes over as it is.
        self.opening.count_reconnect();
        self.speech.requeue_texts(&mut self.context);
        self.close_shown(false);
        self.context.event(Event::Problem(problem));
        self.set_state(State::Recovering);
        self.succeed();
    }

    /// Makes a new session after a wait, if that is wanted, may help, and was not tried too often.
    fn recover(&mut self, problem: Problem) {
        let unknown = self.closings.unknown_for(self.context.now);
        let Some(plan) = self.opening.plan_reconnect(&mut self.context, &problem, unknown) else {
            return self.end(EndReason::Failed(problem));
        };
        if plan.is_slow {
            self.speech
                .end_spoken_to(&mut self.context, &Outcome::Failed(problem.clone()));
        }
        self.speech.requeue_texts(&mut self.context);
        self.close_shown(false);
        // Before the state: who hears of that knows why.
        self.context.event(Event::Problem(problem));
        self.set_state(State::Recovering);
        self.context.event(Event::Retry {
            attempt: plan.attempt,
            after: plan.after,
        });
    }

    /// Asks for a fresh session without a gap; `unasked`: without the user's wish.
    pub(super) fn renew(&mut self, unasked: bool) {
        if self.opening.renewal().is_some() {
            self.opening.wish_renewal();
        } else if self.state == State::Live {
            let peer = self.opening.open_renewal(&mut self.context, unasked);
            self.media.open(&mut self.context, peer);
        }
    }

    /// The new session could not be had; the old one stays. That is told to who asked for it: a session that was to be renewed by
    /// itself is as good as before, and [`Event::Limit`] tells when it nears its end.
    fn renewal_failed(&mut self, problem: Problem) {
        let unasked = self.opening.renewal_unasked();
        self.close_renewal(false);
        let (asked, pointless) = match &problem {
            Problem::Api(refusal) => {
                // A refusal for good: the old one is kept as long as it lasts.
                let pointless = match refusal.kind {
                    ErrorKind::Unavailable | ErrorKind::RateLimited | ErrorKind::ConcurrentLimit => false,
                    ErrorKind::NoToken => !is_transient(refusal),
                    _ => true,
                };
                (retry_after(refusal), pointless)
            }
            _ => (Duration::ZERO, false),
        };
        // Not beside a session without a name that may have come of it.
        let least = self.closings.unknown_for(self.context.now).max(asked);
        if let Some(shown) = self.opening.shown() {
            self.limits.renewal_failed(&mut self.context, shown, least, pointless);
        }
        if !unasked {
            self.context.event(Event::Problem(problem));
        }
    }

    /// Whether a new session is there, and waits for a pause to take over.
    pub(super) fn is_renewal_ready(&self) -> bool {
        let renewal = self.opening.renewal();
        renewal.is_some_and(|peer| self.media.is_ready(peer))
    }

    /// Changes over to the new session as soon as nothing is being said.
    pub(super) fn change_over(&mut self) {
        if self.state == State::Live && self.is_renewal_ready() && self.speech.is_quiet() {
            self.speech.clear_sent(&mut self.context);
            self.succeed();
        }
    }

    /// Shows the link that was made beside the one that is shown or is gone.
    fn succeed(&mut self) {
        let Some((peer, old)) = self.opening.promote() else {
            return;
        };
        self.show(peer);
        if let Some(session_id) = self.opening.session_id() {
            let session_id = session_id.to_owned();
            self.context.event(Event::Session { session_id });
        }
        if self.media.is_ready(peer) {
            self.set_live();
        } else {
            self.set_state(self.opening.shown_state());
        }
        self.media.watch_picture(&self.context);
        if let Some(old) = old {
            self.close(old, false);
        }
    }
}
