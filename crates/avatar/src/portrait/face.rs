//! The face without its moving parts: its outline, light and shade, nose, ears and neck.

use vello_cpu::kurbo::BezPath;

use super::canvas::Canvas;
use super::placement::{Placement, Tip};
use super::shape::{blob, outline, oval, strand};
use super::skin::Skin;

/// How far neck and ears are in front of the head's middle.
pub(super) const NECK_DEPTH: f64 = -18.0;
pub(super) const EARS_DEPTH: f64 = -22.0;

/// One person's face.
#[derive(Clone, Copy, Debug)]
pub(super) struct Face {
    /// Half of the outline from the top of the forehead down to the chin's middle: distance from the middle, height.
    pub(super) half: &'static [(f64, f64)],
    pub(super) nose: Nose,
    /// Half the neck's width.
    pub(super) neck: f64,
}

/// One person's nose.
#[derive(Clone, Copy, Debug)]
pub(super) struct Nose {
    /// Height of its lower edge.
    pub(super) y: f64,
    /// Half its width at the nostrils.
    pub(super) half_width: f64,
    /// Half the bridge's width.
    pub(super) bridge: f64,
}

impl Face {
    /// The nose as it stands off the face.
    pub(super) fn tip(&self) -> Tip {
        Tip {
            y: self.nose.y,
            half_width: self.nose.half_width,
        }
    }

    /// The outline as it is in a pose.
    pub(super) fn outline(&self, place: &Placement) -> BezPath {
        let right = self.half.iter().map(|&(x, y)| place.face(x, y));
        let left = self
            .half
            .iter()
            .rev()
            .filter(|&&(x, _)| x > 0.0)
            .map(|&(x, y)| place.face(-x, y));
        blob(&right.chain(left).collect::<Vec<_>>())
    }

    /// Neck and throat, down to where clothes begin to cover them.
    pub(super) fn neck(&self, canvas: &mut Canvas<'_>, place: &Placement, skin: &Skin) {
        let neck = self.neck;
        let at = |x: f64, y: f64| place.plane(x, y, NECK_DEPTH);
        let shape = outline(&[
            &[
                at(-neck, 350.0),
                at(-neck, 420.0),
                at(-neck - 3.0, 468.0),
                at(-neck - 26.0, 506.0),
                at(-134.0, 552.0),
                at(-150.0, 700.0),
            ],
            &[at(150.0, 700.0)],
            &[
                at(134.0, 552.0),
                at(neck + 26.0, 506.0),
                at(neck + 3.0, 468.0),
                at(neck, 420.0),
                at(neck, 350.0),
            ],
        ]);
        canvas.shade(
            &shape,
            at(-neck - 10.0, 480.0),
            at(neck + 20.0, 500.0),
            &[skin.base, skin.base, skin.shade],
        );
        canvas.clip(&shape);
        // The shadow of the chin, the light coming from above on the left.
        let chin = self.half.last().map_or(435.0, |&(_, y)| y);
        let fall = |x: f64, y: f64| place.skull(x, chin + y + 0.7 * place.jaw, -60.0);
        let shadow = blob(&[
            fall(-neck - 30.0, -60.0),
            fall(-neck - 6.0, -4.0),
            fall(-0.55 * neck, 26.0),
            fall(6.0, 38.0),
            fall(0.7 * neck, 32.0),
            fall(neck + 6.0, 16.0),
            fall(neck + 34.0, -40.0),
            fall(0.0, -80.0),
        ]);
        canvas.shade(
            &shadow,
            fall(0.0, -10.0),
            fall(0.0, 40.0),
            &[skin.deep.with_alpha(0.78), skin.deep.with_alpha(0.36)],
        );
        canvas.glow(fall(14.0, 26.0), 1.5 * neck, 44.0, skin.deep.with_alpha(0.3));
        // The two muscles that run to the throat, and the collarbones.
        for side in [-1.0, 1.0] {
            let cord = strand(&[
                (at(side * (neck - 8.0), 455.0), 1.0),
                (at(side * 26.0, 500.0), 4.0),
                (at(side * 10.0, 532.0), 1.0),
            ]);
            canvas.fill(&cord, skin.deep.with_alpha(0.09));
            let bone = strand(&[
                (at(side * 14.0, 541.0), 3.0),
                (at(side * 48.0, 536.0), 5.0),
                (at(side * 104.0, 528.0), 1.0),
            ]);
            canvas.fill(&bone, skin.deep.with_alpha(0.15));
        }
        canvas.glow(at(0.0, 540.0), 18.0, 14.0, skin.deep.with_alpha(0.2));
        canvas.unclip();
    }

    pub(super) fn ear(&self, canvas: &mut Canvas<'_>, place: &Placement, skin: &Skin, side: f64, x: f64) {
        let at = |out: f64, y: f64| place.plane(side * (x + out), y, EARS_DEPTH);
        let ear = blob(&[
            at(-8.0, 256.0),
            at(6.0, 246.0),
            at(19.0, 252.0),
            at(23.0, 274.0),
            at(16.0, 300.0),
            at(9.0, 322.0),
            at(-2.0, 330.0),
            at(-10.0, 310.0),
        ]);
        let ends = if side < 0.0 {
            [skin.light, skin.base]
        } else {
            [skin.base, skin.shade]
        };
        canvas.shade(&ear, at(20.0, 250.0), at(-6.0, 320.0), &ends);
        canvas.clip(&ear);
        canvas.glow(at(6.0, 285.0), 13.0, 30.0, skin.blush.with_alpha(0.5));
        canvas.unclip();
        let helix = strand(&[
            (at(-2.0, 262.0), 1.0),
            (at(8.0, 256.0), 2.6),
            (at(15.0, 264.0), 2.8),
            (at(14.0, 284.0), 2.2),
            (at(8.0, 304.0), 0.8),
        ]);
        canvas.fill(&helix, skin.deep.with_alpha(0.5));
        let shell = blob(&[
            at(0.0, 274.0),
            at(8.0, 272.0),
            at(9.0, 288.0),
            at(2.0, 302.0),
            at(-4.0, 290.0),
        ]);
        canvas.fill(&shell, skin.deep.with_alpha(0.42));
    }

