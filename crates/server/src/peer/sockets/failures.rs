//! Failures of a socket, with backoff: it is asked again, then after pauses, then no more.

use std::time::{Duration, Instant};

/// Failures in a row without a pause. An error may tell of an earlier datagram only, and says nothing about the next one.
const AT_ONCE: u32 = 16;

/// Failures in a row after which a socket is given up: with the pauses in between, after some seconds.
const MAX_FAILURES: u32 = AT_ONCE + 12;

/// The first pause; each one is twice as long as the last.
const MIN_PAUSE: Duration = Duration::from_millis(5);

/// The longest pause.
const MAX_PAUSE: Duration = Duration::from_secs(1);

/// The next step after a failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// Ask again.
    Again,
    /// Ask again at this moment.
    After(Instant),
    /// Give the socket up.
    Never,
}

/// The failures of a socket since it last worked.
#[derive(Clone, Copy, Debug, Default)]
pub struct Failures {
    in_a_row: u32,
    resumes: Option<Instant>,
}

impl Failures {
    /// A datagram came.
    pub fn worked(&mut self) {
        *self = Self::default();
    }

    /// The socket failed at `now`.
    pub fn failed(&mut self, now: Instant) -> Next {
        self.in_a_row = self.in_a_row.saturating_add(1);
        self.resumes = None;
        if self.is_given_up() {
            return Next::Never;
        }
        let Some(pauses) = self.in_a_row.checked_sub(AT_ONCE) else {
            return Next::Again;
        };
        let pause = MIN_PAUSE.saturating_mul(1 << pauses.min(16)).min(MAX_PAUSE);
        let at = now + pause;
        self.resumes = Some(at);
        Next::After(at)
    }

    /// When the pause ends.
    pub fn resumes(&self) -> Option<Instant> {
        self.resumes
    }

    /// Whether the socket may be asked at `now`.
    pub fn may_be_asked(&self, now: Instant) -> bool {
        !self.is_given_up() && self.resumes.is_none_or(|at| at <= now)
    }

    /// Whether the socket is not asked any more.
    pub fn is_given_up(&self) -> bool {
        self.in_a_row >= MAX_FAILURES
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_until_the_socket_is_given_up() {
        let start = Instant::now();
        let mut failures = Failures::default();
        let mut now = start;
        let mut pauses = Vec::new();
        loop {
            match failures.failed(now) {
                Next::Again => assert_eq!(now, start),
                Next::After(at) => {
                    assert!(!failures.may_be_asked(now) && failures.may_be_asked(at));
                    pauses.push(at - now);
                    now = at;
                }
                Next::Never => break,
            }
        }
        assert!(pauses.is_sorted() && pauses.len() == 12, "{pauses:?}");
        assert_eq!((pauses[0], pauses[11]), (MIN_PAUSE, MAX_PAUSE));
        assert!(!failures.may_be_asked(now + MAX_PAUSE));
    }

    #[test]
    fn a_datagram_makes_it_forget() {
        let now = Instant::now();
        let mut failures = Failures::default();
        for _ in 0..1000 {
            for _ in 1..MAX_FAILURES {
                failures.failed(now);
            }
            failures.worked();
        }
        assert!(failures.may_be_asked(now));
    }
}
