//! The compact form of figures, which built-in ones are compiled to: a version, then postcard with numbers in small steps.
//!
//! Coordinates are told as differences from the point before, in 20ths of a unit. Most take one or two bytes.

use serde::{Deserialize, Serialize};

use crate::blend_shapes::BlendShapes;
use crate::drawing::{Drawing, Paint, Step, Verb};
use crate::figure::{Blend, Figure};
use crate::shapes::{BROWS_SHAPES, EYES_SHAPES, MOUTH_SHAPES};

/// How every compact figure begins; its last byte is the version of the form.
const HEAD: [u8; 4] = *b"fig\x01";
/// How far from the page's corner a coordinate may be.
const FAR: f64 = 4000.0;

/// Why compact data is not a figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CompactError {
    /// It begins as no figure of this version does.
    #[error("the data is no figure of this version: build it anew from its drawing")]
    Foreign,
    /// It is cut off, or damaged.
    #[error("the data of the figure is damaged: fetch it again, or build it anew from its drawing")]
    Damaged,
}

/// The kinds of numbers, by what a step of them is.
#[derive(Clone, Copy)]
enum Kind {
    /// A coordinate: the first or second of a point.
    Across,
    Down,
    /// A width or a limit.
    Length,
    /// Red, green, or blue.
    Color,
    /// An opacity, or a place along a gradient.
    Share,
}

impl Kind {
    /// Steps to one.
    fn steps(self) -> f64 {
        match self {
            Self::Across | Self::Down | Self::Length => 20.0,
            Self::Color => 255.0,
            Self::Share => 1000.0,
        }
    }
}

/// The kinds of the numbers of these steps, in their order.
fn kinds(steps: &[Step]) -> impl Iterator<Item = Kind> {
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

/// Numbers as they are written: like ones together, which compresses well.
#[derive(Default, Serialize, Deserialize)]
struct Packed {
    across: Vec<i32>,
    down: Vec<i32>,
    others: Vec<i32>,
}

/// Numbers of these steps in whole steps.
fn pack(steps: &[Step], numbers: &[f64]) -> Packed {
    let mut packed = Packed::default();
    let (mut across, mut down) = (0, 0);
    for (kind, number) in kinds(steps).zip(numbers) {
        // Within `FAR`, or 0..=1.
        let whole = (number * kind.steps()).round() as i32;
        match kind {
            Kind::Across => packed.across.push(whole - std::mem::replace(&mut across, whole)),
            Kind::Down => packed.down.push(whole - std::mem::replace(&mut down, whole)),
            Kind::Length | Kind::Color | Kind::Share => packed.others.push(whole),
        }
    }
    packed
}

/// The opposite of [`pack`], where there are as many numbers as the steps have, each within what a page has room for.
fn unpack(steps: &[Step], packed: &Packed) -> Result<Vec<f64>, CompactError> {
    let mut lists = [&packed.across, &packed.down, &packed.others].map(|list| list.iter());
    let (mut across, mut down) = (0_i32, 0_i32);
    let mut numbers = Vec::new();
    for kind in kinds(steps) {
        let (list, last) = match kind {
            Kind::Across => (&mut lists[0], &mut across),
            Kind::Down => (&mut lists[1], &mut down),
            Kind::Length | Kind::Color | Kind::Share => (&mut lists[2], &mut 0),
        };
        let told = list.next().and_then(|told| last.checked_add(*told));
        *last = told.ok_or(CompactError::Damaged)?;
        let number = f64::from(*last) / kind.steps();
        if number.abs() > FAR {
            return Err(CompactError::Damaged);
        }
        numbers.push(number);
    }
    let is_whole = lists.iter_mut().all(|list| list.next().is_none());
    is_whole.then_some(numbers).ok_or(CompactError::Damaged)
}

/// A drawing as it is written.
#[derive(Serialize, Deserialize)]
pub(crate) struct PackedDrawing {
    steps: Vec<Step>,
    numbers: Packed,
}

impl From<Drawing> for PackedDrawing {
    fn from(drawing: Drawing) -> Self {
        Self {
            numbers: pack(&drawing.steps, &drawing.numbers),
            steps: drawing.steps,
        }
    }
}

impl TryFrom<PackedDrawing> for Drawing {
    type Error = CompactError;

    fn try_from(packed: PackedDrawing) -> Result<Self, CompactError> {
        check(&packed.steps)?;
        Ok(Self {
            numbers: unpack(&packed.steps, &packed.numbers)?,
            steps: packed.steps,
        })
    }
}

/// Outlines begin with a point, gradients have colours, and what is begun is ended, the last one first.
fn check(steps: &[Step]) -> Result<(), CompactError> {
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

/// Blend shapes as they are written.
#[derive(Serialize, Deserialize)]
pub(crate) struct PackedBlendShapes {
    rest: Drawing,
    deltas: Vec<Option<Packed>>,
}

impl From<BlendShapes> for PackedBlendShapes {
    fn from(shapes: BlendShapes) -> Self {
        let pack = |delta: &Option<Vec<f64>>| delta.as_ref().map(|delta| pack(&shapes.rest.steps, delta));
        Self {
            deltas: shapes.deltas.iter().map(pack).collect(),
            rest: shapes.rest,
        }
    }
}

impl TryFrom<PackedBlendShapes> for BlendShapes {
    type Error = CompactError;

    fn try_from(packed: PackedBlendShapes) -> Result<Self, CompactError> {
        let unpack = |delta: Option<Packed>| delta.map(|delta| unpack(&packed.rest.steps, &delta)).transpose();
        let deltas: Result<_, _> = packed.deltas.into_iter().map(unpack).collect();
        Ok(Self::new(packed.rest, deltas?))
    }
}

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

impl crate::Field {
    fn is_near(self, far: f64) -> bool {
        match self {
            Self::Plane(depth) | Self::Loose(depth) | Self::Neck(depth) => depth.abs() <= far,
            Self::Face(tip) => tip.y.abs() <= far && tip.half_width.abs() <= far,
            Self::Hair | Self::Glasses | Self::Body => true,
        }
    }
}
