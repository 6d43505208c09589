//! Autoplay is blocked: the page's own service holds speech while the browser withholds the sound.

use core::time::Duration;

use super::{ActiveSession, Speech};
use crate::Moment;

/// How long speech may be held before its task is given up.
pub(super) const MAX_BLOCKED: Duration = Duration::from_secs(3600);

impl ActiveSession {
    /// Speech stands still until it can be heard: the time until then counts for no task.
    pub(super) fn hold(&mut self, now: Moment) {
        // Who tells this tells when speech begins and ends.
        self.talks = true;
        self.held.get_or_insert(now);
    }
}

impl Speech {
    /// Speech goes on where it was.
    pub(super) fn release(&mut self, now: Moment) {
        let Some(since) = self.active.as_mut().and_then(|active| active.held.take()) else {
            return;
        };
        let moments = self
            .sent
            .iter_mut()
            .flat_map(|sent| [&mut sent.started, &mut sent.waiting]);
        for moment in moments.flatten() {
            *moment = *moment + now.since(since.max(*moment));
        }
    }
}
