//! How the head is held: a slow drift always, more of it in speech and a nod with each emphasis.

use super::Random;
use super::emphasis::Accent;
use crate::portrait::Head;

/// The head at `seconds`.
pub(super) fn at(random: Random, seconds: f64, engagement: f64, accent: Accent) -> Head {
    let slow = |stream: u64| random.stream(stream).wander(seconds, 5.3);
    let lively = |stream: u64| engagement * random.stream(stream).wander(seconds, 0.9);
    Head {
        turn: 0.14 * slow(1) + 0.42 * lively(2),
        nod: 0.08 * slow(3) + 0.2 * lively(4) + 0.6 * accent.nod,
        tilt: 0.12 * slow(5) + 0.42 * lively(6),
    }
}
