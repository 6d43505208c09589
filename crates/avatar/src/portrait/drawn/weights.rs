//! The weights of blend shapes in a pose.

use figure::{BROWS_SHAPES, Blend, EYES_SHAPES, FROWN, MOUTH_SHAPES, SMILE};

use crate::portrait::pose::{Mouth, Pose};
use crate::viseme::Viseme;

/// The weights of [`EYES_SHAPES`] in a pose. Where one of two opposite looks is not drawn, the other is taken the opposite way.
pub(super) fn eyes(pose: &Pose, is_drawn: impl Fn(usize) -> bool) -> [f64; EYES_SHAPES.len()] {
    let mut weights = [pose.lids.clamp(0.0, 1.0), 0.0, 0.0, 0.0, 0.0];
    opposite(&mut weights[1..3], pose.gaze.across, |nth| is_drawn(1 + nth));
    opposite(&mut weights[3..5], pose.gaze.up, |nth| is_drawn(3 + nth));
    weights
}

/// The weights of [`BROWS_SHAPES`] in a pose.
pub(super) fn brows(pose: &Pose, is_drawn: impl Fn(usize) -> bool) -> [f64; BROWS_SHAPES.len()] {
    let mut weights = [0.0; BROWS_SHAPES.len()];
    opposite(&mut weights, pose.brows, is_drawn);
    weights
}

/// The weights of [`MOUTH_SHAPES`], of which some are blends of others.
pub(super) fn mouth(mouth: &Mouth, blends: &[Blend], is_drawn: impl Fn(usize) -> bool) -> [f64; MOUTH_SHAPES.len()] {
    let mut weights = [0.0; MOUTH_SHAPES.len()];
    let visemes = mouth.shapes.iter().skip(Viseme::Rest as usize + 1);
    for (&share, blend) in visemes.zip(blends) {
        for &(shape, part) in blend {
            if let Some(weight) = weights.get_mut(shape) {
                *weight += share * part;
            }
        }
    }
    opposite(&mut weights[SMILE..=FROWN], mouth.smile, |nth| is_drawn(SMILE + nth));
    weights
}

/// Gives a value to the first of two opposites where it is positive, and to the second where it is negative.
fn opposite(weights: &mut [f64], value: f64, is_drawn: impl Fn(usize) -> bool) {
    let [first, second] = weights else { return };
    if value < 0.0 && is_drawn(1) || !is_drawn(0) {
        *second = -value;
    } else {
        *first = value;
    }
}
