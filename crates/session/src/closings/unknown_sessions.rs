//! Unknown sessions, whose id nobody has: a `streaming.new` may have opened one although its reply never came.
//!
//! Nothing can stop such a session. The service ends it by itself, because it is never started; until then it counts.

use core::time::Duration;

use crate::Moment;

/// For how long: services end a session that is not started after about a minute.
const COUNTED: Duration = Duration::from_secs(65);

/// Up to when the service may count an unknown session.
#[derive(Default)]
pub(super) struct UnknownSessions(Option<Moment>);

impl UnknownSessions {
    /// A `streaming.new` is given up without a reply.
    pub(super) fn lose_track(&mut self, now: Moment) {
        self.0 = Some(now + COUNTED);
    }

    /// A `streaming.new` of an earlier visit was, that long ago.
    pub(super) fn cut_off(&mut self, now: Moment, ago: Duration) {
        self.0 = self.0.max(Some(now + COUNTED.saturating_sub(ago)));
    }

    /// For how long yet such a session may count; zero where there is none.
    pub(super) fn left(&self, now: Moment) -> Duration {
        self.0.map_or(Duration::ZERO, |until| until.since(now))
    }
}
