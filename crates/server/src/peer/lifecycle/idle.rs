//! The idle timeout: when a session has gone without a task for too long.

use std::time::{Duration, Instant};

/// The idle time of a session. It does not run while the avatar has something to say.
#[derive(Clone, Debug)]
pub struct Idle {
    timeout: Option<Duration>,
    since: Instant,
    busy: bool,
}

impl Idle {
    /// Idle from `now` on; without a timeout, for ever.
    pub fn new(timeout: Option<Duration>, now: Instant) -> Self {
        Self {
            timeout,
            since: now,
            busy: false,
        }
    }

    /// The visitor asked for more time, or did something: the time starts anew.
    pub fn touch(&mut self, now: Instant) {
        self.since = now;
    }

    /// Says whether there are tasks. With the last of them gone, the time starts anew.
    pub fn set_busy(&mut self, busy: bool, now: Instant) {
        if self.busy && !busy {
            self.since = now;
        }
        self.busy = busy;
    }

    /// When the session ends if nothing happens.
    pub fn deadline(&self) -> Option<Instant> {
        let timeout = self.timeout.filter(|_| !self.busy)?;
        Some(self.since + timeout)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: Duration = Duration::from_secs(60);

    #[test]
    fn the_time_counts_from_the_last_thing_that_happened() {
        let start = Instant::now();
        let mut idle = Idle::new(Some(MINUTE), start);
        assert_eq!(idle.deadline(), Some(start + MINUTE));
        idle.touch(start + MINUTE / 2);
        assert_eq!(idle.deadline(), Some(start + MINUTE * 3 / 2));
    }

    #[test]
    fn it_stands_still_while_the_avatar_speaks() {
        let start = Instant::now();
        let mut idle = Idle::new(Some(MINUTE), start);
        idle.set_busy(true, start + MINUTE / 2);
        assert_eq!(idle.deadline(), None);
        idle.set_busy(false, start + MINUTE * 5);
        idle.set_busy(false, start + MINUTE * 6);
        assert_eq!(idle.deadline(), Some(start + MINUTE * 6));
    }

    #[test]
    fn without_a_timeout_it_never_ends() {
        let start = Instant::now();
        let mut idle = Idle::new(None, start);
        idle.touch(start);
        assert_eq!(idle.deadline(), None);
    }
}
