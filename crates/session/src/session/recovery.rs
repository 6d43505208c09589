//! A lost connection is made anew: bounded, jittered, visible.

use core::time::Duration;

use api::ErrorKind;

use super::Session;
use super::link::Stage;
use super::retry::{asked_wait, passing};
use crate::{EndReason, Event, Outcome, PeerProblem, Problem, State};

/// The wait before the first recovery; it doubles with each in a row.
pub(super) const FIRST_WAIT: Duration = Duration::from_millis(600);
/// The longest wait.
pub(super) const LONGEST_WAIT: Duration = Duration::from_secs(20);
/// A session that lived this long begins to count its recoveries anew.
const STABLE: Duration = Duration::from_secs(60);

impl Session {
    /// The session that was Live is lost.
    pub(super) fn lose(&mut self, problem: Problem) {
        if let Some(reason) = self.natural_end().filter(|_| !self.options.kiosk) {
            return self.end(reason);
        }
        if self.life.live.is_some_and(|live| self.now.since(live) >= STABLE) {
            self.life.recoveries = 0;
            self.life.slow = 0;
        }
        match self.renewal.take() {
            // A successor is on its way already: it takes over as it is.
            Some(successor) if self.options.recoveries > 0 || self.options.kiosk => {
                self.life.recoveries = self.life.recoveries.saturating_add(1);
                self.requeue_texts();
                if let Some(link) = self.link.take() {
                    self.close_link(link, false);
                }
                self.event(Event::Problem(problem));
                self.set_state(State::Recovering);
                self.succeed(successor);
            }
            successor => {
                self.renewal = successor;
                self.recover(problem);
            }
        }
    }

    /// Makes a new session after a wait, if that is wanted, may help, and was not tried too often.
    pub(super) fn recover(&mut self, problem: Problem) {
        let longest = self.options.deadlines.recovering;
        let asked = match &problem {
            Problem::Api(refusal) => asked_wait(refusal),
            _ => Duration::ZERO,
        };
        let used_up = self.life.recoveries >= self.options.recoveries || pointless(&problem) || asked > longest;
        if used_up && !self.options.kiosk {
            return self.end(EndReason::Failed(problem));
        }
        self.life.recoveries = self.life.recoveries.saturating_add(1);
        self.requeue_texts();
        if let Some(link) = self.link.take() {
            self.close_link(link, false);
        }
        if used_up {
            self.end_spoken_to(&Outcome::Failed(problem.clone()));
        }
        let attempt = self.life.recoveries;
        let wait = self.chance.backoff(FIRST_WAIT, attempt, LONGEST_WAIT.min(longest));
        let after = if self.options.kiosk {
            self.kiosk_wait(used_up, wait, asked)
        } else {
            self.until = Some(self.now + longest);
            wait.max(asked)
        };
        self.life.retry_at = Some(self.now + after);
        // Before the state: who hears of that knows why.
        self.event(Event::Problem(problem));
        self.set_state(State::Recovering);
        self.event(Event::Retry { attempt, after });
    }

    pub(super) fn due_recovery(&mut self) {
        if self.state != State::Recovering {
            return;
        }
        if self.life.retry_at.is_some_and(|at| at <= self.now) {
            self.life.retry_at = None;
            // A browser's word that it is offline is not always right: a kiosk, which waits for ever, tries all the same.
            if !self.page.offline || self.options.kiosk {
                self.until = None;
                // The next `Start`, on which stops that were given up are tried again, may be days away.
                self.stop_orphans();
                return self.make_link();
            }
        }
        // A try comes before the end, unless there is no network to try with.
        if self.until.is_some_and(|until| until <= self.now) {
            self.end(EndReason::Failed(Problem::Offline));
        }
    }

    /// The network is back: a recovery that waited for it goes on.
    pub(super) fn resume_recovery(&mut self) {
        if self.options.kiosk {
            self.resume_kiosk();
        } else if self.state == State::Recovering && self.life.retry_at.is_none() {
            let at = self.now + self.chance.jittered(FIRST_WAIT);
            self.life.retry_at = Some(self.until.map_or(at, |until| at.min(until)));
        }
    }

    /// Shows a link that was made beside the one that is gone.
    pub(super) fn succeed(&mut self, successor: super::Link) {
        let (peer, stage, session_id) = (successor.peer, successor.stage, successor.session_id.clone());
        self.link = Some(successor);
        self.command(crate::Command::Show { peer });
        if let Some(session_id) = session_id {
            self.event(Event::Session { session_id });
        }
        self.set_state(match stage {
            Stage::Creating => State::Creating,
            Stage::Negotiating => State::Negotiating,
            Stage::Connecting => State::Connecting,
            Stage::Ready => State::Live,
        });
        self.watch_picture();
    }
}

/// Whether another try would meet the same refusal, or could cost twice.
fn pointless(problem: &Problem) -> bool {
    match problem {
        Problem::Api(refusal) => match refusal.kind {
            ErrorKind::Unauthorized
            | ErrorKind::PlanLimit
            | ErrorKind::AvatarUnavailable
            | ErrorKind::BadRequest
            | ErrorKind::OtherTransport
            | ErrorKind::PageUnsupported => true,
            ErrorKind::NoToken => !passing(refusal),
            _ => false,
        },
        Problem::Peer(PeerProblem::Unsupported | PeerProblem::Negotiation(_)) => true,
        // A `streaming.new` without a reply may have opened a session that nobody can name.
        Problem::TimedOut(State::Creating) => true,
        _ => false,
    }
}
