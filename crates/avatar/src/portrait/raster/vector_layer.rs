//! Vector drawings, rasterized into a part of a layer.

use vello_cpu::kurbo::Affine;
use vello_cpu::{PixmapMut, RenderContext, Resources};

use super::layer::{Cover, Layer};
use super::tiles::{Area, Grid, SIDE};
use crate::portrait::canvas::Canvas;

/// Draws shapes into the tiles of an area. The part that reaches beyond the area is cut off.
pub(in crate::portrait) struct VectorLayer {
    area: Area,
    transform: Affine,
    context: RenderContext,
    /// Bytes of red, green, blue and opacity, row after row of the area.
    rgba: Vec<u8>,
}

impl VectorLayer {
    /// For drawings in coordinates that `transform` brings to pixels of the grid.
    pub(in crate::portrait) fn new(area: Area, transform: Affine) -> Self {
        let (width, height) = (area.columns.len() * SIDE, area.rows.len() * SIDE);
        let origin = (
            -((area.columns.start * SIDE) as f64),
            -((area.rows.start * SIDE) as f64),
        );
        Self {
            // Sides are at most 4096 pixels, and at least one.
            context: RenderContext::new(width.max(1) as u16, height.max(1) as u16),
            transform: Affine::translate(origin) * transform,
            rgba: vec![0; width * height * 4],
            area,
        }
    }

    /// Draws anew, and marks the tiles in which something is seen or was before.
    pub(in crate::portrait) fn draw(
        &mut self,
        layer: &mut Layer,
        grid: Grid,
        resources: &mut Resources,
        marks: &mut [bool],
        shapes: impl FnOnce(&mut Canvas<'_>),
    ) {
        if self.area.is_empty() {
            return;
        }
        self.context.reset();
        shapes(&mut Canvas::new(&mut self.context, self.transform));
        let (width, height) = (self.context.width(), self.context.height());
        if let Some(target) = PixmapMut::new(width, height, &mut self.rgba) {
            self.context.render(target, resources);
        }
        let stride = usize::from(width) * 4;
        for (column, row, tile) in self.area.tiles(grid) {
            let left = (column - self.area.columns.start) * SIDE * 4;
            let top = (row - self.area.rows.start) * SIDE;
            marks[tile] |= layer.write(tile, |block| {
                for (row, line) in block.chunks_exact_mut(SIDE).enumerate() {
                    let from = (top + row) * stride + left;
                    let (pixels, _) = self.rgba[from..from + SIDE * 4].as_chunks();
                    for (pixel, &bytes) in line.iter_mut().zip(pixels) {
                        *pixel = u32::from_le_bytes(bytes);
                    }
                }
                Cover::of(block)
            });
        }
    }
}
