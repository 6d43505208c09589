//! Reconnect policy (the state `Recovering`): a lost session is opened again with bounded, jittered exponential backoff. In kiosk mode only the user ends a session;
//! any other end leads to further tries, at a slow and bounded rate, never beside a session that may still be open.

use core::time::Duration;

use api::ErrorKind;

use super::Opening;
use crate::context::Context;
use crate::deadline::{Deadline, Reason};
use crate::effect::Effect;
use crate::retry_after::{is_transient, retry_after};
use crate::{EndReason, Event, Moment, PeerProblem, Problem, State};

/// The wait before the first recovery, which doubles with each in a row, and the longest.
const FIRST_WAIT: Duration = Duration::from_millis(600);
const MAX_WAIT: Duration = Duration::from_secs(20);
/// A session that lived this long begins to count its recoveries anew.
const STABLE: Duration = Duration::from_secs(60);
/// A kiosk's wait before the first slow try, which doubles with each in a row, and the longest.
const KIOSK_FIRST_WAIT: Duration = Duration::from_secs(15);
const KIOSK_MAX_WAIT: Duration = Duration::from_secs(300);
/// The longest that a service may ask for: a wait of days is a mistake.
const MAX_RETRY_AFTER: Duration = Duration::from_secs(3600);
/// How long after a failure a kiosk's next try begins at the soonest, even where something happened that gives hope.
const KIOSK_MIN_WAIT: Duration = Duration::from_secs(10);

/// How often and when a session is made anew.
#[derive(Default)]
pub(super) struct Reconnect {
    /// When a session became Live last; none before one ever was.
    live: Option<Moment>,
    /// Whether the one further try after "Concurrent limit reached" is used up.
    tried_again: bool,
    /// How many recoveries in a row, and after how many of them a kiosk waited long.
    count: u32,
    slow: u32,
    /// When the next begins; none while it waits for the network.
    retry_at: Option<Moment>,
    /// When the wait is given up.
    until: Option<Moment>,
    /// Before when none is begun, whatever happens; meant for a kiosk.
    soonest: Moment,
}

impl Reconnect {
    /// Whether no session of this start was lost yet.
    pub(super) fn is_first(&self) -> bool {
        self.count == 0
    }

    /// Takes the one further try after "Concurrent limit reached"; false where it is used up.
    pub(super) fn may_try_again(&mut self) -> bool {
        !core::mem::replace(&mut self.tried_again, true)
    }

    pub(super) fn next_deadline(&self) -> Option<Deadline> {
        Deadline::earliest(&[
            Deadline::new(self.retry_at, Reason::Reconnect),
            Deadline::new(self.until, Reason::Reconnect),
        ])
    }
}

/// How the next session is come to.
pub(crate) struct Plan {
    /// The number of this try, from 1.
    pub(crate) attempt: u32,
    /// After how long it begins.
    pub(crate) after: Duration,
    /// Whether it is one of a kiosk's slow tries, which begin where others end.
    pub(crate) is_slow: bool,
}

impl Opening {
    /// The session that is shown is Live.
    pub(crate) fn live(&mut self, now: Moment) {
        self.reconnect.live = Some(now);
        self.reconnect.tried_again = false;
    }

    /// Whether a failure is recovered from, rather than the end.
    pub(crate) fn recovers(&self, context: &Context) -> bool {
        self.reconnect.live.is_some() || context.options.kiosk
    }

    /// The Live session is lost.
    pub(crate) fn lost(&mut self, now: Moment) {
        if self.reconnect.live.is_some_and(|live| now.since(live) >= STABLE) {
            self.reconnect.count = 0;
            self.reconnect.slow = 0;
        }
    }

    /// Counts a recovery that needs no wait, because a successor is on its way already.
    pub(crate) fn count_reconnect(&mut self) {
        self.reconnect.count = self.reconnect.count.saturating_add(1);
    }

