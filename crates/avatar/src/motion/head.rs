//! How the head is held: a slow drift always, more of it in speech and a nod with each emphasis.

use super::Chance;
use super::emphasis::Accent;
use crate::portrait::Head;

/// The head at `seconds`.
pub(super) fn at(chance: Chance, seconds: f64, engagement: f64, accent: Accent) -> Head {
    let slow = |stream: u64| chance.stream(stream).wander(seconds, 5.3);
    let lively = |stream: u64| engagement * chance.stream(stream).wander(seconds, 0.9);
    Head {
        turn: 0.14 * slow(1) + 0.42 * lively(2),
        nod: 0.08 * slow(3) + 0.2 * lively(4) + 0.6 * accent.nod,
        tilt: 0.12 * slow(5) + 0.42 * lively(6),
    }
}
