//! Secondary motion: body and hair follow the head, late and softened as by their weight.

use super::Random;
use crate::portrait::Head;

/// How far behind the head the body is, and the tips of the hair, in seconds.
const BODY: f64 = 0.24;
const TIPS: f64 = 0.14;
/// Seconds between two shifts of weight from one foot to the other.
const SHIFT: f64 = 6.7;

/// Where the body is.
pub(super) fn body(random: Random, seconds: f64, head: impl Fn(f64) -> Head) -> Head {
    let shift = Head {
        turn: 0.0,
        nod: 0.0,
        tilt: 0.22 * random.wander(seconds, SHIFT),
    };
    late(seconds, BODY, head).plus(shift, 1.0)
}

/// Where the tips of the hair are.
pub(super) fn tips(seconds: f64, head: impl Fn(f64) -> Head) -> Head {
    late(seconds, TIPS, head)
}

/// The mean of the head's positions about `lag` ago.
fn late(seconds: f64, lag: f64, head: impl Fn(f64) -> Head) -> Head {
    let weights = [(0.4, 0.15), (0.7, 0.25), (1.0, 0.25), (1.3, 0.2), (1.7, 0.15)];
    let mean = |mean: Head, (share, weight): (f64, f64)| mean.plus(head(seconds - share * lag), weight);
    weights.into_iter().fold(Head::default(), mean)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A head that turns all the way at one second.
    fn step(seconds: f64) -> Head {
        Head {
            turn: if seconds < 1.0 { 0.0 } else { 1.0 },
            ..Head::default()
        }
    }

    #[test]
    fn what_follows_comes_late_and_arrives() {
        let at = |seconds| tips(seconds, step).turn;
        assert!(at(1.0) < 0.01 && at(1.04) < 0.2 && (at(1.3) - 1.0).abs() < 1e-9);
        assert!(late(1.1, BODY, step).turn < at(1.1), "the body is later than the hair");
    }
}
