//! Retries of requests between nodes: one that nobody took is sent again after a pause (backoff), until its node counts as gone. No clock, no
//! I/O.

use std::time::Duration;

/// How long after a connection all others may take to connect again, too: until then, nobody who does not answer counts as dead or full.
const SETTLE_TIME: Duration = Duration::from_secs(3);

/// The pauses before a call that nobody took is sent again: it was not delivered, so nothing happens twice.
const BACKOFF: [Duration; 4] = [
    Duration::from_millis(50),
    Duration::from_millis(100),
    Duration::from_millis(200),
    Duration::from_millis(400),
];

/// The next step with a call that nobody took.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Retry {
    /// To send it again after this time.
    Again(Duration),
    /// To give up: its node counts as dead.
    NodeDead,
    /// The nodes are still finding each other: the client is to call again.
    Later,
}

/// Whether this node knows the others: it is connected, and has been for long enough.
pub fn is_settled(connected_for: Option<Duration>) -> bool {
    connected_for.is_some_and(|time| time >= SETTLE_TIME)
}

/// The pause after so many tries; none where there have been enough.
pub fn pause(tries: usize) -> Option<Duration> {
    BACKOFF.get(tries.checked_sub(1)?).copied()
}

/// The next step with a call that nobody took, after `tries` times.
pub fn after_no_responders(tries: usize, connected_for: Option<Duration>) -> Retry {
    match pause(tries) {
        Some(pause) => Retry::Again(pause),
        None if is_settled(connected_for) => Retry::NodeDead,
        None => Retry::Later,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_machine_is_gone_within_a_second_but_not_while_all_connect_again() {
        let (long, short) = (Some(SETTLE_TIME), Some(Duration::from_secs(2)));
        let waited: Duration = (1..=BACKOFF.len())
            .map(|tries| match after_no_responders(tries, long) {
                Retry::Again(pause) => pause,
                other => panic!("{other:?}"),
            })
            .sum();
        assert!(waited < Duration::from_secs(1), "{waited:?}");
        assert_eq!(after_no_responders(BACKOFF.len() + 1, long), Retry::NodeDead);
        assert_eq!(after_no_responders(BACKOFF.len() + 1, short), Retry::Later);
        assert_eq!(after_no_responders(BACKOFF.len() + 1, None), Retry::Later);
    }
}
