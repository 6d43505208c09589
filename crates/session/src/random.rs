//! Random numbers for the jitter and the exponential backoff of waits: a small generator that repeats from its seed.

use core::time::Duration;

/// A xorshift64* generator. Not for secrets.
pub(crate) struct Random(u64);

impl Random {
    /// A generator; equal seeds repeat each other.
    pub(crate) const fn new(seed: u64) -> Self {
        // Zero is the one state that a xorshift never leaves.
        Self(seed ^ 0x9E37_79B9_7F4A_7C15 | 1)
    }

    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 16
    }

    /// Between half of a span and the whole of it, at least 1 ms.
    pub(crate) fn jittered(&mut self, span: Duration) -> Duration {
        let half = span.as_millis() as u64 / 2;
        Duration::from_millis((half + self.next() % (half + 1)).max(1))
    }

    /// A jittered wait that doubles with every try (from 1) up to a longest.
    pub(crate) fn backoff(&mut self, first: Duration, tries: u32, longest: Duration) -> Duration {
        // In milliseconds: multiplying a `Duration` brings a panic along.
        let doubled = (first.as_millis() as u64) << tries.saturating_sub(1).min(16);
        self.jittered(Duration::from_millis(doubled).min(longest))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wait_stays_between_half_and_whole_and_grows_to_its_longest() {
        let mut random = Random::new(0);
        for tries in 1..40 {
            let wait = random.backoff(Duration::from_millis(500), tries, Duration::from_secs(8));
            let whole = Duration::from_millis(500 << tries.saturating_sub(1).min(16)).min(Duration::from_secs(8));
            assert!(wait >= whole / 2 && wait <= whole, "{tries}: {wait:?}");
        }
        assert!(random.jittered(Duration::ZERO) >= Duration::from_millis(1));
    }

    /// A failing life is replayed by its seed, so a seed must give the same on every machine and in every version. The numbers are
    /// those of xorshift64* (Vigna, "An experimental exploration of Marsaglia's xorshift generators, scrambled") computed elsewhere.
    #[test]
    fn a_seed_repeats_itself_everywhere() {
        let waits = |seed: u64| {
            let mut random = Random::new(seed);
            [(); 6].map(|()| random.jittered(Duration::from_secs(10)).as_millis())
        };
        assert_eq!(waits(7), [7674, 5836, 5341, 8106, 8429, 5390]);
        assert_eq!(waits(8), [9011, 5216, 7258, 8076, 9493, 6373]);
    }
}