    /// Plans the next session; none if it is not wanted, may not help, or was tried too often. `unknown`: for how long yet the service
    /// may count a session without a name.
    pub(crate) fn plan_reconnect(
        &mut self,
        context: &mut Context,
        problem: &Problem,
        unknown: Duration,
    ) -> Option<Plan> {
        let longest = context.options.deadlines.recovering;
        let asked = match problem {
            Problem::Api(refusal) => retry_after(refusal),
            _ => Duration::ZERO,
        };
        let used_up = self.reconnect.count >= context.options.recoveries || pointless(problem) || asked > longest;
        if used_up && !context.options.kiosk {
            return None;
        }
        self.count_reconnect();
        let attempt = self.reconnect.count;
        let quick = context.random.backoff(FIRST_WAIT, attempt, MAX_WAIT.min(longest));
        let after = if context.options.kiosk {
            self.reconnect.kiosk_wait(context, used_up, quick, asked, unknown)
        } else {
            self.reconnect.until = Some(context.now + longest);
            quick.max(asked)
        };
        self.reconnect.retry_at = Some(context.now + after);
        Some(Plan {
            attempt,
            after,
            is_slow: used_up,
        })
    }

    /// Tries nothing any more.
    pub(crate) fn stop_reconnect(&mut self) {
        self.reconnect.until = None;
        self.reconnect.retry_at = None;
    }

    /// Begins a recovery that is due, or gives it up.
    pub(crate) fn handle_reconnect_deadline(&mut self, context: &mut Context) {
        if context.due(self.reconnect.retry_at) {
            self.reconnect.retry_at = None;
            // A browser's word that it is offline is not always right: a kiosk, which waits for ever, tries all the same.
            if !context.page.offline || context.options.kiosk {
                self.reconnect.until = None;
                return context.effect(Effect::Reopen);
            }
        }
        // A try comes before the end, unless there is no network to try with.
        if context.due(self.reconnect.until) {
            context.effect(Effect::End(EndReason::Failed(Problem::Offline)));
        }
    }

    /// While Recovering: the network is back, so a recovery that waited for it goes on.
    pub(crate) fn resume_reconnect(&mut self, context: &mut Context) {
        if self.reconnect.retry_at.is_none() {
            let at = context.now + context.random.jittered(FIRST_WAIT);
            self.reconnect.retry_at = Some(self.reconnect.until.map_or(at, |until| at.min(until)));
        }
    }

    /// While a kiosk is Recovering: there is hope, the network is back or somebody looks. The next try comes at once.
    pub(crate) fn resume_kiosk(&mut self, context: &mut Context) {
        let reconnect = &mut self.reconnect;
        let at = (context.now + context.random.jittered(FIRST_WAIT)).max(reconnect.soonest);
        if reconnect.retry_at.is_none_or(|planned| at < planned) {
            reconnect.retry_at = Some(at);
            let (attempt, after) = (reconnect.count, at.since(context.now));
            context.event(Event::Retry { attempt, after });
        }
    }
}

impl Reconnect {
    /// How long a kiosk waits before its next try: slowly where quick ones are used up or in vain, otherwise as given.
    fn kiosk_wait(
        &mut self,
        context: &mut Context,
        used_up: bool,
        quick: Duration,
        asked: Duration,
        unknown: Duration,
    ) -> Duration {
        let least = asked.min(MAX_RETRY_AFTER).max(unknown);
        self.soonest = context.now + KIOSK_MIN_WAIT.max(least);
        let wait = if used_up || context.page.offline {
            self.slow = self.slow.saturating_add(1);
            context.random.backoff(KIOSK_FIRST_WAIT, self.slow, KIOSK_MAX_WAIT)
        } else {
            quick
        };
        wait.max(least)
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
            ErrorKind::NoToken => !is_transient(refusal),
            _ => false,
        },
        Problem::Peer(PeerProblem::Unsupported | PeerProblem::Negotiation(_)) => true,
        // A `streaming.new` without a reply may have opened a session that nobody can name.
        Problem::TimedOut(State::Creating) => true,
        _ => false,
    }
}
