//! The kinds of parts that all figures are made of.

use super::placement::Field;

/// A part of a figure, drawn over those before.
#[derive(Clone, Copy, Debug)]
pub(super) enum Part {
    /// One that only the pose of head and body changes, by its number; drawn on a surface.
    Sprite(usize, Field),
    /// The face with eyes and brows, without the mouth.
    Face,
    /// The mouth.
    Mouth,
}
