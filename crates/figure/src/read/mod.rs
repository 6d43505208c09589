//! Reads a figure from a drawing, one layered SVG, and the rig beside it.

mod allowed;
mod convert;
mod ellipse;
mod fault;
mod gradient_chains;
mod parts;
mod rig;
mod sanitizer;
mod values;

use usvg::Tree;

pub use fault::{Fault, FigureError, XmlFault, short};

use crate::figure::Figure;
use parts::Parts;
use rig::Rig;

/// Whether a figure may have the voice of this id; if not, those that there are.
pub type Voices<'a> = dyn Fn(&str) -> Result<(), Vec<String>> + 'a;

/// The figure of a drawing and its rig, whose file has the name `stem` without its ending.
///
/// # Errors
/// All that is wrong with it, as far as it was looked at.
pub fn read(svg: &str, rig: &str, stem: &str, voices: &Voices<'_>) -> Result<Figure, Vec<Fault>> {
    let mut faults = Vec::new();
    let sanitized = sanitizer::sanitize(svg, &mut faults);
    let rig = Rig::read(rig, stem, voices, &mut faults);
    let (Some(sanitized), Some(rig)) = (sanitized, rig) else {
        return Err(faults);
    };
    if !faults.is_empty() {
        return Err(faults);
    }
    let tree = Tree::from_str(&sanitized.svg, &usvg::Options::default()).map_err(|_| vec![Fault::Page])?;
    let parts = Parts::of(&tree, &rig, &sanitized.hidden, &mut faults);
    match parts.filter(|_| faults.is_empty()) {
        Some(parts) => Ok(assembled(rig, parts)),
        None => Err(faults),
    }
}

/// The figure of a rig that has these parts.
fn assembled(rig: Rig, parts: Parts) -> Figure {
    Figure {
        blends: rig.blends(|shape| parts.mouth.has(shape)),
        names: rig.names,
        background: rig.background,
        moves: rig.moves,
        nose: rig.nose,
        sprites: parts.sprites,
        face: parts.face,
        before_mouth: parts.before_mouth,
        eyes: parts.eyes,
        brows: parts.brows,
        mouth: parts.mouth,
    }
}
