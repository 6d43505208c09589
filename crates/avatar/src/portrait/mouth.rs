//! The mouth: lips, teeth, tongue and the dark behind them.

use vello_cpu::kurbo::{Point, Rect};

use super::canvas::{Canvas, Color, rgb};
use super::placement::Placement;
use super::pose;
use super::shape::{outline, oval, strand};
use super::skin::Skin;

/// Distance between the lips of a wide open mouth.
const GAP: f64 = 44.0;
/// How far a full smile draws the corners up.
const SMILE: f64 = 6.5;

/// The shape of one person's mouth at rest.
#[derive(Clone, Copy, Debug)]
pub(super) struct Mouth {
    /// Height of the seam between the lips.
    pub(super) y: f64,
    /// Half its width.
    pub(super) half_width: f64,
    /// Thickness of the lips.
    pub(super) upper: f64,
    pub(super) lower: f64,
    /// How far the corners are up: a smile.
    pub(super) smile: f64,
    /// How clearly the lips stand out from the skin, 0..=1.
    pub(super) color: f32,
    /// Whether a beard grows around it: no light on bare skin then.
    pub(super) bearded: bool,
}

/// The lines of the mouth in one pose, before they are placed on the head.
struct Lines {
    half: f64,
    corner: f64,
    /// Lower edge of the upper lip, upper edge of the lower lip, in the middle.
    top: f64,
    bottom: f64,
    upper: f64,
    lower: f64,
    pucker: f64,
    open: f64,
}

impl Mouth {
    /// Room for every shape of the mouth with the head at rest.
    pub(super) fn bounds(&self) -> Rect {
        Rect::new(
            -self.half_width - 16.0,
            self.y - 26.0,
            self.half_width + 16.0,
            self.y + GAP + 18.0,
        )
    }

    pub(super) fn draw(&self, canvas: &mut Canvas<'_>, place: &Placement, pose: &pose::Mouth, skin: &Skin) {
        let lines = self.lines(pose);
        let at = |x: f64, y: f64| place.skull(x, y, 6.0 + 10.0 * lines.pucker);
        if !self.bearded {
            self.surroundings(canvas, place, &lines, skin);
        }
        self.inside(canvas, &at, &lines, pose);
        self.lips(canvas, &at, &lines, pose, skin);
    }

    fn lines(&self, pose: &pose::Mouth) -> Lines {
        let wide = pose.wide.max(0.0);
        let narrow = (-pose.wide).max(0.0);
        let gap = GAP * pose.open * (1.0 - 0.55 * pose.tuck);
        let raise = 5.0 * pose.bare + 3.0 * pose.open - 1.5 * pose.press;
        let top = self.y - raise;
        let bottom = top + gap.max(raise * pose.bare.min(1.0));
        Lines {
            half: self.half_width
                * (1.0 + 0.2 * wide - 0.42 * narrow - 0.06 * pose.open + 0.07 * pose.smile * (1.0 - wide)),
            corner: self.y
                - (self.smile + SMILE * pose.smile) * (1.0 - 0.8 * narrow) * (1.0 - 0.75 * pose.press)
                - 2.0 * wide
                + 0.3 * gap,
            top,
            bottom: bottom - 1.5 * pose.press,
            upper: self.upper
                * (1.0 - 0.34 * pose.press)
                * (1.0 + 0.3 * pose.pucker - 0.2 * pose.bare * (1.0 - pose.pucker)),
            lower: self.lower
                * (1.0 - 0.26 * pose.press)
                * (1.0 + 0.22 * pose.pucker)
                * (1.0 - 0.5 * pose.tuck)
                * (1.0 - 0.12 * pose.open),
            pucker: pose.pucker,
            open: pose.open,
        }
    }

