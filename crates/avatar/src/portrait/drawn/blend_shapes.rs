//! Blend shapes (morph targets): a part at rest, and other drawings of it that are mixed in by weights.

use vello_cpu::kurbo::{Point, Rect};

use super::drawing::Drawing;
use crate::portrait::canvas::Canvas;

/// A part at rest, and the delta of each of its shapes: how its numbers differ from those at rest.
#[derive(Clone, Debug)]
pub(super) struct BlendShapes {
    rest: Drawing,
    /// One for each of the part's shapes, in the order of their list; absent where it is not drawn.
    deltas: Vec<Option<Vec<f64>>>,
    bounds: Rect,
}

impl BlendShapes {
    /// Puts together drawings that are made alike.
    pub(super) fn new(rest: Drawing, others: &[Option<Drawing>]) -> Self {
        let drawings = others.iter().flatten().chain([&rest]);
        let bounds = drawings
            .filter_map(Drawing::bounds)
            .reduce(|one, other| one.union(other));
        let delta = |other: &Drawing| {
            let both = other.numbers.iter().zip(&rest.numbers);
            both.map(|(other, rest)| other - rest).collect()
        };
        Self {
            deltas: others.iter().map(|other| other.as_ref().map(delta)).collect(),
            bounds: bounds.unwrap_or_default(),
            rest,
        }
    }

    /// Where any of the drawings draws.
    pub(super) fn bounds(&self) -> Rect {
        self.bounds
    }

    /// Whether a shape is drawn.
    pub(super) fn has(&self, nth: usize) -> bool {
        self.deltas.get(nth).is_some_and(Option::is_some)
    }

    /// Draws the blend of the drawings with these weights, in the order of the part's shapes; the one at rest has what is left of 1.
    pub(super) fn paint(&self, weights: &[f64], canvas: &mut Canvas<'_>, put: &dyn Fn(Point) -> Point) {
        let mut numbers = self.rest.numbers.clone();
        for (delta, &weight) in self.deltas.iter().zip(weights) {
            let Some(delta) = delta.as_ref().filter(|_| weight != 0.0) else {
                continue;
            };
            for (number, delta) in numbers.iter_mut().zip(delta) {
                *number += weight * delta;
            }
        }
        self.rest.paint(&numbers, canvas, put);
    }
}
