//! Whether this machine is in touch with the cluster: connected, and its words are kept. No clock, no I/O.

use std::time::{Duration, Instant};

/// The age of the last kept word at which a machine counts as out of touch.
const SILENCE: Duration = Duration::from_secs(4);

/// How long after a connection all others may take to connect again, too: until then, nobody who does not answer is gone or full.
const SETTLING: Duration = Duration::from_secs(3);

/// How often a call that nobody took is sent again: it was not delivered, so nothing happens twice.
const PAUSES: [Duration; 4] = [
    Duration::from_millis(50),
    Duration::from_millis(100),
    Duration::from_millis(200),
    Duration::from_millis(400),
];

/// The touch with the cluster.
#[derive(Debug, Default)]
pub struct Touch {
    kept: Option<Instant>,
}

impl Touch {
    /// A word of this machine was kept; whether it was out of touch before.
    pub fn kept(&mut self, now: Instant) -> bool {
        let was_apart = !self.holds(now);
        self.kept = Some(now);
        was_apart
    }

    /// Whether calls can go to other machines, and new sessions be opened.
    pub fn holds(&self, now: Instant) -> bool {
        self.kept
            .is_some_and(|kept| now.saturating_duration_since(kept) < SILENCE)
    }
}

/// The next step with a call that nobody took.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// To send it again after this time.
    Again(Duration),
    /// Its machine is gone.
    Gone,
    /// The machines are still finding each other: the client is to call again.
    Later,
}

/// Whether this machine knows the others: it is connected, and has been for long enough.
pub fn is_settled(connected_for: Option<Duration>) -> bool {
    connected_for.is_some_and(|time| time >= SETTLING)
}

/// The pause after so many tries; none where there have been enough.
pub fn pause(tries: usize) -> Option<Duration> {
    PAUSES.get(tries.checked_sub(1)?).copied()
}

/// The next step with a call that nobody took, after `tries` times.
pub fn untaken(tries: usize, connected_for: Option<Duration>) -> Step {
    match pause(tries) {
        Some(pause) => Step::Again(pause),
        None if is_settled(connected_for) => Step::Gone,
        None => Step::Later,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cluster::nats::view::{BEAT, LEASE};

    #[test]
    fn out_of_touch_after_four_seconds_without_a_kept_word() {
        let begin = Instant::now();
        let mut touch = Touch::default();
        assert!(!touch.holds(begin));
        assert!(touch.kept(begin));
        assert!(!touch.kept(begin));
        assert!(touch.holds(begin + Duration::from_millis(3999)));
        assert!(!touch.holds(begin + Duration::from_secs(4)));
        assert!(touch.kept(begin + Duration::from_secs(9)));
        assert!(touch.holds(begin + Duration::from_secs(10)));
    }

    #[test]
    fn whoever_is_deaf_knows_it_before_it_takes_others_for_gone() {
        assert!(SILENCE + BEAT < LEASE);
    }

    #[test]
    fn a_machine_is_gone_within_a_second_but_not_while_all_connect_again() {
        let (long, short) = (Some(SETTLING), Some(Duration::from_secs(2)));
        let waited: Duration = (1..=PAUSES.len())
            .map(|tries| match untaken(tries, long) {
                Step::Again(pause) => pause,
                other => panic!("{other:?}"),
            })
            .sum();
        assert!(waited < Duration::from_secs(1), "{waited:?}");
        assert_eq!(untaken(PAUSES.len() + 1, long), Step::Gone);
        assert_eq!(untaken(PAUSES.len() + 1, short), Step::Later);
        assert_eq!(untaken(PAUSES.len() + 1, None), Step::Later);
    }
}
