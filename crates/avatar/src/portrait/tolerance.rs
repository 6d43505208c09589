//! How far a picture may be from its pose, where nobody sees it.
//!
//! An idle figure drifts all the time, by less than a pixel from one picture to the next. Were everything drawn that this moves, most tiles would
//! be drawn, converted and encoded anew in each picture.

/// How far a part of a picture may be off before it is drawn anew.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Tolerance {
    /// How far any point of a layer beside the face may be from where its pose puts it, in units of the drawing.
    pub(super) movement: f64,
    /// By how many of 255 levels a tile's colours may differ from what they would be.
    pub(super) levels: u8,
}

impl Tolerance {
    /// Less than a pixel in the largest pictures, and a contrast that a tile must have to be seen beside another.
    pub(super) const UNSEEN: Self = Self {
        movement: 0.4,
        levels: 2,
    };

    /// Every pose is drawn as it is.
    #[cfg(test)]
    pub(super) const NONE: Self = Self {
        movement: 0.0,
        levels: 0,
    };
}
