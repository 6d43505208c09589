//! Drawings of a figure at rest, to be warped into its poses.

use std::ops::Range;

use vello_cpu::Resources;
use vello_cpu::kurbo::{Point, Rect};

use super::compositor::over;
use super::pixmap::Pixmap;
use super::texel_range::TexelRange;
use crate::portrait::canvas::Canvas;

/// Empty texels around the drawing, so that a tile beside it reads nothing: two such margins are wider than any tile's texels.
const MARGIN: usize = 40;
/// Texels of a side of the squares for which is known what is in them.
const SQUARE: usize = 16;

/// A drawing in premultiplied texels.
#[derive(Clone)]
pub(in crate::portrait) struct Texture {
    width: usize,
    height: usize,
    /// The drawing's coordinates of the first texel's corner, and texels per unit.
    origin: Point,
    scale: f64,
    /// Red, green, blue and opacity of each texel.
    texels: Vec<u8>,
    /// The contrasts in squares, row after row; none where nothing is in one.
    squares: Vec<Option<u8>>,
}

impl Texture {
    /// Has `shapes` drawn within `bounds` of the drawing's coordinates, with so many texels per unit.
    pub(in crate::portrait) fn new(bounds: Rect, scale: f64, shapes: impl FnOnce(&mut Canvas<'_>)) -> Self {
        let mut pixmap = Pixmap::new(bounds, scale);
        pixmap.draw(&mut Resources::new(), shapes);
        let Some((columns, rows)) = pixmap.used() else {
            return Self {
                width: 0,
                height: 0,
                origin: Point::ORIGIN,
                scale,
                texels: Vec::new(),
                squares: Vec::new(),
            };
        };
        let (width, height) = (columns.len() + 2 * MARGIN, rows.len() + 2 * MARGIN);
        let corner = |place: usize| (place as f64 - MARGIN as f64) / scale;
        let mut texture = Self {
            width,
            height,
            origin: pixmap.origin + (corner(columns.start), corner(rows.start)),
            scale,
            texels: vec![0; width * height * 4],
            squares: vec![None; width.div_ceil(SQUARE) * height.div_ceil(SQUARE)],
        };
        for (row, from) in rows.enumerate() {
            let to = (row + MARGIN) * width + MARGIN;
            let line = &pixmap.pixels[from * pixmap.width..][columns.clone()];
            let (texels, _) = texture.texels[to * 4..].as_chunks_mut();
            for (texel, &pixel) in texels.iter_mut().zip(line) {
                *texel = pixel.to_le_bytes();
            }
        }
        texture.look();
        texture
    }

    /// The part of the drawing's coordinates in which anything is.
    pub(in crate::portrait) fn bounds(&self) -> Rect {
        let inner = |length: usize| length.saturating_sub(2 * MARGIN) as f64 / self.scale;
        let margin = MARGIN as f64 / self.scale;
        Rect::from_origin_size(self.origin + (margin, margin), (inner(self.width), inner(self.height)))
    }

    /// A point of the drawing, in texels.
    pub(super) fn place(&self, point: Point) -> (f64, f64) {
        let from = point - self.origin;
        (from.x * self.scale, from.y * self.scale)
    }

    /// True where anything lies in a stretch.
    pub(super) fn is_seen(&self, stretch: &TexelRange) -> bool {
        self.squares_of(stretch).next().is_some()
    }

    /// The contrast in a stretch: by how many levels neighbours differ at most in any colour, or in opacity.
    pub(super) fn contrast(&self, stretch: &TexelRange) -> u8 {
        self.squares_of(stretch).max().unwrap_or(0)
    }

    /// The contrasts in the squares of a stretch in which anything is.
    fn squares_of(&self, stretch: &TexelRange) -> impl Iterator<Item = u8> {
        let squares = |(first, last): (i32, i32), length: usize| {
            let square = |texel: i32| usize::try_from(texel).unwrap_or(0) / SQUARE;
            // The end of those before the first texel is the beginning.
            let end = usize::try_from(last).map_or(0, |last| last / SQUARE + 1);
            square(first)..end.min(length.div_ceil(SQUARE))
        };
        let stride = self.width.div_ceil(SQUARE);
        let columns = squares(stretch.across, self.width);
        let rows = squares(stretch.down, self.height);
        let all = rows.flat_map(move |row| columns.clone().map(move |column| row * stride + column));
        all.filter_map(|square| self.squares.get(square).copied().flatten())
    }

    /// Has the squares that pixmaps like this cover taken for the contrast that any drawing may have.
    pub(in crate::portrait) fn enliven(&mut self, pixmap: &Pixmap) {
        let (columns, rows) = self.covered(pixmap);
        let stride = self.width.div_ceil(SQUARE);
        for row in rows.start / SQUARE..rows.end.div_ceil(SQUARE) {
            self.squares[row * stride..][columns.start / SQUARE..columns.end.div_ceil(SQUARE)].fill(Some(u8::MAX));
        }
    }

    /// The texels that pixmaps like this cover: columns and rows.
    pub(super) fn covered(&self, pixmap: &Pixmap) -> (Range<usize>, Range<usize>) {
        let (x, y) = self.place(pixmap.origin);
        let (left, top) = (x.round() as usize, y.round() as usize);
        (
            left..(left + pixmap.width).min(self.width),
            top..(top + pixmap.height).min(self.height),
        )
    }

    /// The texels' bytes, four each, row after row.
    pub(super) fn bytes(&self) -> &[u8] {
        &self.texels
    }

    /// Texels in a row.
    pub(super) fn width(&self) -> usize {
        self.width
    }

    /// Draws pixmaps of one size, the last one on top, over what another texture of the same layout has there.
    pub(in crate::portrait) fn retouch(&mut self, below: &Self, pixmaps: [&Pixmap; 2]) {
        let [first, second] = pixmaps;
        let (columns, rows) = self.covered(first);
        let width = columns.len();
        for (row, from) in rows.zip((0..).step_by(first.width)) {
            let to = row * self.width + columns.start;
            let (texels, _) = self.texels[to * 4..(to + width) * 4].as_chunks_mut();
            let (belows, _) = below.texels[to * 4..].as_chunks();
            let pixels = first.pixels[from..].iter().zip(&second.pixels[from..]);
            for ((texel, &below), (&first, &second)) in texels.iter_mut().zip(belows).zip(pixels) {
                *texel = over(second, over(first, u32::from_le_bytes(below))).to_le_bytes();
            }
        }
    }

    /// Finds what is in the squares.
    fn look(&mut self) {
        let stride = self.width.div_ceil(SQUARE);
        let (texels, _) = self.texels.as_chunks::<4>();
        for (at, texel) in texels.iter().enumerate() {
            // The last texels are in the margin, which is empty.
            let neighbours = [at + 1, at + self.width].map(|at| texels.get(at).unwrap_or(&[0; 4]));
            let differences = neighbours
                .iter()
                .flat_map(|other| other.iter().zip(texel))
                .map(|(other, color)| other.abs_diff(*color));
            let contrast = differences.max().unwrap_or(0);
            let square = &mut self.squares[at / self.width / SQUARE * stride + at % self.width / SQUARE];
            if *texel != [0; 4] || contrast > 0 {
                *square = Some(contrast.max(square.unwrap_or(0)));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use vello_cpu::kurbo::Shape as _;

    use super::*;
    use crate::portrait::canvas::rgb;

    fn square() -> Texture {
        let square = Rect::new(10.0, 20.0, 50.0, 60.0);
        Texture::new(Rect::new(0.0, 0.0, 100.0, 100.0), 2.0, |canvas| {
            canvas.fill(&square.to_path(0.1), rgb(0x4080c0));
        })
    }

    #[test]
    fn a_texture_keeps_what_was_drawn_and_nothing_beside_it() {
        let texture = square();
        assert_eq!(texture.bounds(), Rect::new(10.0, 20.0, 50.0, 60.0));
        let at = |x: f64, y: f64| {
            let (x, y) = texture.place(Point::new(x, y));
            let (texels, _) = texture.bytes().as_chunks();
            u32::from_le_bytes(texels[y as usize * texture.width() + x as usize])
        };
        assert_eq!((at(30.0, 40.0), at(10.1, 20.1)), (0xffc0_8040, 0xffc0_8040));
        assert_eq!((at(9.9, 40.0), at(30.0, 60.1)), (0, 0));
    }

    #[test]
    fn squares_tell_where_something_is_and_how_much_it_differs_from_texel_to_texel() {
        let mut texture = square();
        let contrast = |texture: &Texture, x: f64, y: f64| {
            let (x, y) = texture.place(Point::new(x, y));
            let stretch = TexelRange {
                across: (x as i32, x as i32),
                down: (y as i32, y as i32),
            };
            texture.is_seen(&stretch).then(|| texture.contrast(&stretch))
        };
        assert_eq!(contrast(&texture, 30.0, 40.0), Some(0));
        // At the rim, opacity goes from nothing to full.
        assert_eq!(contrast(&texture, 11.0, 21.0), Some(255));
        for (x, y) in [(-4.0, 40.0), (30.0, 70.0), (-4000.0, 40.0)] {
            assert_eq!(contrast(&texture, x, y), None);
        }
        texture.enliven(&Pixmap::new(Rect::new(28.0, 38.0, 32.0, 42.0), 2.0));
        assert_eq!(contrast(&texture, 30.0, 40.0), Some(255));
    }
}
