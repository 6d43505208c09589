//! Painting a drawing.

use figure::{Cap, Drawing, Join, Numbers, Paint, Rule, Step};
use vello_cpu::RenderContext;
use vello_cpu::color::{AlphaColor, Srgb};
use vello_cpu::kurbo::{self, Affine, Point, Stroke};
use vello_cpu::peniko::{Fill, Gradient};

use crate::portrait::canvas::{Canvas, Color};

/// Paints with these numbers in the place of the drawing's own, each point where `put` says.
pub(super) fn paint(drawing: &Drawing, numbers: &[f64], canvas: &mut Canvas<'_>, put: &dyn Fn(Point) -> Point) {
    let mut numbers = Numbers::new(numbers, put);
    let context = canvas.context();
    for step in &drawing.steps {
        match step {
            Step::Fill(verbs, rule, paint) => {
                let path = numbers.outline(verbs);
                context.set_fill_rule(fill(*rule));
                set(*paint, &mut numbers, context);
                context.fill_path(&path);
                context.reset_paint_transform();
            }
            Step::Stroke(verbs, cap, join, paint) => {
                let path = numbers.outline(verbs);
                let width = numbers.next().max(0.0);
                let miter_limit = numbers.next().max(1.0);
                let stroke = Stroke::new(width).with_caps(ends(*cap)).with_join(corners(*join));
                context.set_stroke(stroke.with_miter_limit(miter_limit));
                set(*paint, &mut numbers, context);
                context.stroke_path(&path);
                context.reset_paint_transform();
            }
            Step::Clip(verbs, rule) => {
                let path = numbers.outline(verbs);
                context.set_fill_rule(fill(*rule));
                context.push_clip_path(&path);
            }
            Step::Unclip => context.pop_clip(),
            Step::Fade => context.push_opacity_layer(numbers.next().clamp(0.0, 1.0) as f32),
            Step::Unfade => context.pop_layer(),
        }
    }
    context.set_fill_rule(Fill::NonZero);
}

/// Sets the paint of the next shape.
fn set(paint: Paint, numbers: &mut Numbers<'_>, context: &mut RenderContext) {
    let (gradient, stops) = match paint {
        Paint::Plain => {
            let color = color(numbers);
            return context.set_paint(color);
        }
        Paint::Linear(stops) => (Gradient::new_linear(Point::ORIGIN, Point::new(1.0, 0.0)), stops),
        Paint::Radial(stops) => (Gradient::new_radial(Point::ORIGIN, 1.0), stops),
    };
    let (origin, along, across) = (numbers.point(), numbers.point(), numbers.point());
    let (along, across) = (along - origin, across - origin);
    let mut before = 0.0;
    let stops: Vec<(f32, Color)> = (0..stops)
        .map(|_| {
            // Never back: between two blended drawings, stops may meet.
            before = (numbers.next().clamp(0.0, 1.0) as f32).max(before);
            (before, color(numbers))
        })
        .collect();
    let frame = Affine::new([along.x, along.y, across.x, across.y, origin.x, origin.y]);
    // Colours on no way at all: the last one, as SVG has it.
    if frame.determinant().abs() < 1e-6 {
        let last = stops.last().map_or(Color::TRANSPARENT, |(_, color)| *color);
        return context.set_paint(last);
    }
    context.set_paint(gradient.with_stops(stops.as_slice()));
    context.set_paint_transform(frame);
}

fn color(numbers: &mut Numbers<'_>) -> Color {
    let mut part = || numbers.next().clamp(0.0, 1.0) as f32;
    let parts = [part(), part(), part(), part()];
    AlphaColor::<Srgb>::new(parts)
}

fn fill(rule: Rule) -> Fill {
    match rule {
        Rule::NonZero => Fill::NonZero,
        Rule::EvenOdd => Fill::EvenOdd,
    }
}

fn ends(cap: Cap) -> kurbo::Cap {
    match cap {
        Cap::Butt => kurbo::Cap::Butt,
        Cap::Round => kurbo::Cap::Round,
        Cap::Square => kurbo::Cap::Square,
    }
}

fn corners(join: Join) -> kurbo::Join {
    match join {
        Join::Miter => kurbo::Join::Miter,
        Join::Round => kurbo::Join::Round,
        Join::Bevel => kurbo::Join::Bevel,
    }
}
