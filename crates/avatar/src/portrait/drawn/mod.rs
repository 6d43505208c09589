//! Figures that are drawings: read from the compact data of a built-in one, or from one layered SVG with a rig beside it.

#[cfg(not(target_arch = "wasm32"))]
mod file;
mod paint;
#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests;
mod weights;

use std::fmt;

use figure::{BlendShapes, Figure};
use vello_cpu::kurbo::{Point, Rect};

#[cfg(not(target_arch = "wasm32"))]
pub use file::{FolderError, read_figure, read_figures};

use super::canvas::{Canvas, Color};
use super::part::Part;
use super::placement::{Field, Placement, Rig};
use super::pose::Pose;

/// A figure that can be drawn.
pub(super) struct Drawn {
    figure: Figure,
    rig: Rig,
}

impl From<Figure> for Drawn {
    fn from(figure: Figure) -> Self {
        Self {
            rig: Rig::from(&figure.moves),
            figure,
        }
    }
}

impl Drawn {
    /// The background of its studio: in the middle, and at the rim.
    pub(super) fn background(&self) -> (Color, Color) {
        let [middle, rim] = self.figure.background;
        let color = |[red, green, blue]: [u8; 3]| Color::from_rgb8(red, green, blue);
        (color(middle), color(rim))
    }

    /// How its head moves.
    pub(super) fn rig(&self) -> &Rig {
        &self.rig
    }

    /// Room for every shape of the mouth with the head at rest.
    pub(super) fn mouth_bounds(&self) -> Rect {
        self.figure.mouth.bounds()
    }

    /// Its parts, the lowest first.
    pub(super) fn parts(&self) -> Vec<Part> {
        let sprites = self.figure.sprites.iter().enumerate();
        let mut parts: Vec<_> = sprites
            .map(|(nth, sprite)| {
                if nth == self.figure.face {
                    Part::Face
                } else {
                    Part::Sprite(nth, sprite.field)
                }
            })
            .collect();
        parts.insert(self.figure.before_mouth, Part::Mouth);
        parts
    }

    /// The surface that a part is drawn on.
    pub(super) fn field(&self, part: Part) -> Field {
        match part {
            Part::Sprite(_, field) => field,
            _ => Field::Face(self.figure.nose),
        }
    }

    /// Where the mouth may be in any pose: it is drawn anew in each.
    pub(super) fn mouth_reach(&self) -> Rect {
        self.mouth_bounds().inflate(60.0, 44.0)
    }

    /// Where eyes and brows are drawn, with the head at rest.
    pub(super) fn eye_bounds(&self) -> Rect {
        let eyes = self.figure.eyes.bounds();
        let brows = self.figure.brows.as_ref();
        let both = brows.map_or(eyes, |brows| eyes.union(brows.bounds()));
        both.inflate(4.0, 4.0)
    }

    /// Draws a part: all but the mouth at rest.
    pub(super) fn paint(&self, part: Part, canvas: &mut Canvas<'_>, place: &Placement, pose: &Pose) {
        match part {
            Part::Sprite(nth, _) => self.sprite(nth, canvas),
            Part::Mouth => {
                let mouth = &self.figure.mouth;
                let weights = weights::mouth(&pose.mouth, &self.figure.blends, |nth| mouth.has(nth));
                let forward = 6.0 + 10.0 * pose.mouth.pucker();
                blend(mouth, &weights, canvas, &|point| place.skull(point.x, point.y, forward));
            }
            Part::Face => {
                self.bare_face(canvas);
                self.eyes(canvas, pose);
                self.brows(canvas, pose);
            }
        }
    }

    /// The face without eyes, brows and mouth: that of it which only the head's pose changes.
    pub(super) fn bare_face(&self, canvas: &mut Canvas<'_>) {
        self.sprite(self.figure.face, canvas);
    }

    pub(super) fn eyes(&self, canvas: &mut Canvas<'_>, pose: &Pose) {
        let eyes = &self.figure.eyes;
        blend(eyes, &weights::eyes(pose, |nth| eyes.has(nth)), canvas, &here);
    }

    pub(super) fn brows(&self, canvas: &mut Canvas<'_>, pose: &Pose) {
        if let Some(brows) = &self.figure.brows {
            blend(brows, &weights::brows(pose, |nth| brows.has(nth)), canvas, &here);
        }
    }

    /// Draws the whole in a pose, shape by shape: as it would be without textures.
    #[cfg(test)]
    pub(super) fn by_lines(&self, canvas: &mut Canvas<'_>, pose: &Pose) {
        let (place, rest) = (Placement::of(&self.rig, pose), Placement::rest());
        for part in self.parts() {
            let field = self.field(part);
            // Drawings are made as the figure is at rest.
            let put = |point: Point| {
                let mut from = point;
                for _ in 0..8 {
                    from -= rest.put(field, from.x, from.y) - point;
                }
                place.put(field, from.x, from.y)
            };
            let sprite = |nth: usize, canvas: &mut Canvas<'_>| {
                let drawing = &self.figure.sprites[nth].drawing;
                paint::paint(drawing, &drawing.numbers, canvas, &put);
            };
            match part {
                Part::Sprite(nth, _) => sprite(nth, canvas),
                Part::Mouth => self.paint(part, canvas, &place, pose),
                Part::Face => {
                    sprite(self.figure.face, canvas);
                    let eyes = &self.figure.eyes;
                    blend(eyes, &weights::eyes(pose, |nth| eyes.has(nth)), canvas, &put);
                    if let Some(brows) = &self.figure.brows {
                        blend(brows, &weights::brows(pose, |nth| brows.has(nth)), canvas, &put);
                    }
                }
            }
        }
    }

    fn sprite(&self, nth: usize, canvas: &mut Canvas<'_>) {
        if let Some(sprite) = self.figure.sprites.get(nth) {
            paint::paint(&sprite.drawing, &sprite.drawing.numbers, canvas, &here);
        }
    }
}

fn blend(shapes: &BlendShapes, weights: &[f64], canvas: &mut Canvas<'_>, put: &dyn Fn(Point) -> Point) {
    let (drawing, numbers) = shapes.blend(weights);
    paint::paint(drawing, &numbers, canvas, put);
}

/// Where a drawing is made to be.
fn here(point: Point) -> Point {
    point
}

impl fmt::Debug for Drawn {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("Drawn").field(&self.figure.names.id).finish()
    }
}
