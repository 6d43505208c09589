//! The tiles that a picture is divided into.

use std::ops::Range;

/// Pixels of a tile's side: as many as a macroblock of the video codecs has.
pub(in crate::portrait) const SIDE: usize = 16;

/// The pixels of a tile, row after row: red in the lowest byte, opacity in the highest, colours multiplied with it.
pub(in crate::portrait) type Block = [u32; SIDE * SIDE];

/// Nothing.
pub(in crate::portrait) const CLEAR: Block = [0; SIDE * SIDE];

/// How the tiles of a viewport lie. Those at the right and lower edge may reach beyond it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::portrait) struct Grid {
    pub(in crate::portrait) columns: usize,
    pub(in crate::portrait) rows: usize,
}

impl Grid {
    /// The tiles of so many pixels.
    pub(in crate::portrait) fn of(width: usize, height: usize) -> Self {
        Self {
            columns: width.div_ceil(SIDE),
            rows: height.div_ceil(SIDE),
        }
    }

    pub(in crate::portrait) fn count(self) -> usize {
        self.columns * self.rows
    }

    /// The tiles that a rectangle in pixels touches, as far as they are in the grid.
    pub(in crate::portrait) fn touched(self, across: Range<f64>, down: Range<f64>) -> Area {
        let tiles = |pixels: Range<f64>, most: usize| {
            // Negative numbers become 0.
            let first = (pixels.start / SIDE as f64) as usize;
            let end = (pixels.end / SIDE as f64).ceil() as usize;
            first.min(most)..end.min(most)
        };
        Area {
            columns: tiles(across, self.columns),
            rows: tiles(down, self.rows),
        }
    }
}

/// A rectangle of tiles.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::portrait) struct Area {
    pub(in crate::portrait) columns: Range<usize>,
    pub(in crate::portrait) rows: Range<usize>,
}

impl Area {
    /// Column, row and number in the grid of each tile, row after row.
    pub(in crate::portrait) fn tiles(&self, grid: Grid) -> impl Iterator<Item = (usize, usize, usize)> + use<> {
        let columns = self.columns.clone();
        self.rows.clone().flat_map(move |row| {
            columns
                .clone()
                .map(move |column| (column, row, row * grid.columns + column))
        })
    }

    pub(in crate::portrait) fn count(&self) -> usize {
        self.columns.len() * self.rows.len()
    }

    pub(in crate::portrait) fn is_empty(&self) -> bool {
        self.columns.is_empty() || self.rows.is_empty()
    }
}
