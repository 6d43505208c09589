//! Breath: the chest rises for two fifths of a breath and sinks for the rest.

use std::f64::consts::PI;

use super::Random;

const PERIOD: f64 = 4.4;

/// How full the chest is, 0 to 1. Breath is shallower in speech, where the sentence and not the chest sets the pace.
pub(super) fn at(random: Random, seconds: f64, engagement: f64) -> f64 {
    let phase = (seconds / PERIOD + random.at(0)).rem_euclid(1.0);
    let filling = if phase < 0.4 {
        phase / 0.4 * 0.5
    } else {
        0.5 + (phase - 0.4) / 0.6 * 0.5
    };
    let full = 0.5 - 0.5 * (2.0 * PI * filling).cos();
    full * (1.0 - 0.45 * engagement)
}
