//! Ready for days: in kiosk mode only the user ends a session. What else would end it leads to further tries, at a slow and
//! bounded rate for as long as it takes, never beside a session that may still be open; and a page that nobody sees costs nothing.

use core::time::Duration;

use super::Session;
use super::recovery::FIRST_WAIT;
use crate::{Event, Outcome, Problem, State};

/// The wait before the first slow try; it doubles with each in a row ...
const SLOW: Duration = Duration::from_secs(15);
/// ... up to this.
const SLOWEST: Duration = Duration::from_secs(300);
/// The longest that a service may ask for: a wait of days is a mistake.
const LONGEST_ASKED: Duration = Duration::from_secs(3600);
/// How long after a failure the next try begins at the soonest, even where something happened that gives hope.
const SOONEST: Duration = Duration::from_secs(10);

impl Session {
    /// How long a kiosk waits before its next try: slowly where quick ones are used up or in vain, otherwise as given.
    pub(super) fn kiosk_wait(&mut self, used_up: bool, quick: Duration, asked: Duration) -> Duration {
        let least = asked.min(LONGEST_ASKED).max(self.unnamed_for());
        self.life.soonest = self.now + SOONEST.max(least);
        let wait = if used_up || self.page.offline {
            self.life.slow = self.life.slow.saturating_add(1);
            self.chance.backoff(SLOW, self.life.slow, SLOWEST)
        } else {
            quick
        };
        wait.max(least)
    }

    /// There is hope, the network is back or somebody looks: the next try comes at once.
    pub(super) fn resume_kiosk(&mut self) {
        if self.state != State::Recovering || self.life.away {
            return;
        }
        let at = (self.now + self.chance.jittered(FIRST_WAIT)).max(self.life.soonest);
        if self.life.retry_at.is_none_or(|planned| at < planned) {
            self.life.retry_at = Some(at);
            let (attempt, after) = (self.life.recoveries, at.since(self.now));
            self.event(Event::Retry { attempt, after });
        }
    }

    /// Nobody has seen the page for as long as was chosen: there is no session, and no try, until somebody does.
    pub(super) fn put_away(&mut self) {
        self.life.away = true;
        self.until = None;
        self.life.retry_at = None;
        self.requeue_texts();
        self.drop_renewal(false);
        if let Some(link) = self.link.take() {
            self.close_link(link, false);
        }
        self.end_spoken_to(&Outcome::Interrupted);
        self.event(Event::Problem(Problem::Hidden));
        self.set_state(State::Recovering);
    }

    /// Somebody sees the page.
    pub(super) fn seen_again(&mut self) {
        self.life.away = false;
        if self.options.kiosk {
            self.resume_kiosk();
        }
    }
}