    /// Shade that the lips throw: under the nose, under the lower lip, in the corners.
    fn surroundings(&self, canvas: &mut Canvas<'_>, place: &Placement, lines: &Lines, skin: &Skin) {
        let below = lines.bottom + lines.lower;
        let at = |x: f64, y: f64| place.skull(x, y, 4.0);
        canvas.glow(at(0.0, below + 6.0), 0.72 * lines.half, 9.0, skin.deep.with_alpha(0.34));
        for side in [-1.0, 1.0] {
            canvas.glow(
                at(side * (lines.half + 4.0), lines.corner),
                8.0,
                9.0,
                skin.shade.with_alpha(0.5),
            );
        }
        // The groove between nose and lip.
        let groove = self.y - lines.upper - 12.0;
        canvas.glow(at(2.5, groove), 5.0, 11.0, skin.shade.with_alpha(0.4));
        canvas.glow(at(-4.5, groove), 4.0, 11.0, skin.light.with_alpha(0.35));
    }

    fn inside(&self, canvas: &mut Canvas<'_>, at: &impl Fn(f64, f64) -> Point, lines: &Lines, pose: &pose::Mouth) {
        let gap = lines.bottom - lines.top;
        if gap < 0.4 {
            return;
        }
        let opening = outline(&[&lines.inner_top(at), &lines.inner_bottom(at)]);
        canvas.shade(
            &opening,
            at(0.0, lines.top),
            at(0.0, lines.bottom),
            &[rgb(0x2a0b10), rgb(0x5e1a22)],
        );
        canvas.clip(&opening);
        let half = lines.half;

        // The tongue lies low, or its tip rises behind the teeth.
        let rest_top = lines.bottom - 0.3 * gap;
        let tongue_top = rest_top + (self.y + 1.0 - rest_top) * pose.tongue;
        let tongue_half = half * (0.62 - 0.1 * pose.tongue);
        if gap > 3.0 {
            let depth = (lines.bottom + 14.0 - tongue_top).max(4.0) / 2.0;
            let tongue = oval(at(0.0, tongue_top + depth), tongue_half, depth, 0.0);
            canvas.shade(
                &tongue,
                at(0.0, tongue_top),
                at(0.0, lines.bottom + 6.0),
                &[rgb(0xd8747c), rgb(0xa8444e)],
            );
            canvas.glow(
                at(-3.0, tongue_top + 4.0),
                tongue_half * 0.5,
                3.0,
                rgb(0xf0a6a6).with_alpha(0.5),
            );
            // The groove along its middle, and the dark beside it.
            canvas.glow(
                at(0.5, tongue_top + depth),
                2.4,
                0.8 * depth,
                rgb(0x8e3642).with_alpha(0.4),
            );
        }

        // The upper teeth belong to the skull; pushed-out lips cover them unless the teeth are together.
        let shown = (1.0 - 0.9 * pose.pucker).max(pose.clench);
        let edge = self.y + 4.5 - 6.0 * (1.0 - shown) + 2.0 * pose.tuck;
        self.teeth(canvas, at, half * 0.86, self.y - 16.0, edge, 3.0);
        // The lower ones move with the jaw, and are seen over the lip when it is low or the jaw shut.
        let low = lines.bottom - 1.5 - 3.0 * pose.open;
        let low = low + (edge + 1.3 - low) * pose.clench;
        if pose.tuck < 0.5 && (pose.clench > 0.1 || gap > 0.55 * GAP) {
            self.teeth(canvas, at, half * 0.7, lines.bottom + 8.0, low, -2.0);
        }
        // The upper lip's shadow on all of it.
        let shadow = [at(0.0, lines.top), at(0.0, lines.top + 5.0 + 0.2 * gap)];
        canvas.shade(
            &opening,
            shadow[0],
            shadow[1],
            &[rgb(0x3a0d12).with_alpha(0.5), rgb(0x3a0d12).with_alpha(0.0)],
        );
        canvas.unclip();
    }

