//! Where figures are drawn.

use vello_cpu::RenderContext;
use vello_cpu::color::{AlphaColor, Srgb};
use vello_cpu::kurbo::{Affine, Point, Rect};
use vello_cpu::peniko::Gradient;

/// A colour with its opacity.
pub(super) type Color = AlphaColor<Srgb>;

/// An opaque colour from `0xRRGGBB`.
#[cfg(test)]
pub(super) const fn rgb(hex: u32) -> Color {
    Color::from_rgb8((hex >> 16) as u8, (hex >> 8) as u8, hex as u8)
}

/// A drawing under way, in the figure's coordinates.
pub(super) struct Canvas<'a> {
    context: &'a mut RenderContext,
    viewport: Affine,
}

impl<'a> Canvas<'a> {
    pub(super) fn new(context: &'a mut RenderContext, viewport: Affine) -> Self {
        context.set_transform(viewport);
        Self { context, viewport }
    }

    /// The context that is drawn in, for shapes of more kinds than these.
    pub(super) fn context(&mut self) -> &mut RenderContext {
        self.context
    }

    /// Fills the whole picture with one colour.
    #[cfg(test)]
    pub(super) fn plain_background(&mut self, [red, green, blue]: [u8; 3]) {
        self.context.set_paint(Color::from_rgb8(red, green, blue));
        self.fill_all();
    }

    /// Fills the whole picture with a soft light of two colours.
    pub(super) fn gradient_background(&mut self, (middle, rim): (Color, Color)) {
        let light = Gradient::new_radial(Point::new(0.0, 300.0), 620.0);
        self.context.set_paint(light.with_stops([middle, rim]));
        self.fill_all();
    }

    fn fill_all(&mut self) {
        let (width, height) = (f64::from(self.context.width()), f64::from(self.context.height()));
        self.context.fill_rect(
            &self
                .viewport
                .inverse()
                .transform_rect_bbox(Rect::new(0.0, 0.0, width, height)),
        );
    }

    /// Fills a shape with one colour.
    #[cfg(test)]
    pub(super) fn fill(&mut self, shape: &vello_cpu::kurbo::BezPath, color: Color) {
        self.context.set_paint(color);
        self.context.fill_path(shape);
    }
}
