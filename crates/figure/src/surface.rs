//! The surfaces that parts of a figure are drawn on.

use serde::{Deserialize, Serialize};

/// A surface on which a part of a figure is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub enum Field {
    /// A plane so far in front of the head's middle, that stays with the body below the chin.
    Plane(f64),
    /// The same with tips that trail behind the head.
    Loose(f64),
    /// Hair over the face and beside it.
    Hair,
    /// The round of the face, with a nose that stands off it.
    Face(Tip),
    /// Glasses, in front of the face.
    Glasses,
    /// The body, which rises with the breath.
    Body,
    /// The neck: a plane so far in front of the head's middle, with the shadow of the chin, which falls as the jaw does.
    Neck(f64),
}

/// The tip of a nose.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Tip {
    /// Height of its lower edge.
    pub y: f64,
    /// Half its width.
    pub half_width: f64,
}

impl Default for Tip {
    fn default() -> Self {
        Self::NONE
    }
}

impl Tip {
    /// A face without a nose that stands off it.
    pub const NONE: Self = Self {
        y: -1000.0,
        half_width: 0.0,
    };
}
