//! The names of parts and of their blend shapes, and the weights of these in a pose.

use crate::portrait::pose::{Mouth, Pose};
use crate::viseme::Viseme;

/// Parts that have blend shapes.
pub(super) const EYES: &str = "eyes";
pub(super) const BROWS: &str = "brows";
pub(super) const MOUTH: &str = "mouth";
/// The part that eyes and brows are drawn on.
pub(super) const FACE: &str = "face";
/// The part that rises with the breath.
pub(super) const BODY: &str = "body";
/// The drawing of such a part at rest.
pub(super) const REST: &str = "rest";

/// The blend shapes of the eyes.
pub(super) const EYES_SHAPES: [&str; 5] = ["closed", "right", "left", "up", "down"];
/// The blend shapes of the brows.
pub(super) const BROWS_SHAPES: [&str; 2] = ["up", "down"];
/// The blend shapes of the mouth: those of [`Viseme::ALL`] after the first, and two of moods.
pub(super) const MOUTH_SHAPES: [&str; 14] = [
    "pressed",
    "lip-teeth",
    "tongue-teeth",
    "tongue-tip",
    "hiss",
    "hush",
    "back",
    "pursed",
    "round",
    "open",
    "half",
    "wide",
    "smile",
    "frown",
];
const SMILE: usize = 12;
const FROWN: usize = 13;

/// A blend of drawn mouths for one that is not drawn: their numbers in [`MOUTH_SHAPES`], and the weight of each.
pub(super) type Blend = Vec<(usize, f64)>;

/// The number of a mouth's shape in [`MOUTH_SHAPES`].
pub(super) fn mouth_shape(name: &str) -> Option<usize> {
    MOUTH_SHAPES.iter().position(|shape| *shape == name)
}

/// The blend for a mouth that is not drawn, where the rig names none.
pub(super) fn usual_blend(name: &str) -> &'static [(&'static str, f64)] {
    match name {
        "lip-teeth" => &[("wide", 0.25)],
        "tongue-teeth" => &[("open", 0.25)],
        "tongue-tip" => &[("open", 0.35)],
        "hiss" => &[("wide", 0.6)],
        "hush" => &[("pursed", 0.6)],
        "back" => &[("open", 0.4)],
        "round" => &[("pursed", 0.5), ("open", 0.5)],
        "half" => &[("open", 0.5), ("wide", 0.2)],
        _ => &[],
    }
}

/// The weights of [`EYES_SHAPES`] in a pose. Where one of two opposite looks is not drawn, the other is taken the opposite way.
pub(super) fn eyes(pose: &Pose, is_drawn: impl Fn(usize) -> bool) -> [f64; 5] {
    let mut weights = [pose.lids.clamp(0.0, 1.0), 0.0, 0.0, 0.0, 0.0];
    opposite(&mut weights[1..3], pose.gaze.across, |nth| is_drawn(1 + nth));
    opposite(&mut weights[3..5], pose.gaze.up, |nth| is_drawn(3 + nth));
    weights
}

/// The weights of [`BROWS_SHAPES`] in a pose.
pub(super) fn brows(pose: &Pose, is_drawn: impl Fn(usize) -> bool) -> [f64; 2] {
    let mut weights = [0.0; 2];
    opposite(&mut weights, pose.brows, is_drawn);
    weights
}

/// The weights of [`MOUTH_SHAPES`], of which some are blends of others.
pub(super) fn mouth(mouth: &Mouth, blends: &[Blend], is_drawn: impl Fn(usize) -> bool) -> [f64; 14] {
    let mut weights = [0.0; 14];
    let visemes = mouth.shapes.iter().skip(Viseme::Rest as usize + 1);
    for (&share, blend) in visemes.zip(blends) {
        for &(shape, part) in blend {
            weights[shape] += share * part;
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
