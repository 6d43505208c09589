//! Shapes with their paint, in numbers that blend.

use vello_cpu::color::Srgb;
use vello_cpu::kurbo::{Affine, BezPath, Cap, Join, Point, Stroke};
use vello_cpu::peniko::{Fill, Gradient};

use crate::portrait::canvas::{Canvas, Color};

/// A drawing: how it is made, and all its numbers apart. Two that are made alike blend number by number.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Drawing {
    pub(super) steps: Vec<Step>,
    /// Coordinates in units of the figure, widths, opacities and colours, in the order of the steps.
    pub(super) numbers: Vec<f64>,
}

/// One thing that is done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// Fills an outline.
    Fill(Vec<Verb>, Fill, Paint),
    /// Draws along an outline. Its numbers: the outline's, the width, the miter limit, the paint's.
    Stroke(Vec<Verb>, Cap, Join, Paint),
    /// Draws only within an outline until [`Step::Unclip`].
    Clip(Vec<Verb>, Fill),
    Unclip,
    /// Draws with one opacity, its number, until [`Step::Unfade`].
    Fade,
    Unfade,
}

/// A piece of an outline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verb {
    /// One point.
    Move,
    /// Three points.
    Curve,
    Close,
}

/// The paint of a shape.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Paint {
    /// Four numbers: red, green, blue, opacity, each 0..=1.
    Plain,
    /// Colours along a line: a frame of three points (its origin, and the ends of its two sides), then as many stops of five numbers.
    Linear(usize),
    /// The same from a middle outwards.
    Radial(usize),
}

impl Drawing {
    /// How many curves it has.
    pub(super) fn curves(&self) -> usize {
        self.steps.iter().map(|step| step.verbs().len()).sum()
    }

    /// Draws with these numbers in the place of its own, each point where `put` says.
    pub(super) fn paint(&self, numbers: &[f64], canvas: &mut Canvas<'_>, put: &dyn Fn(Point) -> Point) {
        let mut numbers = Numbers { rest: numbers, put };
        let context = canvas.context();
        for step in &self.steps {
            match step {
                Step::Fill(verbs, rule, paint) => {
                    let path = numbers.outline(verbs);
                    context.set_fill_rule(*rule);
                    numbers.set(*paint, context);
                    context.fill_path(&path);
                    context.reset_paint_transform();
                }
                Step::Stroke(verbs, cap, join, paint) => {
                    let path = numbers.outline(verbs);
                    let width = numbers.next().max(0.0);
                    let miter_limit = numbers.next().max(1.0);
                    let stroke = Stroke::new(width).with_caps(*cap).with_join(*join);
                    context.set_stroke(stroke.with_miter_limit(miter_limit));
                    numbers.set(*paint, context);
                    context.stroke_path(&path);
                    context.reset_paint_transform();
                }
                Step::Clip(verbs, rule) => {
                    let path = numbers.outline(verbs);
                    context.set_fill_rule(*rule);
                    context.push_clip_path(&path);
                }
                Step::Unclip => context.pop_clip(),
                Step::Fade => context.push_opacity_layer(numbers.next().clamp(0.0, 1.0) as f32),
                Step::Unfade => context.pop_layer(),
            }
        }
        context.set_fill_rule(Fill::NonZero);
    }

    /// Where it draws: the points of its outlines, and half the width of its lines around them.
    pub(super) fn bounds(&self) -> Option<vello_cpu::kurbo::Rect> {
        let here = |point| point;
        let mut numbers = Numbers {
            rest: &self.numbers,
            put: &here,
        };
        let mut bounds: Option<vello_cpu::kurbo::Rect> = None;
        for step in &self.steps {
            let path = numbers.outline(step.verbs());
            let around = match step {
                Step::Fill(..) => 0.0,
                Step::Stroke(..) => {
                    let width = numbers.next();
                    numbers.skip(1);
                    width / 2.0
                }
                Step::Fade => {
                    numbers.next();
                    continue;
                }
                Step::Clip(..) | Step::Unclip | Step::Unfade => continue,
            };
            let (Step::Fill(.., paint) | Step::Stroke(.., paint)) = step else {
                continue;
            };
            numbers.skip(paint.numbers());
            let reach = vello_cpu::kurbo::Shape::bounding_box(&path).inflate(around, around);
            bounds = Some(bounds.map_or(reach, |bounds| bounds.union(reach)));
        }
        bounds
    }
}

impl Step {
    /// The pieces of its outline.
    pub(super) fn verbs(&self) -> &[Verb] {
        match self {
            Self::Fill(verbs, ..) | Self::Stroke(verbs, ..) | Self::Clip(verbs, _) => verbs,
            Self::Unclip | Self::Fade | Self::Unfade => &[],
        }
    }
}

impl Paint {
    fn numbers(self) -> usize {
        match self {
            Self::Plain => 4,
            Self::Linear(stops) | Self::Radial(stops) => 6 + 5 * stops,
        }
    }
}

/// Numbers that are read in their order.
struct Numbers<'a> {
    rest: &'a [f64],
    put: &'a dyn Fn(Point) -> Point,
}

impl Numbers<'_> {
    /// The next number; 0 after the last, for safety.
    fn next(&mut self) -> f64 {
        let (first, rest) = self.rest.split_first().unwrap_or((&0.0, &[]));
        self.rest = rest;
        *first
    }

    fn skip(&mut self, count: usize) {
        self.rest = self.rest.get(count..).unwrap_or_default();
    }

    fn point(&mut self) -> Point {
        let (x, y) = (self.next(), self.next());
        (self.put)(Point::new(x, y))
    }

    fn outline(&mut self, verbs: &[Verb]) -> BezPath {
        let mut path = BezPath::new();
        for verb in verbs {
            match verb {
                Verb::Move => path.move_to(self.point()),
                Verb::Curve => path.curve_to(self.point(), self.point(), self.point()),
                Verb::Close => path.close_path(),
            }
        }
        path
    }

    fn color(&mut self) -> Color {
        let mut part = || self.next().clamp(0.0, 1.0) as f32;
        let parts = [part(), part(), part(), part()];
        vello_cpu::color::AlphaColor::<Srgb>::new(parts)
    }

    /// Sets the paint of the next shape.
    fn set(&mut self, paint: Paint, context: &mut vello_cpu::RenderContext) {
        let (gradient, stops) = match paint {
            Paint::Plain => return context.set_paint(self.color()),
            Paint::Linear(stops) => (Gradient::new_linear(Point::ORIGIN, Point::new(1.0, 0.0)), stops),
            Paint::Radial(stops) => (Gradient::new_radial(Point::ORIGIN, 1.0), stops),
        };
        let (origin, along, across) = (self.point(), self.point(), self.point());
        let (along, across) = (along - origin, across - origin);
        let mut before = 0.0;
        let stops: Vec<(f32, Color)> = (0..stops)
            .map(|_| {
                // Never back: between two blended drawings, stops may meet.
                before = (self.next().clamp(0.0, 1.0) as f32).max(before);
                (before, self.color())
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
}
