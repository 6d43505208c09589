//! The small neural network that reads visemes from audio: its inputs, units and weights.

use super::spectrum::BANDS;
use crate::viseme::Viseme;

/// The shapes in the order of the classifier's rows.
pub(super) const SHAPES: [Viseme; 13] = [
    Viseme::Rest,
    Viseme::Pressed,
    Viseme::LipTeeth,
    Viseme::TongueTeeth,
    Viseme::TongueTip,
    Viseme::Hiss,
    Viseme::Hush,
    Viseme::Back,
    Viseme::Pursed,
    Viseme::Round,
    Viseme::Open,
    Viseme::Half,
    Viseme::Wide,
];

/// The frames that a decision looks at, from the one it is about.
pub(super) const CONTEXT: [isize; 5] = [-6, -3, 0, 3, 6];
/// Numbers that a decision rests on; the last is always 1.
pub(super) const INPUTS: usize = BANDS * CONTEXT.len() + 1;

/// Units between inputs and scores.
pub(super) const HIDDEN: usize = 24;

/// A small network: each hidden unit weighs the inputs, each score the hidden units and a constant.
#[derive(Clone)]
pub(super) struct Weights {
    pub hidden: [[f32; INPUTS]; HIDDEN],
    pub output: [[f32; HIDDEN + 1]; SHAPES.len()],
}