    /// Skin with its light and shade; what `over` draws lies on the skin (shadow of the hair, a beard's ground).
    pub(super) fn skin(
        &self,
        canvas: &mut Canvas<'_>,
        place: &Placement,
        skin: &Skin,
        over: impl FnOnce(&mut Canvas<'_>),
    ) {
        let face = self.outline(place);
        let at = |x: f64, y: f64| place.face(x, y);
        canvas.shade(
            &face,
            at(-115.0, 190.0),
            at(120.0, 380.0),
            &[skin.light, skin.base, skin.base, skin.shade],
        );
        canvas.clip(&face);
        canvas.glow(at(132.0, 300.0), 92.0, 190.0, skin.shade.with_alpha(0.75));
        canvas.glow(at(-132.0, 380.0), 70.0, 120.0, skin.shade.with_alpha(0.45));
        canvas.glow(at(10.0, 462.0), 110.0, 54.0, skin.deep.with_alpha(0.42));
        canvas.glow(at(-26.0, 196.0), 80.0, 48.0, skin.light.with_alpha(0.55));
        for side in [-1.0, 1.0] {
            let lit = if side < 0.0 { 1.0 } else { 0.75 };
            canvas.glow(at(side * 72.0, 326.0), 62.0, 44.0, skin.blush.with_alpha(0.3));
            canvas.glow(at(side * 62.0, 304.0), 36.0, 18.0, skin.light.with_alpha(0.34 * lit));
        }
        canvas.glow(at(-4.0, 416.0), 24.0, 14.0, skin.light.with_alpha(0.45));
        over(canvas);
        canvas.unclip();
    }

    pub(super) fn nose(&self, canvas: &mut Canvas<'_>, place: &Placement, skin: &Skin) {
        let Nose {
            y,
            half_width: half,
            bridge,
        } = self.nose;
        let at = |x: f64, y: f64, height: f64| place.skull(x, y, height);
        // The side away from the light, from the brow down.
        let dark = outline(&[
            &[
                at(bridge + 6.0, 240.0, 6.0),
                at(bridge, 262.0, 12.0),
                at(bridge + 0.5, 300.0, 20.0),
                at(0.62 * half, y - 16.0, 22.0),
            ],
            &[at(half - 1.0, y - 9.0, 10.0)],
            &[at(bridge + 8.0, 300.0, 6.0), at(bridge + 9.0, 262.0, 3.0)],
        ]);
        canvas.shade(
            &dark,
            at(0.0, 240.0, 8.0),
            at(0.0, y - 8.0, 20.0),
            &[
                skin.shade.with_alpha(0.0),
                skin.shade.with_alpha(0.5),
                skin.shade.with_alpha(0.62),
            ],
        );
        canvas.glow(at(-2.0, 290.0, 20.0), 8.0, 50.0, skin.light.with_alpha(0.6));
        canvas.glow(at(-bridge - 5.0, 262.0, 4.0), 8.0, 20.0, skin.shade.with_alpha(0.4));
        // The ball and the wings.
        canvas.glow(at(0.0, y - 9.0, 22.0), 1.05 * half, 15.0, skin.blush.with_alpha(0.34));
        canvas.glow(at(1.5, y + 5.0, 8.0), 1.15 * half, 9.0, skin.deep.with_alpha(0.42));
        canvas.glow(at(-3.0, y - 14.0, 26.0), 7.0, 7.0, skin.light.with_alpha(0.85));
        for side in [-1.0, 1.0] {
            let alpha = if side < 0.0 { 0.3 } else { 0.45 };
            // The wing is a soft edge that is firm only where it meets the cheek.
            canvas.glow(
                at(side * (half + 2.5), y - 7.0, 4.0),
                6.0,
                11.0,
                skin.shade.with_alpha(if side < 0.0 { 0.4 } else { 0.6 }),
            );
            let wing = strand(&[
                (at(side * (half - 1.0), y - 12.0, 7.0), 0.2),
                (at(side * (half + 0.2), y - 6.0, 6.0), 1.5),
                (at(side * (half - 2.0), y - 0.4, 6.0), 1.7),
                (at(side * (half - 7.0), y + 0.8, 8.0), 0.2),
            ]);
            canvas.fill(&wing, skin.deep.with_alpha(alpha));
            // Seen from the front, a nostril is a shadow under the wing: dark in the middle, without an edge.
            let middle = at(side * 0.47 * half, y - 0.6, 14.0);
            canvas.glow(middle, 0.36 * half, 4.4, skin.deep.with_alpha(0.6));
            let nostril = oval(middle, 0.22 * half, 1.9, side * -0.3);
            canvas.fill(&nostril, skin.deep.with_alpha(0.8));
        }
        let base = strand(&[
            (at(-0.34 * half, y + 1.2, 16.0), 0.4),
            (at(0.0, y + 2.6, 18.0), 1.7),
            (at(0.34 * half, y + 1.2, 16.0), 0.4),
        ]);
        canvas.fill(&base, skin.deep.with_alpha(0.6));
    }
}
