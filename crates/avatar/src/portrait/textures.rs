//! The textures of a figure, shared by all who show it at the same size.

use std::sync::{Arc, Mutex, PoisonError, Weak};

use vello_cpu::kurbo::Rect;

use super::drawn::Drawn;
use super::part::Part;
use super::placement::Placement;
use super::pose::Pose;
use super::raster::Texture;
use super::viewport::REACH;

/// Texels per pixel. A texture as coarse as the picture becomes blurred between its pixels; a finer one costs memory and flickers.
const FINENESS: f64 = 1.5;

/// A figure with its textures for a size.
pub(super) struct Textures {
    pub(super) figure: Arc<Drawn>,
    /// Pixels per unit.
    scale: f64,
    /// One for each part, in their order; nothing for those that are drawn anew in each pose.
    pub(super) parts: Box<[Option<Texture>]>,
}

/// Texels per unit in pictures with so many pixels per unit.
pub(super) fn fineness(scale: f64) -> f64 {
    FINENESS * scale
}

/// The textures for so many pixels per unit: those of another session where there is one.
pub(super) fn of(figure: &Arc<Drawn>, scale: f64) -> Arc<Textures> {
    /// As long as somebody shows them.
    static KEPT: Mutex<Vec<Weak<Textures>>> = Mutex::new(Vec::new());
    let kept = || KEPT.lock().unwrap_or_else(PoisonError::into_inner);
    let find = |kept: &[Weak<Textures>]| {
        let mut kept = kept.iter().filter_map(Weak::upgrade);
        kept.find(|kept| Arc::ptr_eq(&kept.figure, figure) && kept.scale.to_bits() == scale.to_bits())
    };
    if let Some(textures) = find(&kept()) {
        return textures;
    }
    // Without the lock: nobody waits for another figure's drawing.
    let parts = figure.parts().into_iter();
    let textures = Arc::new(Textures {
        parts: parts.map(|part| draw(figure, part, scale)).collect(),
        figure: Arc::clone(figure),
        scale,
    });
    let mut kept = kept();
    kept.retain(|textures| textures.strong_count() > 0);
    if let Some(theirs) = find(&kept) {
        return theirs;
    }
    kept.push(Arc::downgrade(&textures));
    textures
}

fn draw(figure: &Drawn, part: Part, scale: f64) -> Option<Texture> {
    let rest = Placement::rest();
    // Somewhat more than is seen at rest: breath moves the body up, over the picture's lower edge.
    let bounds = Rect::new(-REACH - 10.0, -10.0, REACH + 10.0, 750.0);
    let texture = |paint: &dyn Fn(&mut super::canvas::Canvas<'_>)| Some(Texture::new(bounds, fineness(scale), paint));
    match part {
        Part::Mouth => None,
        Part::Face => texture(&|canvas| figure.bare_face(canvas)),
        Part::Sprite(..) => texture(&|canvas| figure.paint(part, canvas, &rest, &Pose::default())),
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;

    #[test]
    fn sessions_share_the_textures_of_a_figure_which_is_there_as_long_as_they_are() {
        let svg = include_str!("../../../../docs/src/figure/template.svg");
        let figure = figure::read(svg, "name = \"Ada\"", "ada", &|_| Ok(())).unwrap();
        let drawn = Arc::new(Drawn::from(figure));
        let alive = Arc::downgrade(&drawn);
        let textures = of(&drawn, 0.1);
        assert!(Arc::ptr_eq(&textures, &of(&Arc::clone(&drawn), 0.1)));
        assert!(!Arc::ptr_eq(&textures, &of(&drawn, 0.2)));
        // Otherwise, another figure could come to lie where this one was, and be taken for it.
        drop(drawn);
        assert!(alive.upgrade().is_some());
        drop(textures);
        assert!(alive.upgrade().is_none());
    }
}
