//! Sessions that nobody can name: a `streaming.new` may have opened one although its reply never came.
//!
//! Nothing can stop such a session. The service ends it by itself, because it is never started; until then it counts.

use core::time::Duration;

use super::Session;

/// For how long: services end a session that is not started after about a minute.
const COUNTED: Duration = Duration::from_secs(65);

impl Session {
    /// A `streaming.new` is given up without a reply.
    pub(super) fn lose_track(&mut self) {
        self.unnamed = Some(self.now + COUNTED);
    }

    /// One of an earlier visit was.
    pub(super) fn cut_off(&mut self, ago: Duration) {
        let until = self.now + COUNTED.saturating_sub(ago);
        self.unnamed = self.unnamed.max(Some(until));
    }

    /// For how long yet such a session may count; zero where there is none.
    pub(super) fn unnamed_for(&self) -> Duration {
        self.unnamed.map_or(Duration::ZERO, |until| until.since(self.now))
    }
}
