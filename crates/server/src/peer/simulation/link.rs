//! A simulated link of limited bandwidth: what is more waits, and is lost where too much waits.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

/// How long a datagram is under way where nothing waits.
const DELAY: Duration = Duration::from_millis(30);

/// How long a datagram may wait: those that would have to wait longer are lost.
const MAX_QUEUE: Duration = Duration::from_millis(500);

/// A link in one direction.
pub struct Link {
    /// Kilobits a second of its bandwidth.
    pub kilobits: f64,
    /// When all that waits has been sent.
    free: Option<Instant>,
    underway: VecDeque<(Instant, Vec<u8>)>,
    /// Datagrams that were lost.
    pub lost: usize,
}

impl Link {
    /// A link of so many kilobits a second.
    pub fn new(kilobits: f64) -> Self {
        Self {
            kilobits,
            free: None,
            underway: VecDeque::new(),
            lost: 0,
        }
    }

    /// Takes a datagram at `now`, or loses it.
    pub fn send(&mut self, datagram: &[u8], now: Instant) {
        let begins = self.free.map_or(now, |free| free.max(now));
        if begins - now > MAX_QUEUE {
            self.lost += 1;
            return;
        }
        // With the headers of IP and UDP.
        let bits = (datagram.len() + 28) as f64 * 8.0;
        let free = begins + Duration::from_secs_f64(bits / (self.kilobits * 1000.0));
        self.free = Some(free);
        self.underway.push_back((free + DELAY, datagram.to_vec()));
    }

    /// The next datagram that has arrived by `now`.
    pub fn arrived(&mut self, now: Instant) -> Option<Vec<u8>> {
        self.underway
            .pop_front_if(|(at, _)| *at <= now)
            .map(|(_, datagram)| datagram)
    }
}
