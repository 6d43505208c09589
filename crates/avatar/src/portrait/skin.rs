//! The colours of a face.

use super::canvas::Color;

/// Skin, lips and what lies in the mouth.
#[derive(Clone, Copy, Debug)]
pub(super) struct Skin {
    /// Where light falls.
    pub(super) light: Color,
    pub(super) base: Color,
    /// Turned away from the light.
    pub(super) shade: Color,
    /// Folds, nostrils, under the chin.
    pub(super) deep: Color,
    /// Cheeks, nose tip, ears.
    pub(super) blush: Color,
    pub(super) upper_lip: Color,
    pub(super) lower_lip: Color,
    /// Light on the lower lip.
    pub(super) lip_light: Color,
    /// The seam between the lips.
    pub(super) lip_line: Color,
}
