//! Connectivity with the cluster: a node is connected while its heartbeats are stored, and knows by that when it is partitioned. No clock, no
//! I/O.

use std::time::{Duration, Instant};

/// The age of the last stored heartbeat at which a node counts as disconnected.
const DISCONNECTED_AFTER: Duration = Duration::from_secs(4);

/// The connectivity with the cluster.
#[derive(Debug, Default)]
pub struct Connectivity {
    stored: Option<Instant>,
}

impl Connectivity {
    /// A heartbeat of this node was stored; whether it was disconnected before.
    pub fn heartbeat_stored(&mut self, now: Instant) -> bool {
        let was_disconnected = !self.is_connected(now);
        self.stored = Some(now);
        was_disconnected
    }

    /// Whether calls can go to other nodes, and new sessions be opened.
    pub fn is_connected(&self, now: Instant) -> bool {
        self.stored
            .is_some_and(|stored| now.saturating_duration_since(stored) < DISCONNECTED_AFTER)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cluster::nats::membership::{HEARTBEAT_INTERVAL, HEARTBEAT_TIMEOUT};

    #[test]
    fn disconnected_after_four_seconds_without_a_stored_heartbeat() {
        let begin = Instant::now();
        let mut connectivity = Connectivity::default();
        assert!(!connectivity.is_connected(begin));
        assert!(connectivity.heartbeat_stored(begin));
        assert!(!connectivity.heartbeat_stored(begin));
        assert!(connectivity.is_connected(begin + Duration::from_millis(3999)));
        assert!(!connectivity.is_connected(begin + Duration::from_secs(4)));
        assert!(connectivity.heartbeat_stored(begin + Duration::from_secs(9)));
        assert!(connectivity.is_connected(begin + Duration::from_secs(10)));
    }

    #[test]
    fn whoever_is_deaf_knows_it_before_it_takes_others_for_dead() {
        assert!(DISCONNECTED_AFTER + HEARTBEAT_INTERVAL < HEARTBEAT_TIMEOUT);
    }
}
