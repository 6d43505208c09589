//! The compact form of figures, which built-in ones are compiled to: a version, then postcard with numbers in small steps
//! (`packing.rs`).

use crate::error::CompactError;
use crate::figure::{Blend, Figure};
use crate::packing::FAR;
use crate::shapes::{BROWS_SHAPES, EYES_SHAPES, MOUTH_SHAPES};
use crate::surface::Field;

/// How every compact figure begins; its last byte is the version of the form.
const HEAD: [u8; 4] = *b"fig\x01";

impl Figure {
    /// The figure as compact data.
    #[must_use]
    pub fn compact(&self) -> Vec<u8> {
        // Writing to memory fails only for what has no known length, as nothing here.
        let figure = postcard::to_allocvec(self).unwrap_or_default();
        [&HEAD[..], &figure].concat()
    }

    /// The figure of compact data.
    ///
    /// # Errors
    /// [`CompactError`] where it is something else, or damaged: nothing comes of it then.
    pub fn from_compact(data: &[u8]) -> Result<Self, CompactError> {
        let rest = data.strip_prefix(&HEAD).ok_or(CompactError::Foreign)?;
        let (figure, rest): (Self, _) = postcard::take_from_bytes(rest).map_err(|_| CompactError::Damaged)?;
        let is_whole = rest.is_empty() && figure.is_consistent();
        is_whole.then_some(figure).ok_or(CompactError::Damaged)
    }

    /// Whether what is counted is there, and what is measured has a measure.
    fn is_consistent(&self) -> bool {
        let is_blend = |blend: &Blend| {
            blend
                .iter()
                .all(|(shape, weight)| *shape < MOUTH_SHAPES.len() && weight.abs() <= 2.0)
        };
        let moves = &self.moves;
        let lengths = [
            moves.middle.0,
            moves.middle.1,
            moves.neck.0,
            moves.neck.1,
            moves.bulge.2,
            moves.jaw.0,
            moves.jaw.1,
            self.nose.y,
            self.nose.half_width,
        ];
        let angles = [moves.turn, moves.nod, moves.tilt];
        self.face < self.sprites.len()
            && self.before_mouth <= self.sprites.len()
            && self.eyes.deltas.len() == EYES_SHAPES.len()
            && self.mouth.deltas.len() == MOUTH_SHAPES.len()
            && self
                .brows
                .as_ref()
                .is_none_or(|brows| brows.deltas.len() == BROWS_SHAPES.len())
            && self.blends.len() == MOUTH_SHAPES.len()
            && self.blends.iter().all(is_blend)
            && lengths.iter().all(|length| length.abs() <= FAR)
            && angles.iter().all(|angle| (0.0..=1.0).contains(angle))
            && [moves.bulge.0, moves.bulge.1]
                .iter()
                .all(|half| (1.0..=FAR).contains(half))
            && self.sprites.iter().all(|sprite| sprite.field.is_near(FAR))
    }
}

impl Field {
    fn is_near(self, far: f64) -> bool {
        match self {
            Self::Plane(depth) | Self::Loose(depth) | Self::Neck(depth) => depth.abs() <= far,
            Self::Face(tip) => tip.y.abs() <= far && tip.half_width.abs() <= far,
            Self::Hair | Self::Glasses | Self::Body => true,
        }
    }
}
