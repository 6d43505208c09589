//! Shapes with their paint, in numbers that blend.

use kurbo::{Rect, Shape as _};
use serde::{Deserialize, Serialize};

use crate::compact::PackedDrawing;
use crate::numbers::Numbers;

/// A drawing: how it is made, and all its numbers apart. Two that are made alike blend number by number.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(into = "PackedDrawing", try_from = "PackedDrawing")]
pub struct Drawing {
    /// All that is done, in its order.
    pub steps: Vec<Step>,
    /// Coordinates in units of the figure, widths, opacities and colours, in the order of the steps.
    pub numbers: Vec<f64>,
}

/// One thing that is done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Step {
    /// Fills an outline.
    Fill(Vec<Verb>, Rule, Paint),
    /// Draws along an outline. Its numbers: the outline's, the width, the miter limit, the paint's.
    Stroke(Vec<Verb>, Cap, Join, Paint),
    /// Draws only within an outline until [`Step::Unclip`].
    Clip(Vec<Verb>, Rule),
    /// Ends the last clip.
    Unclip,
    /// Draws with one opacity, its number, until [`Step::Unfade`].
    Fade,
    /// Ends the last fade.
    Unfade,
}

/// A piece of an outline.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Verb {
    /// One point.
    Move,
    /// Three points.
    Curve,
    /// No point.
    Close,
}

/// The inside of an outline that crosses itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Rule {
    /// Whatever it runs around.
    NonZero,
    /// Whatever it runs around an odd number of times.
    EvenOdd,
}

/// The ends of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Cap {
    /// Cut off.
    Butt,
    /// Round.
    Round,
    /// Cut off half its width further.
    Square,
}

/// The corners of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Join {
    /// Pointed.
    Miter,
    /// Round.
    Round,
    /// Cut off.
    Bevel,
}

/// The paint of a shape.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Paint {
    /// Four numbers: red, green, blue, opacity, each 0..=1.
    Plain,
    /// Colours along a line: a frame of three points (its origin, and the ends of its two sides), then as many stops of five numbers.
    Linear(u16),
    /// The same from a middle outwards.
    Radial(u16),
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

impl Step {
    /// The pieces of its outline.
    #[must_use]
    pub fn verbs(&self) -> &[Verb] {
        match self {
            Self::Fill(verbs, ..) | Self::Stroke(verbs, ..) | Self::Clip(verbs, _) => verbs,
            Self::Unclip | Self::Fade | Self::Unfade => &[],
        }
    }
}

impl Paint {
    fn numbers(self) -> usize {
        match self {
            Self::Plain => 4,
            Self::Linear(stops) | Self::Radial(stops) => 6 + 5 * usize::from(stops),
        }
    }
}
