//! From the drawing's coordinates to pixels.
//!
//! Figures are drawn in units of which 720 make the picture's height, y down from its top edge, x from its middle. They keep
//! within [`REACH`] of the middle, so only those columns are drawn; the rest of the picture stays background.

use vello_cpu::RenderContext;
use vello_cpu::kurbo::{Affine, Rect};

use super::Region;
use crate::picture::FrameSize;

/// The drawing's height.
const HEIGHT: f64 = 720.0;
/// How far from the middle a figure may reach.
pub(super) const REACH: f64 = 350.0;

/// The drawn columns of a picture.
#[derive(Clone, Copy, Debug)]
pub(super) struct View {
    /// First drawn column; even.
    pub(super) left: usize,
    /// Drawn columns; even.
    pub(super) width: usize,
    /// Rows; even.
    pub(super) height: usize,
    /// Pixels per unit.
    pub(super) scale: f64,
    middle: f64,
}

impl View {
    pub(super) fn of(size: FrameSize) -> Self {
        let scale = f64::from(size.height) / HEIGHT;
        let half = f64::from(size.width) / 2.0;
        // Chroma is shared by two columns, so the drawn stretch begins and ends between pairs of them.
        let left = ((half - REACH * scale).max(0.0) as usize) & !1;
        Self {
            left,
            width: size.width as usize - 2 * left,
            height: size.height as usize,
            scale,
            middle: half - left as f64,
        }
    }

    /// All columns of a picture, for backgrounds that are not plain.
    #[cfg_attr(target_arch = "wasm32", expect(dead_code, reason = "only previews have one"))]
    pub(super) fn whole(size: FrameSize) -> Self {
        Self {
            left: 0,
            width: size.width as usize,
            height: size.height as usize,
            scale: f64::from(size.height) / HEIGHT,
            middle: f64::from(size.width) / 2.0,
        }
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
