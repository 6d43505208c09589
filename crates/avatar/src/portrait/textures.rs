//! The textures of a figure, shared by all who show it at the same size.

use std::sync::{Arc, Mutex, PoisonError, Weak};

use vello_cpu::kurbo::Rect;

use super::figure::Figure;
use super::placement::Placement;
use super::pose::Pose;
use super::raster::Texture;
use super::stratum::Stratum;
use super::view::REACH;

/// Texels per pixel. A texture as coarse as the picture becomes blurred between its pixels; a finer one costs memory and flickers.
const FINENESS: f64 = 1.5;

/// One for each stratum, in their order; nothing for those that are drawn anew in each pose.
pub(super) type Textures = Arc<[Option<Texture>]>;

/// Texels per unit in pictures with so many pixels per unit.
pub(super) fn fineness(scale: f64) -> f64 {
    FINENESS * scale
}

/// A figure's address and a size (as bits of pixels per unit) with their textures, as long as somebody shows them, who has the figure, too.
type Kept = ((usize, u64), Weak<[Option<Texture>]>);

/// The textures for so many pixels per unit: those of another session where there is one.
pub(super) fn of(figure: &Figure, scale: f64) -> Textures {
    static KEPT: Mutex<Vec<Kept>> = Mutex::new(Vec::new());
    let name = (figure.address(), scale.to_bits());
    let kept = || KEPT.lock().unwrap_or_else(PoisonError::into_inner);
    let find = |kept: &[Kept]| {
        let found = kept.iter().find(|(other, _)| *other == name);
        found.and_then(|(_, textures)| textures.upgrade())
    };
    if let Some(textures) = find(&kept()) {
        return textures;
    }
    // Without the lock: nobody waits for another figure's drawing.
    let textures: Textures = figure
        .strata()
        .into_iter()
        .map(|stratum| draw(figure, stratum, scale))
        .collect();
    let mut kept = kept();
    kept.retain(|(_, textures)| textures.strong_count() > 0);
    if let Some(theirs) = find(&kept) {
        return theirs;
    }
    kept.push((name, Arc::downgrade(&textures)));
    textures
}

fn draw(figure: &Figure, stratum: Stratum, scale: f64) -> Option<Texture> {
    let rest = Placement::rest();
    // Somewhat more than is seen at rest: breath moves the body up, over the picture's lower edge.
    let bounds = Rect::new(-REACH - 10.0, -10.0, REACH + 10.0, 750.0);
    let texture = |paint: &dyn Fn(&mut super::canvas::Canvas<'_>)| Some(Texture::new(bounds, fineness(scale), paint));
    match stratum {
        Stratum::Neck | Stratum::Mouth => None,
        Stratum::Face => texture(&|canvas| figure.bare_face(canvas, &rest)),
        Stratum::Sprite(..) | Stratum::Ears => {
            texture(&|canvas| figure.paint(stratum, canvas, &rest, &Pose::default()))
        }
    }
}