    /// A row of teeth from its root to its edge, which bows by `bow` in the middle.
    fn teeth(
        &self,
        canvas: &mut Canvas<'_>,
        at: &impl Fn(f64, f64) -> Point,
        half: f64,
        root: f64,
        edge: f64,
        bow: f64,
    ) {
        // Lower where the row bends away from the viewer.
        let edge_at = |x: f64| edge - 2.0 * bow * x * x;
        let notch = 0.7_f64.copysign(bow);
        let mut pieces = vec![
            vec![at(-half, root), at(half, root)],
            vec![at(half, edge_at(1.0) - notch)],
        ];
        let bounds = TEETH
            .iter()
            .rev()
            .copied()
            .chain(TEETH.iter().skip(1).map(|bound| -bound));
        let bounds: Vec<f64> = bounds.collect();
        for pair in bounds.windows(2) {
            let (right, left) = (pair[0], pair[1]);
            let (middle, width) = ((right + left) / 2.0, right - left);
            let low = edge_at(middle);
            // Each tooth's edge is level in the middle and round at its corners.
            pieces.push(vec![
                at((right - 0.2 * width) * half, low - 0.1 * notch),
                at(middle * half, low + 0.2 * notch),
                at((left + 0.2 * width) * half, low - 0.1 * notch),
                at(left * half, edge_at(left) - notch),
            ]);
        }
        let pieces: Vec<&[Point]> = pieces.iter().map(Vec::as_slice).collect();
        let row = outline(&pieces);
        let ends: [Color; 5] = [
            rgb(0x8f7f78),
            rgb(0xdcd2ca),
            rgb(0xfdfaf4),
            rgb(0xdcd2ca),
            rgb(0x8f7f78),
        ];
        canvas.shade(&row, at(-half, edge), at(half, edge), &ends);
        for &gap in &bounds[1..bounds.len() - 1] {
            let end = edge_at(gap) - notch;
            let line = strand(&[
                (at(gap * half, root), 0.3),
                (at(gap * half, (root + end) / 2.0), 0.6),
                (at(gap * half, end), 1.0),
            ]);
            canvas.fill(&line, rgb(0x8f7f78).with_alpha(0.26));
        }
    }

    fn lips(
        &self,
        canvas: &mut Canvas<'_>,
        at: &impl Fn(f64, f64) -> Point,
        lines: &Lines,
        pose: &pose::Mouth,
        skin: &Skin,
    ) {
        let (top, bottom) = (lines.top, lines.bottom);
        let seen = |color: Color| color.multiply_alpha(self.color);
        let upper = outline(&[&lines.outer_top(at), &reversed(lines.inner_top(at))]);
        canvas.shade(
            &upper,
            at(0.0, top - lines.upper),
            at(0.0, top),
            &[
                seen(skin.upper_lip),
                seen(skin.upper_lip),
                skin.lip_line.multiply_alpha(0.85),
            ],
        );
        let lower = outline(&[&lines.inner_bottom(at), &lines.outer_bottom(at)]);
        let lower_colors = [seen(skin.lower_lip), seen(skin.lower_lip), seen(skin.upper_lip)];
        canvas.shade(&lower, at(0.0, bottom), at(0.0, bottom + lines.lower), &lower_colors);

        // Light on the lips.
        canvas.clip(&lower);
        let shine = skin.lip_light.with_alpha(0.55 * (1.0 - 0.6 * pose.press as f32));
        canvas.glow(
            at(-0.18 * lines.half, bottom + 0.42 * lines.lower),
            0.42 * lines.half,
            0.4 * lines.lower,
            shine,
        );
        canvas.unclip();
        if !self.bearded {
            canvas.glow(
                at(0.0, top - lines.upper - 1.0),
                0.3 * lines.half,
                2.6,
                skin.light.with_alpha(0.5),
            );
        }

        if pose.tongue_out > 0.05 {
            let out = pose.tongue_out;
            let (across, down) = (0.52 * lines.half, 3.0 + 5.5 * out);
            let middle = at(0.0, self.y + 4.0 + 3.5 * out);
            let tip = oval(middle, across, down, 0.0);
            canvas.shade(
                &tip,
                middle - (0.0, down),
                middle + (0.0, down),
                &[rgb(0xe58e90), rgb(0xc25c66)],
            );
            canvas.glow(
                middle + (-3.0, -0.2 * down),
                0.5 * across,
                0.5 * down,
                rgb(0xffc9c4).with_alpha(0.6),
            );
        }

        // The seam where the lips touch, thinning out as they part; the corners stay.
        let parted = ((bottom - top) / 4.0).clamp(0.0, 1.0);
        let seam = 2.1 * (1.0 - 0.75 * parted);
        let line = [
            (-1.04, 1.6),
            (-0.72, 1.8),
            (-0.3, seam),
            (0.0, seam),
            (0.3, seam),
            (0.72, 1.8),
            (1.04, 1.6),
        ];
        if parted < 1.0 {
            let seam: Vec<_> = line
                .iter()
                .map(|&(x, width)| (at(x * lines.half, lines.top_at(x)), width))
                .collect();
            canvas.fill(&strand(&seam), skin.lip_line.with_alpha(0.9 * (1.0 - parted as f32)));
        }
        for side in [-1.0, 1.0] {
            let corner = strand(&[
                (at(side * lines.half * 0.9, lines.corner + 0.8), 1.2),
                (at(side * lines.half, lines.corner), 2.4),
                (at(side * (lines.half + 3.5), lines.corner - 1.6), 0.4),
            ]);
            canvas.fill(&corner, skin.lip_line.with_alpha(0.75));
        }
    }
}

