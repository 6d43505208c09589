//! Hair in bodies of parallel strands.

use vello_cpu::kurbo::{BezPath, Point};

use super::canvas::{Canvas, Color};
use super::shape::{outline, strand};

/// A body of hair between two edges that run in the same direction with the same number of points.
pub(super) struct Lock<'a> {
    pub(super) inner: &'a [(f64, f64)],
    pub(super) outer: &'a [(f64, f64)],
}

/// A strand within a lock.
#[derive(Clone, Copy, Debug)]
pub(super) struct Strand {
    /// Where it lies between the inner edge (0) and the outer (1), at its root and at its tip.
    pub(super) root: f64,
    pub(super) tip: f64,
    /// Where along the lock it begins and ends, 0..=1.
    pub(super) from: f64,
    pub(super) until: f64,
    pub(super) width: f64,
    pub(super) color: Color,
}

impl Lock<'_> {
    pub(super) fn outline(&self, at: &impl Fn(f64, f64) -> Point) -> BezPath {
        let there: Vec<_> = self.inner.iter().map(|&(x, y)| at(x, y)).collect();
        let back: Vec<_> = self.outer.iter().rev().map(|&(x, y)| at(x, y)).collect();
        outline(&[&there, &back])
    }

    pub(super) fn strands(&self, canvas: &mut Canvas<'_>, at: &impl Fn(f64, f64) -> Point, strands: &[Strand]) {
        const STEPS: usize = 9;
        for hair in strands {
            let points: Vec<_> = (0..=STEPS)
                .map(|step| {
                    let share = step as f64 / STEPS as f64;
                    let along = hair.from + (hair.until - hair.from) * share;
                    let (x, y) = self.point(along, hair.root + (hair.tip - hair.root) * share);
                    // Fullest a third of the way along.
                    let full = (share / 0.33).min((1.0 - share) / 0.67).clamp(0.0, 1.0);
                    (at(x, y), 0.3 + hair.width * full.sqrt())
                })
                .collect();
            canvas.fill(&strand(&points), hair.color);
        }
    }

    /// The point at `along` (0..=1) the lock and `across` (0 inner edge ..= 1 outer edge), through straight pieces.
    pub(super) fn point(&self, along: f64, across: f64) -> (f64, f64) {
        let (inner, outer) = (sample(self.inner, along), sample(self.outer, along));
        (
            inner.0 + (outer.0 - inner.0) * across,
            inner.1 + (outer.1 - inner.1) * across,
        )
    }
}

/// A point of a smooth line through evenly spaced knots.
fn sample(line: &[(f64, f64)], along: f64) -> (f64, f64) {
    let last = line.len().saturating_sub(1);
    let place = along.clamp(0.0, 1.0) * last as f64;
    let index = (place as usize).min(last.saturating_sub(1));
    let share = place - index as f64;
    let knot = |index: usize| line.get(index.min(last)).copied().unwrap_or_default();
    let (before, from, to, after) = (
        knot(index.saturating_sub(1)),
        knot(index),
        knot(index + 1),
        knot(index + 2),
    );
    // Catmull-Rom.
    let blend = |before: f64, from: f64, to: f64, after: f64| {
        let (square, cube) = (share * share, share * share * share);
        0.5 * (2.0 * from
            + (to - before) * share
            + (2.0 * before - 5.0 * from + 4.0 * to - after) * square
            + (3.0 * from - before - 3.0 * to + after) * cube)
    };
    (
        blend(before.0, from.0, to.0, after.0),
        blend(before.1, from.1, to.1, after.1),
    )
}
