//! Blend shapes (morph targets): a part at rest, and other drawings of it that are mixed in by weights.

use kurbo::Rect;
use serde::{Deserialize, Serialize};

use crate::drawing::Drawing;
use crate::error::CompactError;
use crate::packing::{Packed, pack, unpack};
use crate::steps::kinds;

/// A part at rest, and the delta of each of its shapes: how its numbers differ from those at rest.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(into = "PackedBlendShapes", try_from = "PackedBlendShapes")]
pub struct BlendShapes {
    pub(crate) rest: Drawing,
    /// One for each of the part's shapes, in the order of their list; absent where it is not drawn.
    pub(crate) deltas: Vec<Option<Vec<f64>>>,
    bounds: Rect,
}

impl BlendShapes {
    /// Of a part at rest and deltas, each with as many numbers as it has.
    pub(crate) fn new(rest: Drawing, deltas: Vec<Option<Vec<f64>>>) -> Self {
        let moved = |delta: &Vec<f64>| -> Vec<f64> {
            let both = rest.numbers.iter().zip(delta);
            both.map(|(rest, delta)| rest + delta).collect()
        };
        let numbers = deltas.iter().flatten().map(moved);
        let bounds = numbers
            .filter_map(|numbers| rest.bounds_with(&numbers))
            .chain(rest.bounds())
            .reduce(|one, other| one.union(other));
        Self {
            bounds: bounds.unwrap_or_default(),
            rest,
            deltas,
        }
    }

    /// Puts together drawings that are made alike.
    #[cfg(feature = "read")]
    pub(crate) fn of(rest: Drawing, others: &[Option<Drawing>]) -> Self {
        let delta = |other: &Drawing| {
            let both = other.numbers.iter().zip(&rest.numbers);
            both.map(|(other, rest)| other - rest).collect()
        };
        let deltas = others.iter().map(|other| other.as_ref().map(delta)).collect();
        Self::new(rest, deltas)
    }

    /// Where any of the drawings draws.
    #[must_use]
    pub fn bounds(&self) -> Rect {
        self.bounds
    }

    /// Whether a shape is drawn.
    #[must_use]
    pub fn has(&self, nth: usize) -> bool {
        self.deltas.get(nth).is_some_and(Option::is_some)
    }

    /// The drawing, and the numbers that it has when its shapes are blended with these weights, in their order; the one at rest has what
    /// is left of 1.
    #[must_use]
    pub fn blend(&self, weights: &[f64]) -> (&Drawing, Vec<f64>) {
        let mut numbers = self.rest.numbers.clone();
        for (delta, &weight) in self.deltas.iter().zip(weights) {
            let Some(delta) = delta.as_ref().filter(|_| weight != 0.0) else {
                continue;
            };
            for (number, delta) in numbers.iter_mut().zip(delta) {
                *number += weight * delta;
            }
        }
        (&self.rest, numbers)
    }
}

/// Blend shapes as they are written.
#[derive(Serialize, Deserialize)]
struct PackedBlendShapes {
    rest: Drawing,
    deltas: Vec<Option<Packed>>,
}

impl From<BlendShapes> for PackedBlendShapes {
    fn from(shapes: BlendShapes) -> Self {
        let pack = |delta: &Option<Vec<f64>>| delta.as_ref().map(|delta| pack(kinds(&shapes.rest.steps), delta));
        Self {
            deltas: shapes.deltas.iter().map(pack).collect(),
            rest: shapes.rest,
        }
    }
}

impl TryFrom<PackedBlendShapes> for BlendShapes {
    type Error = CompactError;

    fn try_from(packed: PackedBlendShapes) -> Result<Self, CompactError> {
        let unpack = |delta: Option<Packed>| delta.map(|delta| unpack(kinds(&packed.rest.steps), &delta)).transpose();
        let deltas: Result<_, _> = packed.deltas.into_iter().map(unpack).collect();
        Ok(Self::new(packed.rest, deltas?))
    }
}
