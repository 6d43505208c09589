//! Figures that are read from drawings: one layered SVG with a rig beside it.

mod allowed;
mod blend_shapes;
mod convert;
mod drawing;
mod ellipse;
mod fault;
mod file;
mod parts;
mod rig;
mod sanitizer;
mod shapes;
#[cfg(test)]
mod tests;

use std::fmt;

use usvg::Tree;
use vello_cpu::kurbo::{Point, Rect};

pub use fault::{Fault, FigureError, XmlFault};
pub use file::{read_figure, read_figures};
pub(super) use rig::Names;

use super::canvas::{Canvas, Color};
use super::placement::{self, Field, Placement};
use super::pose::Pose;
use super::stratum::Stratum;
use parts::Parts;
use rig::Rig;
use shapes::{BROWS_SHAPES, Blend, EYES_SHAPES};

/// A figure from a drawing, whole and looked at.
pub(super) struct Drawn {
    rig: Rig,
    parts: Parts,
    /// For each shape of the mouth, the drawn ones that it is put together of.
    blends: Vec<Blend>,
}

impl Drawn {
    /// The figure of a drawing and its rig, whose file has the name `stem` without its ending.
    pub(super) fn read(svg: &str, rig: &str, stem: &str) -> Result<Self, Vec<Fault>> {
        let mut faults = Vec::new();
        let sanitized = sanitizer::sanitize(svg, &mut faults);
        let rig = Rig::read(rig, stem, &mut faults);
        let (Some(sanitized), Some(rig)) = (sanitized, rig) else {
            return Err(faults);
        };
        if !faults.is_empty() {
            return Err(faults);
        }
        let tree = Tree::from_str(&sanitized, &usvg::Options::default()).map_err(|_| vec![Fault::Page])?;
        let parts = Parts::of(&tree, &rig, &mut faults);
        match parts.filter(|_| faults.is_empty()) {
            Some(parts) => Ok(Self {
                blends: rig.blends(|shape| parts.mouth.has(shape)),
                rig,
                parts,
            }),
            None => Err(faults),
        }
    }

    pub(super) fn names(&self) -> &Names {
        &self.rig.names
    }

    pub(super) fn backdrop(&self) -> (Color, Color) {
        self.rig.ground
    }

    pub(super) fn rig(&self) -> &placement::Rig {
        &self.rig.moves
    }

    pub(super) fn mouth_bounds(&self) -> Rect {
        self.parts.mouth.bounds()
    }

    /// Its parts, the lowest first.
    pub(super) fn strata(&self) -> Vec<Stratum> {
        let sprites = self.parts.sprites.iter().enumerate();
        let mut strata: Vec<_> = sprites
            .map(|(nth, sprite)| {
                if nth == self.parts.face {
                    Stratum::Face
                } else {
                    Stratum::Sprite(nth, sprite.field)
                }
            })
            .collect();
        strata.insert(self.parts.before_mouth, Stratum::Mouth);
        strata
    }

    /// The surface that a part is drawn on.
    pub(super) fn field(&self, stratum: Stratum) -> Field {
        match stratum {
            Stratum::Sprite(_, field) => field,
            _ => Field::Face(self.rig.nose),
        }
    }

    /// Where a part may be in any pose, for those that are drawn anew in each.
    pub(super) fn bounds(&self, _: Stratum) -> Rect {
        self.mouth_bounds().inflate(60.0, 44.0)
    }

    /// Where eyes and brows are drawn, with the head at rest.
    pub(super) fn eye_bounds(&self) -> Rect {
        let eyes = self.parts.eyes.bounds();
        let brows = self.parts.brows.as_ref();
        let both = brows.map_or(eyes, |brows| eyes.union(brows.bounds()));
        both.inflate(4.0, 4.0)
    }

    /// Draws a part: all but the mouth at rest.
    pub(super) fn paint(&self, stratum: Stratum, canvas: &mut Canvas<'_>, place: &Placement, pose: &Pose) {
        match stratum {
            Stratum::Sprite(nth, _) => self.sprite(nth, canvas),
            Stratum::Mouth => {
                let mouth = &self.parts.mouth;
                let weights = shapes::mouth(&pose.mouth, &self.blends, |nth| mouth.has(nth));
                let forward = 6.0 + 10.0 * pose.mouth.pucker;
                mouth.paint(&weights, canvas, &|point| place.skull(point.x, point.y, forward));
            }
            Stratum::Face => {
                self.bare_face(canvas, place);
                self.eyes(canvas, place, pose);
                self.brows(canvas, place, pose);
            }
            // Of persons only.
            Stratum::Neck | Stratum::Ears => {}
        }
    }

    pub(super) fn bare_face(&self, canvas: &mut Canvas<'_>, _: &Placement) {
        self.sprite(self.parts.face, canvas);
    }

    pub(super) fn eyes(&self, canvas: &mut Canvas<'_>, _: &Placement, pose: &Pose) {
        let eyes = &self.parts.eyes;
        let weights: [f64; EYES_SHAPES.len()] = shapes::eyes(pose, |nth| eyes.has(nth));
        eyes.paint(&weights, canvas, &here);
    }

    pub(super) fn brows(&self, canvas: &mut Canvas<'_>, _: &Placement, pose: &Pose) {
        if let Some(brows) = &self.parts.brows {
            let weights: [f64; BROWS_SHAPES.len()] = shapes::brows(pose, |nth| brows.has(nth));
            brows.paint(&weights, canvas, &here);
        }
    }

    fn sprite(&self, nth: usize, canvas: &mut Canvas<'_>) {
        if let Some(sprite) = self.parts.sprites.get(nth) {
            sprite.drawing.paint(&sprite.drawing.numbers, canvas, &here);
        }
    }
}

/// Where a drawing is made to be.
fn here(point: Point) -> Point {
    point
}

impl fmt::Debug for Drawn {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("Drawn").field(&self.rig.names.id).finish()
    }
}
