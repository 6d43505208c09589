//! Blinks: one every three to four seconds, a few of them double.

use super::{Random, ease};

/// Seconds per blink on average; a person at ease in talk blinks 15 to 20 times a minute.
const PERIOD: f64 = 3.4;
const CLOSING: f64 = 0.09;
const SHUT: f64 = 0.045;
const OPENING: f64 = 0.17;

/// How far the lids are closed at `seconds`, 0 (open) to 1 (shut).
pub(super) fn at(random: Random, seconds: f64) -> f64 {
    let turn = (seconds / PERIOD).floor() as i64;
    let start = (turn as f64 + 0.15 + 0.6 * random.at(turn * 2)) * PERIOD;
    let first = lid(seconds - start);
    if random.at(turn * 2 + 1) < 0.14 {
        first.max(lid(seconds - start - 0.38))
    } else {
        first
    }
}

fn lid(since: f64) -> f64 {
    if since < 0.0 {
        0.0
    } else if since < CLOSING {
        ease(since / CLOSING)
    } else {
        1.0 - ease((since - CLOSING - SHUT) / OPENING)
    }
}
