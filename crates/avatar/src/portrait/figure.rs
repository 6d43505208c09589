//! A figure, wherever it comes from.

use std::ptr;
#[cfg(not(target_arch = "wasm32"))]
use std::sync::Arc;

use vello_cpu::kurbo::Rect;

use super::canvas::{Canvas, Color};
#[cfg(not(target_arch = "wasm32"))]
use super::drawn::Drawn;
use super::figures::Person;
use super::placement::{Field, Placement, Rig};
use super::pose::Pose;
use super::stratum::Stratum;

/// A figure. Copies are the same one, which never changes.
#[derive(Clone)]
pub(super) enum Figure {
    /// Drawn in code.
    Person(&'static Person),
    /// Read from a drawing.
    #[cfg(not(target_arch = "wasm32"))]
    Drawn(Arc<Drawn>),
}

/// Has the same method called of either kind of figure.
macro_rules! either {
    ($figure:expr, $one:ident => $call:expr) => {
        match $figure {
            Figure::Person($one) => $call,
            #[cfg(not(target_arch = "wasm32"))]
            Figure::Drawn($one) => $call,
        }
    };
}

impl Figure {
    /// Whether both are the same figure.
    pub(super) fn is(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Person(one), Self::Person(other)) => ptr::eq(*one, *other),
            #[cfg(not(target_arch = "wasm32"))]
            (Self::Drawn(one), Self::Drawn(other)) => Arc::ptr_eq(one, other),
            #[cfg(not(target_arch = "wasm32"))]
            _ => false,
        }
    }

    pub(super) fn backdrop(&self) -> (Color, Color) {
        either!(self, figure => figure.backdrop())
    }

    /// How its head moves.
    pub(super) fn rig(&self) -> &Rig {
        match self {
            Self::Person(_) => &Rig::PERSON,
            #[cfg(not(target_arch = "wasm32"))]
            Self::Drawn(drawn) => drawn.rig(),
        }
    }

    /// Room for every shape of the mouth with the head at rest.
    pub(super) fn mouth_bounds(&self) -> Rect {
        either!(self, figure => figure.mouth_bounds())
    }

    /// Its parts, the lowest first.
    pub(super) fn strata(&self) -> Vec<Stratum> {
        either!(self, figure => figure.strata())
    }

    /// The surface that a part is drawn on.
    pub(super) fn field(&self, stratum: Stratum) -> Field {
        either!(self, figure => figure.field(stratum))
    }

    /// Where a part may be in any pose, for those that are drawn anew in each.
    pub(super) fn bounds(&self, stratum: Stratum) -> Rect {
        either!(self, figure => figure.bounds(stratum))
    }

    /// Where eyes and brows are drawn, with the head at rest.
    pub(super) fn eye_bounds(&self) -> Rect {
        either!(self, figure => figure.eye_bounds())
    }

    /// Draws a part in a pose; those that are warped, at rest.
    pub(super) fn paint(&self, stratum: Stratum, canvas: &mut Canvas<'_>, place: &Placement, pose: &Pose) {
        either!(self, figure => figure.paint(stratum, canvas, place, pose));
    }

    /// The face without eyes, brows and mouth: that of it which only the head's pose changes.
    pub(super) fn bare_face(&self, canvas: &mut Canvas<'_>, place: &Placement) {
        either!(self, figure => figure.bare_face(canvas, place));
    }

    pub(super) fn eyes(&self, canvas: &mut Canvas<'_>, place: &Placement, pose: &Pose) {
        either!(self, figure => figure.eyes(canvas, place, pose));
    }

    pub(super) fn brows(&self, canvas: &mut Canvas<'_>, place: &Placement, pose: &Pose) {
        either!(self, figure => figure.brows(canvas, place, pose));
    }
}
