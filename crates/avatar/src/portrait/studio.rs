//! The background of a studio behind a figure: that of its preview, at a session's size.

use vello_cpu::{PixmapMut, Resources};

use super::canvas::Canvas;
use super::drawn::Drawn;
use super::raster::{Block, CLEAR, Grid, SIDE};
use super::viewport::Viewport;
use crate::picture::{FrameSize, Yuv};

/// The background of all tiles of a size, the columns beside the figure included.
pub(super) struct Studio {
    size: FrameSize,
    grid: Grid,
    blocks: Vec<Block>,
}

impl Studio {
    /// Draws it, for a drawable size.
    pub(super) fn draw(figure: &Drawn, size: FrameSize) -> Self {
        let viewport = Viewport::whole(size);
        let mut context = viewport.context();
        Canvas::new(&mut context, viewport.transform()).gradient_background(figure.background());
        let mut rgba = vec![0; viewport.width * viewport.height * 4];
        if let Some(target) = PixmapMut::new(viewport.width as u16, viewport.height as u16, &mut rgba) {
            context.render(target, &mut Resources::new());
        }
        let grid = viewport.grid();
        let mut blocks = vec![CLEAR; grid.count()];
        for (y, row) in rgba.chunks_exact(viewport.width * 4).enumerate() {
            for (x, pixel) in row.as_chunks().0.iter().enumerate() {
                let tile = y / SIDE * grid.columns + x / SIDE;
                blocks[tile][y % SIDE * SIDE + x % SIDE] = u32::from_le_bytes(*pixel);
            }
        }
        Self { size, grid, blocks }
    }

    /// A picture of it alone.
    pub(super) fn picture(&self) -> Yuv {
        let mut picture = Yuv::filled(self.size, [0; 3]);
        for (tile, block) in self.blocks.iter().enumerate() {
            let (left, top) = (tile % self.grid.columns * SIDE, tile / self.grid.columns * SIDE);
            picture.paste(block, left..left + SIDE, top);
        }
        picture
    }

    /// Opaque RGB pixels of the background, with other tiles in the columns of a viewport where `tiles` puts some before these of its own.
    #[cfg(not(target_arch = "wasm32"))]
    pub(super) fn before(mut self, tiles: impl FnOnce(&Viewport, Vec<Block>) -> Vec<Block>) -> Vec<u8> {
        let viewport = Viewport::of(self.size);
        let (first, columns) = (viewport.left / SIDE, viewport.grid().columns);
        let shown = tiles(&viewport, self.tiles(&viewport));
        let rows = self.blocks.chunks_exact_mut(self.grid.columns);
        for (row, shown) in rows.zip(shown.chunks_exact(columns)) {
            row[first..first + columns].copy_from_slice(shown);
        }
        let (width, height) = (self.size.width as usize, self.size.height as usize);
        let places = (0..height).flat_map(|y| (0..width).map(move |x| (x, y)));
        let pixel = |(x, y): (usize, usize)| {
            let block = &self.blocks[y / SIDE * self.grid.columns + x / SIDE];
            let [red, green, blue, _] = block[y % SIDE * SIDE + x % SIDE].to_le_bytes();
            [red, green, blue]
        };
        places.flat_map(pixel).collect()
    }

    /// The tiles of a part of the picture, which begins between two of them.
    pub(super) fn tiles(&self, viewport: &Viewport) -> Vec<Block> {
        let (first, grid) = (viewport.left / SIDE, viewport.grid());
        let rows = self.blocks.chunks_exact(self.grid.columns);
        rows.flat_map(|row| row[first..first + grid.columns].iter().copied())
            .collect()
    }
}
