//! Drawings of a figure at rest, to be warped into its poses.

use vello_cpu::Resources;
use vello_cpu::kurbo::{Point, Rect};

use super::board::over;
use super::sheet::Sheet;
use crate::portrait::canvas::Canvas;

/// Empty texels around the drawing, so that a tile beside it reads nothing: two such margins are wider than any tile's texels.
const MARGIN: usize = 40;
/// Texels of a side of the squares for which is known whether anything is in them.
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
    /// Squares in which anything is, row after row.
    seen: Vec<bool>,
}

impl Texture {
    /// Has `shapes` drawn within `bounds` of the drawing's coordinates, with so many texels per unit.
    pub(in crate::portrait) fn new(bounds: Rect, scale: f64, shapes: impl FnOnce(&mut Canvas<'_>)) -> Self {
        let mut sheet = Sheet::new(bounds, scale);
        sheet.draw(&mut Resources::new(), shapes);
        let Some((columns, rows)) = sheet.used() else {
            return Self {
                width: 0,
                height: 0,
                origin: Point::ORIGIN,
                scale,
                texels: Vec::new(),
                seen: Vec::new(),
            };
        };
        let (width, height) = (columns.len() + 2 * MARGIN, rows.len() + 2 * MARGIN);
        let corner = |place: usize| (place as f64 - MARGIN as f64) / scale;
        let mut texture = Self {
            width,
            height,
            origin: sheet.origin + (corner(columns.start), corner(rows.start)),
            scale,
            texels: vec![0; width * height * 4],
            seen: vec![false; width.div_ceil(SQUARE) * height.div_ceil(SQUARE)],
        };
        for (row, from) in rows.enumerate() {
            let to = (row + MARGIN) * width + MARGIN;
            let line = &sheet.pixels[from * sheet.width..][columns.clone()];
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

    /// True where anything lies between these texels.
    pub(super) fn is_seen(&self, (left, right): (i32, i32), (top, bottom): (i32, i32)) -> bool {
        let squares = |first: i32, last: i32, length: usize| {
            let square = |texel: i32| usize::try_from(texel).unwrap_or(0) / SQUARE;
            square(first)..(square(last) + 1).min(length.div_ceil(SQUARE))
        };
        if right < 0 || bottom < 0 {
            return false;
        }
        let stride = self.width.div_ceil(SQUARE);
        squares(top, bottom, self.height)
            .any(|row| squares(left, right, self.width).any(|column| self.seen[row * stride + column]))
    }

    /// The texels' bytes, four each, row after row.
    pub(super) fn bytes(&self) -> &[u8] {
        &self.texels
    }

    /// Texels in a row.
    pub(super) fn width(&self) -> usize {
        self.width
    }

    /// Draws sheets of one size, the last one on top, over what another texture of the same layout has there.
    pub(in crate::portrait) fn retouch(&mut self, ground: &Self, sheets: [&Sheet; 2]) {
        let [first, second] = sheets;
        let (x, y) = self.place(first.origin);
        let (left, top) = (x.round() as usize, y.round() as usize);
        let width = first.width.min(self.width.saturating_sub(left));
        for row in 0..first.height.min(self.height.saturating_sub(top)) {
            let to = (top + row) * self.width + left;
            let from = row * first.width;
            let (texels, _) = self.texels[to * 4..(to + width) * 4].as_chunks_mut();
            let (grounds, _) = ground.texels[to * 4..].as_chunks();
            let pixels = first.pixels[from..].iter().zip(&second.pixels[from..]);
            for ((texel, &ground), (&first, &second)) in texels.iter_mut().zip(grounds).zip(pixels) {
                *texel = over(second, over(first, u32::from_le_bytes(ground))).to_le_bytes();
            }
        }
    }

    /// Finds the squares in which something is.
    fn look(&mut self) {
        let stride = self.width.div_ceil(SQUARE);
        for (row, line) in self.texels.chunks_exact(4 * self.width.max(1)).enumerate() {
            for (column, squares) in line.chunks(4 * SQUARE).enumerate() {
                self.seen[row / SQUARE * stride + column] |= squares.iter().any(|&texel| texel != 0);
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
    fn squares_tell_where_something_is() {
        let texture = square();
        let seen = |x: f64, y: f64| {
            let (x, y) = texture.place(Point::new(x, y));
            texture.is_seen((x as i32, x as i32), (y as i32, y as i32))
        };
        assert!(seen(30.0, 40.0) && seen(11.0, 21.0));
        assert!(!seen(-4.0, 40.0) && !seen(30.0, 70.0) && !seen(-4000.0, 40.0));
    }
}
