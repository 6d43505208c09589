//! Eyes: white, iris, lids, lashes, and the brows above them.

use vello_cpu::kurbo::{BezPath, Point};

use super::canvas::{Canvas, Color, rgb};
use super::placement::Placement;
use super::pose::{Gaze, Pose};
use super::shape::{outline, oval, strand};
use super::skin::Skin;

/// The shape of one person's eyes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Eyes {
    /// Distance of each from the middle of the face, and their height.
    pub(super) apart: f64,
    pub(super) y: f64,
    /// Half their width.
    pub(super) half_width: f64,
    /// How far the lids are open.
    pub(super) height: f64,
    /// How much higher the outer corner is than the inner one.
    pub(super) slant: f64,
    /// Thickness and length of the lashes, 0 (hardly seen) to 1.
    pub(super) lashes: f64,
    pub(super) lash: Color,
    pub(super) iris: Color,
    pub(super) iris_light: Color,
    pub(super) iris_rim: Color,
}

/// The shape of one person's brows.
#[derive(Clone, Copy, Debug)]
pub(super) struct Brows {
    pub(super) y: f64,
    pub(super) thickness: f64,
    /// Height of the arch.
    pub(super) arch: f64,
    /// Where they begin and end, from the middle of the face.
    pub(super) inner: f64,
    pub(super) outer: f64,
    pub(super) color: Color,
}

impl Eyes {
    pub(super) fn draw(&self, canvas: &mut Canvas<'_>, place: &Placement, pose: &Pose, skin: &Skin) {
        for side in [-1.0, 1.0] {
            self.eye(canvas, place, pose, skin, side);
        }
    }

    /// The hollows around the eyes.
    pub(super) fn sockets(&self, canvas: &mut Canvas<'_>, place: &Placement, skin: &Skin) {
        for side in [-1.0, 1.0] {
            self.socket(canvas, &self.around(place, side), skin, side);
        }
    }

    /// A place from an eye's middle, outwards in halves of its width, towards the temple on `side`.
    fn around(&self, place: &Placement, side: f64) -> impl Fn(f64, f64) -> Point {
        move |out: f64, down: f64| {
            place.face(
                side * (self.apart + out * self.half_width),
                self.y + down - self.slant * (out + 0.2) * 0.5,
            )
        }
    }

    fn eye(&self, canvas: &mut Canvas<'_>, place: &Placement, pose: &Pose, skin: &Skin, side: f64) {
        let at = self.around(place, side);
        let look = -1.6 * pose.gaze.up * (1.0 - pose.lids);
        let upper = -(self.height * (1.0 - 1.42 * pose.lids)) + look;
        let lower = self.height * 0.44 + 0.06 * self.height * pose.lids;
        let lid = |height: f64| {
            [
                (-1.0, 0.10),
                (-0.72, 0.52),
                (-0.3, 0.92),
                (0.1, 1.0),
                (0.52, 0.82),
                (0.84, 0.4),
                (1.0, 0.0),
            ]
            .map(|(out, share)| at(out, 2.5 * (1.0 - share) - out.min(0.0) * 2.0 + height * share))
        };
        let rim = |height: f64| {
            [
                (1.0, 0.0),
                (0.7, 0.55),
                (0.25, 0.95),
                (-0.25, 1.0),
                (-0.7, 0.62),
                (-1.0, 0.10),
            ]
            .map(|(out, share)| at(out, 2.5 * (1.0 - share) - out.min(0.0) * 2.0 + height * share))
        };
        let opening = outline(&[&lid(upper), &rim(lower)]);
        if pose.lids < 0.93 {
            self.ball(canvas, &at, &opening, pose.gaze, upper, side, skin);
        }
        self.lids(canvas, &at, &lid, &rim, (upper, lower), pose.lids, skin);
    }

    /// The hollow around the eye, and the fold above the lid.
    fn socket(&self, canvas: &mut Canvas<'_>, at: &impl Fn(f64, f64) -> Point, skin: &Skin, side: f64) {
        let height = self.height;
        canvas.glow(at(-0.55, -1.15 * height), 24.0, 15.0, skin.shade.with_alpha(0.5));
        canvas.glow(at(0.1, -height), 36.0, 13.0, skin.shade.with_alpha(0.4));
        canvas.glow(at(0.0, 1.35 * height), 28.0, 8.0, skin.shade.with_alpha(0.28));
        canvas.glow(
            at(0.45, -2.1 * height),
            24.0,
            7.0,
            skin.light.with_alpha(if side < 0.0 { 0.5 } else { 0.3 }),
        );
    }

