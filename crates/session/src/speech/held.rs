//! Speech that the page's own service holds while the browser withholds the sound.

use core::time::Duration;

use super::{Line, Speech};
use crate::Moment;

/// How long speech may be held before its task is given up.
pub(super) const LONGEST_HELD: Duration = Duration::from_secs(3600);

impl Line {
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
        let Some(since) = self.line.as_mut().and_then(|line| line.held.take()) else {
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
