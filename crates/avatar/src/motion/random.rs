//! Seeded random numbers: the same seed, stream and index always give the same one.

/// A source of numbers that are random to the eye and the same in every run.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Self(mix(seed))
    }

    /// An independent source for one kind of motion.
    pub(crate) fn stream(self, stream: u64) -> Self {
        Self(mix(self.0 ^ mix(stream.wrapping_add(0x51ed_270b))))
    }

    /// The number at `index`, evenly spread in 0..1.
    pub(crate) fn at(self, index: i64) -> f64 {
        (mix(self.0 ^ mix(index as u64)) >> 11) as f64 / (1u64 << 53) as f64
    }

    /// The number at `index`, evenly spread in -1..1.
    pub(crate) fn signed(self, index: i64) -> f64 {
        self.at(index) * 2.0 - 1.0
    }

    /// A smooth wander in about -1..1 that changes direction about every `period` seconds.
    pub(crate) fn wander(self, seconds: f64, period: f64) -> f64 {
        let place = seconds / period;
        let index = place.floor();
        let (from, to) = (self.signed(index as i64), self.signed(index as i64 + 1));
        from + (to - from) * ease(place - index)
    }
}

/// The finaliser of SplitMix64: every bit of the input changes about half the bits of the output.
fn mix(value: u64) -> u64 {
    let value = value.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let value = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let value = (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    value ^ (value >> 31)
}

/// From 0 to 1 with a soft start and end; held outside.
pub(crate) fn ease(progress: f64) -> f64 {
    let progress = progress.clamp(0.0, 1.0);
    progress * progress * (3.0 - 2.0 * progress)
}