    #[expect(clippy::too_many_arguments, reason = "the lines of one eye, all of them needed")]
    fn ball(
        &self,
        canvas: &mut Canvas<'_>,
        at: &impl Fn(f64, f64) -> Point,
        opening: &BezPath,
        gaze: Gaze,
        upper: f64,
        side: f64,
        skin: &Skin,
    ) {
        let (half, height) = (self.half_width, self.height);
        canvas.shade(
            opening,
            at(0.0, -height),
            at(0.0, 0.6 * height),
            &[rgb(0xd3cdca), rgb(0xfbf8f4), rgb(0xf1e9e4)],
        );
        canvas.clip(opening);
        canvas.glow(at(-1.0, 2.5), 7.0, 6.0, skin.blush.with_alpha(0.75));
        canvas.glow(at(1.0, 0.0), 9.0, 9.0, skin.shade.with_alpha(0.45));

        let radius = 0.53 * half;
        let middle = at(side * gaze.across * 0.36, -0.2 * height - gaze.up * 0.34 * height);
        let iris = oval(middle, radius, radius, 0.0);
        canvas.radiate(
            &iris,
            middle + (0.0, 0.3 * radius),
            1.25 * radius,
            &[
                (0.0, self.iris_light),
                (0.5, self.iris),
                (0.86, self.iris_rim),
                (1.0, self.iris_rim),
            ],
        );
        canvas.fill(&oval(middle, 0.47 * radius, 0.47 * radius, 0.0), rgb(0x120c0c));
        // The lid's shadow.
        let shadow = rgb(0x2b1a18);
        canvas.shade(
            opening,
            at(0.1, upper),
            at(0.1, upper + 0.85 * height),
            &[shadow.with_alpha(0.55), shadow.with_alpha(0.0)],
        );
        // The light of a window at the upper left, and its faint echo.
        canvas.fill(
            &oval(
                middle + (-0.32 * radius, -0.36 * radius),
                0.24 * radius,
                0.27 * radius,
                0.3,
            ),
            rgb(0xffffff).with_alpha(0.95),
        );
        canvas.glow(
            middle + (0.34 * radius, 0.42 * radius),
            0.4 * radius,
            0.34 * radius,
            rgb(0xffffff).with_alpha(0.5),
        );
        canvas.unclip();
    }

    #[expect(clippy::too_many_arguments, reason = "the lines of one eye, all of them needed")]
    fn lids<const N: usize, const M: usize>(
        &self,
        canvas: &mut Canvas<'_>,
        at: &impl Fn(f64, f64) -> Point,
        lid: &impl Fn(f64) -> [Point; N],
        rim: &impl Fn(f64) -> [Point; M],
        (upper, lower): (f64, f64),
        closed: f64,
        skin: &Skin,
    ) {
        let height = self.height;
        let line = lid(upper);
        // The lid itself catches light as it comes down.
        let crease_height = -1.38 * height - 1.0 + 4.0 * closed;
        let crease = lid(crease_height);
        let mut edge = line;
        edge.reverse();
        let skin_of_lid = outline(&[&crease, &edge]);
        canvas.shade(
            &skin_of_lid,
            at(0.0, crease_height),
            at(0.0, upper),
            &[
                skin.shade.with_alpha(0.45),
                skin.base.with_alpha(0.9),
                skin.shade.with_alpha(0.8),
            ],
        );
        canvas.glow(
            at(0.1, 0.5 * (crease_height + upper)),
            14.0,
            3.0,
            skin.light.with_alpha(0.55),
        );
        let fold: Vec<_> = crease
            .iter()
            .zip([0.3, 1.0, 1.5, 1.7, 1.6, 1.2, 0.3])
            .map(|(&point, width)| (point, width))
            .collect();
        canvas.fill(&strand(&fold), skin.deep.with_alpha(0.55));

        // Upper lashes: a line that swells towards the temple and ends in a wing.
        let weight = 0.6 + 0.75 * self.lashes;
        let mut lashes: Vec<_> = line
            .iter()
            .zip([0.8, 2.0, 3.0, 3.7, 4.2, 4.4, 3.4])
            .map(|(&point, width)| (point, width * weight))
            .collect();
        if self.lashes > 0.3 {
            // Open, the wing points up; on a closed eye, down.
            lashes.pop();
            lashes.push((at(1.2, -3.5 + 7.0 * closed), 0.3));
        }
        canvas.fill(&strand(&lashes), self.lash);
        // Lower rim: a light edge and a thin line towards the temple.
        let below = rim(lower);
        let edge: Vec<_> = below
            .iter()
            .zip([1.6, 1.5, 1.1, 0.8, 0.6, 0.3])
            .map(|(&point, width)| (point, width * (0.7 + 0.4 * self.lashes)))
            .collect();
        canvas.fill(&strand(&edge), self.lash.with_alpha(0.62));
        let bag: Vec<_> = rim(lower + 0.46 * height)
            .iter()
            .take(6)
            .zip([0.2, 0.7, 1.0, 1.1, 0.9, 0.2])
            .map(|(&point, width)| (point, width))
            .collect();
        canvas.fill(&strand(&bag), skin.deep.with_alpha(0.2));
    }
}

impl Brows {
    pub(super) fn draw(&self, canvas: &mut Canvas<'_>, place: &Placement, pose: &Pose) {
        let lift = 9.0 * pose.brows;
        for side in [-1.0, 1.0] {
            let span = self.outer - self.inner;
            let at = |along: f64, up: f64| {
                place.face(
                    side * (self.inner + along * span),
                    self.y - up - lift * (1.0 - 0.35 * along),
                )
            };
            let thick = self.thickness;
            let brow = strand(&[
                (at(-0.03, -0.1 * self.arch), 0.3 * thick),
                (at(0.02, 0.0), 0.66 * thick),
                (at(0.12, 0.22 * self.arch), 0.95 * thick),
                (at(0.4, 0.75 * self.arch), thick),
                (at(0.66, self.arch), 0.82 * thick),
                (at(0.86, 0.66 * self.arch), 0.5 * thick),
                (at(1.0, 0.12 * self.arch), 0.12 * thick),
            ]);
            canvas.shade(
                &brow,
                at(0.0, 0.0),
                at(0.5, self.arch),
                &[self.color.with_alpha(0.6), self.color.with_alpha(0.95)],
            );
        }
    }
}
