//! The drawing operations of figures: filled shapes, soft light and shade, clips.

use vello_cpu::RenderContext;
use vello_cpu::color::{AlphaColor, Srgb};
use vello_cpu::kurbo::{Affine, BezPath, Point, Rect};
use vello_cpu::peniko::Gradient;

use super::shape::oval;

/// A colour with its opacity.
pub(super) type Color = AlphaColor<Srgb>;

/// An opaque colour from `0xRRGGBB`.
pub(super) const fn rgb(hex: u32) -> Color {
    Color::from_rgb8((hex >> 16) as u8, (hex >> 8) as u8, hex as u8)
}

/// A drawing under way, in the figure's coordinates.
pub(super) struct Canvas<'a> {
    context: &'a mut RenderContext,
    view: Affine,
}

impl<'a> Canvas<'a> {
    pub(super) fn new(context: &'a mut RenderContext, view: Affine) -> Self {
        context.set_transform(view);
        Self { context, view }
    }

    /// The context that is drawn in, for shapes of more kinds than these.
    #[cfg(not(target_arch = "wasm32"))]
    pub(super) fn context(&mut self) -> &mut RenderContext {
        self.context
    }

    /// Fills the whole picture with one colour.
    #[cfg(test)]
    pub(super) fn background(&mut self, [red, green, blue]: [u8; 3]) {
        self.context.set_paint(Color::from_rgb8(red, green, blue));
        self.fill_all();
    }

    /// Fills the whole picture with a soft light of two colours.
    pub(super) fn backdrop(&mut self, (middle, rim): (Color, Color)) {
        let light = Gradient::new_radial(Point::new(0.0, 300.0), 620.0);
        self.context.set_paint(light.with_stops([middle, rim]));
        self.fill_all();
    }

    fn fill_all(&mut self) {
        let (width, height) = (f64::from(self.context.width()), f64::from(self.context.height()));
        self.context.fill_rect(
            &self
                .view
                .inverse()
                .transform_rect_bbox(Rect::new(0.0, 0.0, width, height)),
        );
    }

    /// Fills a shape with one colour.
    pub(super) fn fill(&mut self, shape: &BezPath, color: Color) {
        self.context.set_paint(color);
        self.context.fill_path(shape);
    }

    /// Fills a shape with colours that change evenly from one point to another.
    pub(super) fn shade(&mut self, shape: &BezPath, from: Point, to: Point, colors: &[Color]) {
        self.context
            .set_paint(Gradient::new_linear(from, to).with_stops(colors));
        self.context.fill_path(shape);
    }

    /// Fills a shape with colours that change from a middle outwards over `reach`; given with the place of each, 0..=1.
    pub(super) fn radiate(&mut self, shape: &BezPath, middle: Point, reach: f64, colors: &[(f32, Color)]) {
        self.context
            .set_paint(Gradient::new_radial(middle, reach as f32).with_stops(colors));
        self.context.fill_path(shape);
    }

    /// Light or shade that is strongest in the middle and fades to nothing: `across` and `down` are its reach.
    pub(super) fn glow(&mut self, middle: Point, across: f64, down: f64, color: Color) {
        if across <= 0.0 || down <= 0.0 || color.components[3] <= 0.0 {
            return;
        }
        let half = color.multiply_alpha(0.42);
        let light = Gradient::new_radial(Point::ORIGIN, 1.0);
        let stops = [(0.0_f32, color), (0.5, half), (1.0, color.with_alpha(0.0))];
        self.context.set_paint(light.with_stops(stops));
        self.context
            .set_paint_transform(Affine::translate(middle.to_vec2()) * Affine::scale_non_uniform(across, down));
        self.context.fill_path(&oval(middle, across, down, 0.0));
        self.context.reset_paint_transform();
    }

    /// Draws only within a shape until [`Self::unclip`]; clips nest.
    pub(super) fn clip(&mut self, shape: &BezPath) {
        self.context.push_clip_path(shape);
    }

    /// Ends the last clip.
    pub(super) fn unclip(&mut self) {
        self.context.pop_clip();
    }
}
