//! Shapes with their paint, in numbers that blend.

use kurbo::{Rect, Shape as _};
use serde::{Deserialize, Serialize};

use crate::error::CompactError;
use crate::numbers::Numbers;
use crate::packing::{Packed, pack, unpack};
use crate::steps::{Step, check, kinds};

/// A drawing: how it is made, and all its numbers apart. Two that are made alike blend number by number.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(into = "PackedDrawing", try_from = "PackedDrawing")]
pub struct Drawing {
    /// All that is done, in its order.
    pub steps: Vec<Step>,
    /// Coordinates in units of the figure, widths, opacities and colours, in the order of the steps.
    pub numbers: Vec<f64>,
}

impl Drawing {
    /// How many curves it has.
    #[must_use]
    pub fn curves(&self) -> usize {
        self.steps.iter().map(|step| step.verbs().len()).sum()
    }

    /// Where it draws with these numbers in the place of its own: the points of its outlines, and half the width of its lines around them.
    #[must_use]
    pub fn bounds_with(&self, numbers: &[f64]) -> Option<Rect> {
        let here = |point| point;
        let mut numbers = Numbers::new(numbers, &here);
        let mut bounds: Option<Rect> = None;
        for step in &self.steps {
            let path = numbers.outline(step.verbs());
            let around = match step {
                Step::Fill(..) => 0.0,
                Step::Stroke(..) => {
                    let width = numbers.next();
                    numbers.skip(1);
                    width / 2.0
                }
                Step::Fade => {
                    numbers.skip(1);
                    continue;
                }
                Step::Clip(..) | Step::Unclip | Step::Unfade => continue,
            };
            let (Step::Fill(.., paint) | Step::Stroke(.., paint)) = step else {
                continue;
            };
            numbers.skip(paint.numbers());
            let reach = path.bounding_box().inflate(around, around);
            bounds = Some(bounds.map_or(reach, |bounds| bounds.union(reach)));
        }
        bounds
    }

    /// Where it draws.
    #[must_use]
    pub fn bounds(&self) -> Option<Rect> {
        self.bounds_with(&self.numbers)
    }
}

/// A drawing as it is written.
#[derive(Serialize, Deserialize)]
struct PackedDrawing {
    steps: Vec<Step>,
    numbers: Packed,
}

impl From<Drawing> for PackedDrawing {
    fn from(drawing: Drawing) -> Self {
        Self {
            numbers: pack(kinds(&drawing.steps), &drawing.numbers),
            steps: drawing.steps,
        }
    }
}

impl TryFrom<PackedDrawing> for Drawing {
    type Error = CompactError;

    fn try_from(packed: PackedDrawing) -> Result<Self, CompactError> {
        check(&packed.steps)?;
        Ok(Self {
            numbers: unpack(kinds(&packed.steps), &packed.numbers)?,
            steps: packed.steps,
        })
    }
}
