//! The names of parts and of their blend shapes.

/// Parts that have blend shapes.
#[cfg(feature = "read")]
pub(crate) const EYES: &str = "eyes";
#[cfg(feature = "read")]
pub(crate) const BROWS: &str = "brows";
#[cfg(feature = "read")]
pub(crate) const MOUTH: &str = "mouth";
/// The part that eyes and brows are drawn on.
#[cfg(feature = "read")]
pub(crate) const FACE: &str = "face";
/// The part that rises with the breath.
#[cfg(feature = "read")]
pub(crate) const BODY: &str = "body";
/// The drawing of such a part at rest.
#[cfg(feature = "read")]
pub(crate) const REST: &str = "rest";

/// The blend shapes of the eyes.
pub const EYES_SHAPES: [&str; 5] = ["closed", "right", "left", "up", "down"];
/// The blend shapes of the brows.
pub const BROWS_SHAPES: [&str; 2] = ["up", "down"];
/// The blend shapes of the mouth: those of the visemes after the one of silence, in their order, and two of moods.
pub const MOUTH_SHAPES: [&str; 14] = [
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
/// The numbers of the moods in [`MOUTH_SHAPES`].
pub const SMILE: usize = 12;
/// See [`SMILE`].
pub const FROWN: usize = 13;

/// The number of a mouth's shape in [`MOUTH_SHAPES`].
#[cfg(feature = "read")]
pub(crate) fn mouth_shape(name: &str) -> Option<usize> {
    MOUTH_SHAPES.iter().position(|shape| *shape == name)
}

/// The blend for a mouth that is not drawn, where the rig names none.
#[cfg(feature = "read")]
pub(crate) fn usual_blend(name: &str) -> &'static [(&'static str, f64)] {
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
