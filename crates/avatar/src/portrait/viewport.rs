//! From the drawing's coordinates to pixels.
//!
//! Figures are drawn in units of which 720 make the picture's height, y down from its top edge, x from its middle. They keep
//! within [`REACH`] of the middle, so only those columns are drawn; the rest of the picture stays background.

use vello_cpu::RenderContext;
use vello_cpu::kurbo::{Affine, Rect};

use super::Region;
use super::raster::{Compositor, Grid, SIDE};
use crate::picture::FrameSize;

/// The drawing's height.
const HEIGHT: f64 = 720.0;
/// How far from the middle a figure may reach.
pub(super) const REACH: f64 = 350.0;

/// The drawn columns of a picture.
#[derive(Clone, Copy, Debug)]
pub(super) struct Viewport {
    /// First drawn column; the first of a tile.
    pub(super) left: usize,
    /// Drawn columns; even.
    pub(super) width: usize,
    /// Rows; even.
    pub(super) height: usize,
    /// Pixels per unit.
    pub(super) scale: f64,
    middle: f64,
}

impl Viewport {
    pub(super) fn of(size: FrameSize) -> Self {
        let scale = f64::from(size.height) / HEIGHT;
        let half = f64::from(size.width) / 2.0;
        // The drawn stretch begins between two macroblocks of a video codec, so that its tiles are whole macroblocks.
        let left = (half - REACH * scale).max(0.0) as usize / SIDE * SIDE;
        Self {
            left,
            width: size.width as usize - 2 * left,
            height: size.height as usize,
            scale,
            middle: half - left as f64,
        }
    }

    /// All columns of a picture, for backgrounds that are not plain.
    pub(super) fn whole(size: FrameSize) -> Self {
        Self {
            left: 0,
            width: size.width as usize,
            height: size.height as usize,
            scale: f64::from(size.height) / HEIGHT,
            middle: f64::from(size.width) / 2.0,
        }
    }

    /// Column, row and number of the tiles that changed in the picture last composed.
    pub(super) fn changed(&self, compositor: &Compositor) -> Vec<(usize, usize, usize)> {
        let columns = self.grid().columns;
        let changed = compositor.changed().iter().enumerate().filter(|(_, changed)| **changed);
        changed
            .map(|(tile, _)| (tile % columns, tile / columns, tile))
            .collect()
    }

    /// The smallest stretch of the whole picture with all tiles that changed in the picture last composed.
    pub(super) fn hull(&self, compositor: &Compositor) -> Region {
        let changed = self.changed(compositor);
        let ends = |place: fn(&(usize, usize, usize)) -> usize, most: usize| {
            let places = || changed.iter().map(place);
            let first = places().min().map_or(0, |tile| tile * SIDE);
            let end = places().max().map_or(0, |tile| ((tile + 1) * SIDE).min(most));
            (first, end - first)
        };
        let ((left, width), (top, height)) = (ends(|tile| tile.0, self.width), ends(|tile| tile.1, self.height));
        Region {
            left: self.left + left,
            top,
            width,
            height,
        }
    }

    /// The tiles of the drawn columns.
    pub(super) fn grid(&self) -> Grid {
        Grid::of(self.width, self.height)
    }

    pub(super) fn context(&self) -> RenderContext {
        // Sides are at most 4096 pixels.
        RenderContext::new(self.width as u16, self.height as u16)
    }

    pub(super) fn transform(&self) -> Affine {
        Affine::new([self.scale, 0.0, 0.0, self.scale, self.middle, 0.0])
    }

    /// The pixels of the whole picture that a rectangle of the drawing covers.
    pub(super) fn region(&self, bounds: Rect) -> Region {
        let pixels = self.transform().transform_rect_bbox(bounds);
        let left = self.left + pixels.x0.max(0.0) as usize;
        let top = pixels.y0.max(0.0) as usize;
        Region {
            left,
            top,
            width: ((self.left as f64 + pixels.x1).ceil() as usize)
                .min(self.left + self.width)
                .saturating_sub(left),
            height: (pixels.y1.ceil() as usize).min(self.height).saturating_sub(top),
        }
    }
}
