//! A vector drawing in pixels of its own, at a texture's resolution.

use std::ops::Range;

use vello_cpu::kurbo::{Affine, Point, Rect};
use vello_cpu::{PixmapMut, RenderContext, Resources};

use crate::portrait::canvas::Canvas;

/// Pixels of a drawing, premultiplied. All pixmaps of one resolution have their pixels in the same places of the drawing.
pub(in crate::portrait) struct Pixmap {
    pub(super) width: usize,
    /// Rows.
    pub(super) height: usize,
    /// The drawing's coordinates of the first pixel's corner.
    pub(super) origin: Point,
    pub(super) pixels: Vec<u32>,
    transform: Affine,
    context: RenderContext,
    rgba: Vec<u8>,
}

impl Pixmap {
    /// An empty pixmap for these coordinates of the drawing, with so many pixels per unit.
    pub(in crate::portrait) fn new(bounds: Rect, scale: f64) -> Self {
        let corner = Point::new((bounds.x0 * scale).floor(), (bounds.y0 * scale).floor());
        // Textures are at most twice as fine as pictures, whose sides are at most 4096.
        let side = |from: f64, to: f64| ((to * scale).ceil() - from).clamp(1.0, 16_384.0) as u16;
        let (width, height) = (side(corner.x, bounds.x1), side(corner.y, bounds.y1));
        let count = usize::from(width) * usize::from(height);
        Self {
            width: width.into(),
            height: height.into(),
            origin: Point::new(corner.x / scale, corner.y / scale),
            pixels: vec![0; count],
            transform: Affine::translate(-corner.to_vec2()) * Affine::scale(scale),
            context: RenderContext::new(width, height),
            rgba: vec![0; count * 4],
        }
    }

    /// Draws anew.
    pub(in crate::portrait) fn draw(&mut self, resources: &mut Resources, shapes: impl FnOnce(&mut Canvas<'_>)) {
        self.context.reset();
        shapes(&mut Canvas::new(&mut self.context, self.transform));
        let (width, height) = (self.context.width(), self.context.height());
        if let Some(target) = PixmapMut::new(width, height, &mut self.rgba) {
            self.context.render(target, resources);
        }
        let (bytes, _) = self.rgba.as_chunks();
        for (pixel, &bytes) in self.pixels.iter_mut().zip(bytes) {
            *pixel = u32::from_le_bytes(bytes);
        }
    }

    /// Columns and rows in which anything was drawn.
    pub(super) fn used(&self) -> Option<(Range<usize>, Range<usize>)> {
        let rows = || self.pixels.chunks_exact(self.width);
        let is_used = |row: &[u32]| row.iter().any(|&pixel| pixel != 0);
        let (top, bottom) = (rows().position(is_used)?, rows().rposition(is_used)? + 1);
        let seen = |row: &[u32]| {
            let first = row.iter().position(|&pixel| pixel != 0)?;
            Some((first, row.iter().rposition(|&pixel| pixel != 0)? + 1))
        };
        let (left, right) = rows()
            .filter_map(seen)
            .fold((self.width, 0), |(left, right), (first, end)| {
                (left.min(first), right.max(end))
            });
        Some((left..right, top..bottom))
    }
}
