//! Textures in a pose: where each tile's corners lie in the texture, and the pixels between them.

use vello_cpu::kurbo::{Point, Vec2};

use super::layer::{Cover, Layer};
use super::sample::fill;
use super::texture::Texture;
use super::tiles::{Area, Block, SIDE};
use crate::portrait::placement::{Field, Placement};
use crate::portrait::view::View;

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

/// The tiles that a texture may be seen in, and where in the texture their corners lie.
pub(in crate::portrait) struct Mesh {
    area: Area,
    field: Field,
    /// Row after row, one more of each than tiles.
    corners: Vec<(i32, i32)>,
    /// Those of the pose before; none before the first.
    before: Vec<(i32, i32)>,
}

impl Mesh {
    pub(in crate::portrait) fn new(texture: &Texture, field: Field, view: &View) -> Self {
        let reach = view
            .transform()
            .transform_rect_bbox(texture.bounds().inflate(REACH, REACH));
        Self {
            area: view.grid().touched(reach.x0..reach.x1, reach.y0..reach.y1),
            field,
            corners: Vec::new(),
            before: Vec::new(),
        }
    }

    /// Brings the texture into a pose: tells the layer where it is to be filled anew, and marks the tiles in which something else is seen
    /// than before. `is_other` is whether the texture itself has changed.
    pub(in crate::portrait) fn warp(
        &mut self,
        texture: &Texture,
        is_other: bool,
        place: &Placement,
        view: &View,
        layer: &mut Layer,
        marks: &mut [bool],
    ) {
        std::mem::swap(&mut self.corners, &mut self.before);
        self.solve(texture, place, view);
        let is_other = is_other || self.before.len() != self.corners.len();
        for (column, row, tile) in self.area.tiles(view.grid()) {
            let places = self.places(column, row);
            let corners = places.map(|at| self.corners[at]);
            if !is_other && corners == places.map(|at| self.before[at]) {
                continue;
            }
            let ends = |places: [i32; 4]| {
                let (least, most) = (places.iter().min(), places.iter().max());
                (
                    least.map_or(0, |place| place >> 16),
                    most.map_or(0, |place| (place >> 16) + 1),
                )
            };
            let is_seen = texture.is_seen(
                ends(corners.map(|corner| corner.0)),
                ends(corners.map(|corner| corner.1)),
            );
            marks[tile] |= if is_seen {
                layer.outdate(tile)
            } else {
                layer.clear(tile)
            };
        }
    }

    /// Fills a tile of the layer, in the pose of the last [`Self::warp`].
    pub(in crate::portrait) fn fill(&self, texture: &Texture, view: &View, tile: usize, block: &mut Block) -> Cover {
        let columns = view.grid().columns;
        let places = self.places(tile % columns, tile / columns);
        fill(block, texture, places.map(|at| self.corners[at]))
    }

    /// The numbers of a tile's corners: upper left and right, lower left and right.
    fn places(&self, column: usize, row: usize) -> [usize; 4] {
        let stride = self.area.columns.len() + 1;
        let at = (row - self.area.rows.start) * stride + column - self.area.columns.start;
        [at, at + 1, at + stride, at + stride + 1]
    }

    /// Finds the point of the texture that each corner shows.
    fn solve(&mut self, texture: &Texture, place: &Placement, view: &View) {
        let rest = Placement::rest();
        let back = view.transform().inverse();
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