impl Lines {
    /// The lower edge of the upper lip at `x` (-1..=1 from corner to corner).
    fn top_at(&self, x: f64) -> f64 {
        let span = 1.0 - x.abs().min(1.0).powf(2.0 + 0.6 * self.pucker + 0.6 * self.open);
        // The lip's middle hangs a little.
        let hang = 1.6 * (1.0 - (x.abs() / 0.3).min(1.0).powi(2)) - 0.8;
        self.corner + (self.top - self.corner) * span + hang * (1.0 - x.abs()).max(0.0)
    }

    fn bottom_at(&self, x: f64) -> f64 {
        let span = 1.0 - x.abs().min(1.0).powf(2.2 + 0.5 * self.pucker + 1.3 * self.open);
        let seam = self.top_at(x);
        seam.max(self.corner + (self.bottom - self.corner) * span)
    }

    fn inner_top(&self, at: &impl Fn(f64, f64) -> Point) -> [Point; 9] {
        ACROSS.map(|x| at(x * self.half, self.top_at(x)))
    }

    fn inner_bottom(&self, at: &impl Fn(f64, f64) -> Point) -> [Point; 9] {
        reversed(ACROSS.map(|x| at(x * self.half, self.bottom_at(x))))
    }

    fn outer_top(&self, at: &impl Fn(f64, f64) -> Point) -> [Point; 9] {
        // The cupid's bow: two peaks beside a dip in the middle; how thick the lip is along its length.
        let thickness = [0.0, 0.42, 0.78, 1.0, 0.8, 1.0, 0.78, 0.42, 0.0];
        let x = [-1.0, -0.8, -0.5, -0.2, 0.0, 0.2, 0.5, 0.8, 1.0];
        let mut points = [Point::ORIGIN; 9];
        for (point, (x, thickness)) in points.iter_mut().zip(x.into_iter().zip(thickness)) {
            // Pushed forward, the lips are round to the corners.
            let thickness = thickness + 0.3 * self.pucker * (1.0 - thickness);
            *point = at(
                x * (self.half + 3.0 * self.pucker),
                self.top_at(x) - thickness * self.upper,
            );
        }
        points
    }

    fn outer_bottom(&self, at: &impl Fn(f64, f64) -> Point) -> [Point; 9] {
        let thickness = [0.0, 0.38, 0.76, 0.97, 1.0, 0.97, 0.76, 0.38, 0.0];
        let mut points = [Point::ORIGIN; 9];
        for (point, (x, thickness)) in points.iter_mut().zip(ACROSS.into_iter().zip(thickness)) {
            let thickness = thickness + 0.3 * self.pucker * (1.0 - thickness);
            *point = at(
                x * (self.half + 3.0 * self.pucker),
                self.bottom_at(x) + thickness * self.lower,
            );
        }
        points
    }
}

/// The bounds between teeth from the middle outwards, as shares of half the row: incisors are the widest, and the row bends away.
const TEETH: [f64; 6] = [0.0, 0.29, 0.51, 0.7, 0.86, 1.0];

/// Places along the mouth, from corner to corner.
const ACROSS: [f64; 9] = [-1.0, -0.84, -0.55, -0.25, 0.0, 0.25, 0.55, 0.84, 1.0];

fn reversed<const N: usize>(mut points: [Point; N]) -> [Point; N] {
    points.reverse();
    points
}
