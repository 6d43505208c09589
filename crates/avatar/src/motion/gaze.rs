//! Where the eyes look: at the viewer for the most part, with small shifts, and now and then a glance aside.

use super::{Random, ease};
use crate::portrait::Gaze;

/// Seconds that a look lasts on average.
const PERIOD: f64 = 2.1;
/// Seconds that the eyes take to jump.
const JUMP: f64 = 0.055;

/// The direction of the eyes at `seconds`.
pub(super) fn at(random: Random, seconds: f64) -> Gaze {
    let mut turn = (seconds / PERIOD).floor() as i64;
    if seconds < start_of(random, turn) {
        turn -= 1;
    }
    let progress = ease((seconds - start_of(random, turn)) / JUMP);
    let (from, to) = (target(random, turn - 1), target(random, turn));
    Gaze {
        across: from.across + (to.across - from.across) * progress,
        up: from.up + (to.up - from.up) * progress,
    }
}

fn start_of(random: Random, turn: i64) -> f64 {
    (turn as f64 + 0.7 * random.at(turn * 4)) * PERIOD
}

fn target(random: Random, turn: i64) -> Gaze {
    let aside = random.at(turn * 4 + 1) < 0.24;
    let reach = if aside { 0.62 } else { 0.09 };
    Gaze {
        across: reach * random.signed(turn * 4 + 2),
        up: 0.55 * reach * random.signed(turn * 4 + 3),
    }
}
