//! Mesh warp: textures in a pose. Finds where each tile's corners lie in the texture, and fills the pixels between them.

use vello_cpu::kurbo::{Point, Vec2};

use super::layer::{Cover, Layer};
use super::pixmap::Pixmap;
use super::sample::fill;
use super::texel_cache::TexelCache;
use super::texel_range::TexelRange;
use super::texture::Texture;
use super::tiles::{Area, Block, SIDE};
use crate::portrait::placement::{Field, Placement};
use crate::portrait::viewport::Viewport;

/// How often a guess is corrected at most. Each time leaves at most two fifths of the error: from the neighbour's guess, a hundredth of a pixel.
const ROUNDS: usize = 4;
/// A correction as small as this, in the drawing's units, is the last one: the search has converged.
const CONVERGED: f64 = 0.02;
/// How far a pose moves anything, in the drawing's units: up, down and to the sides.
const REACH: f64 = 56.0;
/// Texels in fixed point.
const ONE: f64 = 65536.0;
/// Steps in which a corner moves, in texels: an eighth of a pixel. Less is not seen, and a tile that stays need not be filled anew.
const STEP: f64 = 0.1875;

/// Places across and down at which the movement of a texture is looked at.
const PROBES: usize = 4;

/// The tiles that a texture may be seen in, and where in the texture their corners lie.
pub(in crate::portrait) struct Mesh {
    area: Area,
    field: Field,
    /// By how many levels a tile may differ from what its corners say, before it is filled anew.
    levels: u8,
    /// Points of the field all over the texture.
    probes: Vec<Point>,
    /// Of the pose: row after row, one more of each than tiles.
    corners: Vec<(i32, i32)>,
    /// Of each tile as it was filled last: upper left and right, lower left and right.
    filled: Vec<[(i32, i32); 4]>,
}

impl Mesh {
    pub(in crate::portrait) fn new(texture: &Texture, field: Field, viewport: &Viewport, levels: u8) -> Self {
        let bounds = texture.bounds();
        let reach = viewport.transform().transform_rect_bbox(bounds.inflate(REACH, REACH));
        let area = viewport.grid().touched(reach.x0..reach.x1, reach.y0..reach.y1);
        let share = |nth: usize| nth as f64 / (PROBES - 1) as f64;
        let places = (0..PROBES * PROBES).map(|nth| (share(nth % PROBES), share(nth / PROBES)));
        let points = places.map(|(across, down)| bounds.origin() + (across * bounds.width(), down * bounds.height()));
        Self {
            probes: points.map(|point| before_rest(field, point)).collect(),
            area,
            field,
            levels,
            corners: Vec::new(),
            filled: Vec::new(),
        }
    }

    /// How far apart a point of the texture is at most in two poses, in units.
    pub(in crate::portrait) fn movement(&self, one: &Placement, other: &Placement) -> f64 {
        let put = |place: &Placement, point: &Point| place.put(self.field, point.x, point.y);
        let apart = self
            .probes
            .iter()
            .map(|point| (put(one, point) - put(other, point)).hypot2());
        apart.fold(0.0, f64::max).sqrt()
    }

    /// Brings the texture into a pose: tells the layer where it is to be filled anew, and marks the tiles in which something else is seen
    /// than before. `retouched` is a pixmap of those that were drawn into the texture since the last pose.
    pub(in crate::portrait) fn warp(
        &mut self,
        texture: &Texture,
        retouched: Option<&Pixmap>,
        place: &Placement,
        viewport: &Viewport,
        layer: &mut Layer,
        marks: &mut [bool],
    ) {
        self.solve(texture, place, viewport);
        let is_first = self.filled.is_empty();
        self.filled.resize(self.area.count(), [(0, 0); 4]);
        let retouched = retouched.map(|pixmap| texture.covered(pixmap));
        for (nth, (column, row, tile)) in self.area.tiles(viewport.grid()).enumerate() {
            let corners = self.places(column, row).map(|at| self.corners[at]);
            let before = if is_first { corners } else { self.filled[nth] };
            let way = TexelRange::of(corners.iter().chain(&before));
            let is_other = is_first || retouched.as_ref().is_some_and(|texels| way.touches(texels));
            if !is_other && corners == before {
                continue;
            }
            if !texture.is_seen(&TexelRange::of(&corners)) {
                self.filled[nth] = corners;
                marks[tile] |= layer.clear(tile);
            } else if is_other || is_visible(&corners, &before, texture.contrast(&way), self.levels) {
                self.filled[nth] = corners;
                marks[tile] |= layer.outdate(tile);
            }
        }
    }

    /// Fills a tile of the layer, as the last [`Self::warp`] told.
    pub(in crate::portrait) fn fill(
        &self,
        texture: &Texture,
        viewport: &Viewport,
        tile: usize,
        block: &mut Block,
        texel_cache: &mut TexelCache,
    ) -> Cover {
        let columns = viewport.grid().columns;
        let (column, row) = (tile % columns, tile / columns);
        let nth = (row - self.area.rows.start) * self.area.columns.len() + column - self.area.columns.start;
        fill(block, texture, self.filled[nth], texel_cache)
    }

    /// The numbers of a tile's corners: upper left and right, lower left and right.
    fn places(&self, column: usize, row: usize) -> [usize; 4] {
        let stride = self.area.columns.len() + 1;
        let at = (row - self.area.rows.start) * stride + column - self.area.columns.start;
        [at, at + 1, at + stride, at + stride + 1]
    }

    /// Finds the point of the texture that each corner shows.
    fn solve(&mut self, texture: &Texture, place: &Placement, viewport: &Viewport) {
        let rest = Placement::rest();
        let back = viewport.transform().inverse();
        let field = self.field;
        self.corners.clear();
        let mut first = Vec2::ZERO;
        for row in self.area.rows.start..=self.area.rows.end {
            let mut moved = first;
            for column in self.area.columns.start..=self.area.columns.end {
                let seen = back * Point::new((column * SIDE) as f64, (row * SIDE) as f64);
                let mut drawn = seen - moved;
                for _ in 0..ROUNDS {
                    let correction = place.put(field, drawn.x, drawn.y) - seen;
                    drawn -= correction;
                    if correction.hypot2() < CONVERGED * CONVERGED {
                        break;
                    }
                }
                moved = seen - drawn;
                if column == self.area.columns.start {
                    first = moved;
                }
                let (x, y) = texture.place(rest.put(field, drawn.x, drawn.y));
                // From corners of texels to their middles.
                let stepped = |place: f64| (((place - 0.5) / STEP).round() * STEP * ONE) as i32;
                self.corners.push((stepped(x), stepped(y)));
            }
        }
    }
}

/// The point of a field that is at this place at rest.
fn before_rest(field: Field, place: Point) -> Point {
    let rest = Placement::rest();
    (0..ROUNDS).fold(place, |point, _| point - (rest.put(field, point.x, point.y) - place))
}

/// Whether a tile whose corners were elsewhere before differs by more levels than these. No colour changes by more than the contrast from
/// one texel to the next, across and down.
fn is_visible(corners: &[(i32, i32); 4], before: &[(i32, i32); 4], contrast: u8, levels: u8) -> bool {
    let ways = corners.iter().zip(before);
    let ways = ways.map(|(now, before)| u64::from(now.0.abs_diff(before.0)) + u64::from(now.1.abs_diff(before.1)));
    // Between its corners, a tile moves by a mean of what they do.
    ways.max().unwrap_or(0) * u64::from(contrast) > u64::from(levels) << 16
}
