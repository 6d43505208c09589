//! Numbers in small whole steps, as the compact form has them.
//!
//! Coordinates are told as differences from the point before, in 20ths of a unit. Most take one or two bytes.

use serde::{Deserialize, Serialize};

use crate::error::CompactError;

/// How far from the page's corner a coordinate may be.
pub(crate) const FAR: f64 = 4000.0;

/// The kinds of numbers, by what a step of them is.
#[derive(Clone, Copy)]
pub(crate) enum Kind {
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

/// Numbers as they are written: like ones together, which compresses well.
#[derive(Default, Serialize, Deserialize)]
pub(crate) struct Packed {
    across: Vec<i32>,
    down: Vec<i32>,
    others: Vec<i32>,
}

/// Numbers of these kinds in whole steps.
pub(crate) fn pack(kinds: impl Iterator<Item = Kind>, numbers: &[f64]) -> Packed {
    let mut packed = Packed::default();
    let (mut across, mut down) = (0, 0);
    for (kind, number) in kinds.zip(numbers) {
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

/// The opposite of [`pack`], where there are as many numbers as kinds, each within what a page has room for.
pub(crate) fn unpack(kinds: impl Iterator<Item = Kind>, packed: &Packed) -> Result<Vec<f64>, CompactError> {
    let mut lists = [&packed.across, &packed.down, &packed.others].map(|list| list.iter());
    let (mut across, mut down) = (0_i32, 0_i32);
    let mut numbers = Vec::new();
    for kind in kinds {
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
