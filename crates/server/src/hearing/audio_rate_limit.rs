//! The rate limit of a visitor's sound: whether it comes faster than time, which is a flood: whoever sends it so wants the server to work, not to hear.

use std::time::{Duration, Instant};

/// How far sound may be ahead of the time that has passed.
const AHEAD: u64 = 2 * dialogue::SAMPLE_RATE;

/// How much faster than the server's clock that of a microphone may be, in parts of a hundred: oscillators differ by a hundredth of that.
const FASTER: u64 = 1;

/// The sound that has come and whose time has not.
#[derive(Clone, Copy, Debug)]
pub struct AudioRateLimit {
    /// Samples of it when this was looked at.
    ahead: u64,
    at: Instant,
}

impl AudioRateLimit {
    /// No sound has come.
    pub fn new(now: Instant) -> Self {
        Self { ahead: 0, at: now }
    }

    /// Whether there is no room for more sound at `now`. Time in which none came is no credit for later.
    pub fn is_too_fast(&mut self, now: Instant) -> bool {
        let passed = now.saturating_duration_since(self.at).min(Duration::from_secs(3600));
        let samples = passed.as_micros() as u64 * dialogue::SAMPLE_RATE * (100 + FASTER) / 100 / 1_000_000;
        self.ahead = self.ahead.saturating_sub(samples);
        self.at = self.at.max(now);
        self.ahead > AHEAD
    }

    /// So many samples came.
    pub fn came(&mut self, samples: u64) {
        self.ahead = self.ahead.saturating_add(samples);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PACKET: u64 = dialogue::SAMPLE_RATE / 50;

    #[test]
    fn a_clock_that_is_a_little_fast_is_never_too_fast() {
        let (start, mut taken) = (Instant::now(), 0);
        let mut audio_rate_limit = AudioRateLimit::new(start);
        // Twelve hours of packets, each a thousandth too early.
        for nth in 0..12 * 3600 * 50_u64 {
            let now = start + Duration::from_micros(nth * 19_980);
            if !audio_rate_limit.is_too_fast(now) {
                audio_rate_limit.came(PACKET);
                taken += 1;
            }
        }
        assert_eq!(taken, 12 * 3600 * 50);
    }

    #[test]
    fn time_without_sound_is_no_credit() {
        let mut audio_rate_limit = AudioRateLimit::new(Instant::now());
        let later = audio_rate_limit.at + Duration::from_secs(600);
        let mut taken = 0;
        while !audio_rate_limit.is_too_fast(later) {
            audio_rate_limit.came(PACKET);
            taken += 1;
        }
        assert_eq!(taken, 2 * 50 + 1);
    }
}
