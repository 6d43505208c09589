//! The steps of a drawing: outlines that are filled, drawn along, or drawn within, and their paint.

use serde::{Deserialize, Serialize};

use crate::error::CompactError;
use crate::packing::Kind;

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
    /// How many numbers it has.
    pub(crate) fn numbers(self) -> usize {
        match self {
            Self::Plain => 4,
            Self::Linear(stops) | Self::Radial(stops) => 6 + 5 * usize::from(stops),
        }
    }
}

/// The kinds of the numbers of these steps, in their order.
pub(crate) fn kinds(steps: &[Step]) -> impl Iterator<Item = Kind> {
    const POINT: [Kind; 2] = [Kind::Across, Kind::Down];
    const COLOR: [Kind; 4] = [Kind::Color, Kind::Color, Kind::Color, Kind::Share];
    let points = |count: usize| std::iter::repeat_n(POINT, count).flatten();
    let outline = move |verbs: &[Verb]| {
        let count = |verb: &Verb| match verb {
            Verb::Move => 1,
            Verb::Curve => 3,
            Verb::Close => 0,
        };
        points(verbs.iter().map(count).sum())
    };
    let paint = move |paint: Option<Paint>| {
        let (corners, plain, stops) = match paint {
            None => (0, 0, 0),
            Some(Paint::Plain) => (0, 1, 0),
            Some(Paint::Linear(stops) | Paint::Radial(stops)) => (3, 0, stops),
        };
        let stop = [Kind::Share].into_iter().chain(COLOR);
        let stops = std::iter::repeat_n(stop, usize::from(stops)).flatten();
        points(corners)
            .chain(std::iter::repeat_n(COLOR, plain).flatten())
            .chain(stops)
    };
    steps.iter().flat_map(move |step| {
        let (own, color): (&[Kind], _) = match step {
            Step::Fill(_, _, paint) => (&[], Some(*paint)),
            Step::Stroke(_, _, _, paint) => (&[Kind::Length, Kind::Length], Some(*paint)),
            Step::Fade => (&[Kind::Share], None),
            Step::Clip(..) | Step::Unclip | Step::Unfade => (&[], None),
        };
        outline(step.verbs()).chain(own.iter().copied()).chain(paint(color))
    })
}

/// Outlines begin with a point, gradients have colours, and what is begun is ended, the last one first.
pub(crate) fn check(steps: &[Step]) -> Result<(), CompactError> {
    let mut open = Vec::new();
    for step in steps {
        let is_right = match step {
            Step::Clip(..) | Step::Fade => {
                open.push(step);
                true
            }
            Step::Unclip => matches!(open.pop(), Some(Step::Clip(..))),
            Step::Unfade => matches!(open.pop(), Some(Step::Fade)),
            Step::Fill(_, _, paint) | Step::Stroke(_, _, _, paint) => {
                !matches!(paint, Paint::Linear(0) | Paint::Radial(0))
            }
        };
        let begins = step.verbs().first().is_none_or(|verb| *verb == Verb::Move);
        if !is_right || !begins {
            return Err(CompactError::Damaged);
        }
    }
    open.is_empty().then_some(()).ok_or(CompactError::Damaged)
}
