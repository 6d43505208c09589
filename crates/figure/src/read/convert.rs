//! From groups of an SVG to drawings.

use std::sync::Arc;

use kurbo::{Affine, Point};
use usvg::tiny_skia_path::PathSegment;
use usvg::{BlendMode, Group, Node, Path, SpreadMethod, Tree};

use super::fault::Fault;
use crate::drawing::Drawing;
use crate::steps::{Cap, Join, Paint, Rule, Step, Verb};

/// How far beyond the page a point may be.
const FAR: f64 = 1000.0;
/// Colours of a gradient.
const STOPS: usize = 1000;

/// A part's drawing under way.
struct Converter<'a> {
    /// From the page to the figure's units.
    to_figure: Affine,
    /// The part, for faults.
    part: &'a str,
    /// The label of the shape, for faults and origins.
    shape: &'a str,
    traced: Traced,
    faults: &'a mut Vec<Fault>,
}

/// A drawing, and where in the file it comes from.
#[derive(Default)]
pub(super) struct Traced {
    pub(super) drawing: Drawing,
    /// The label of each step's shape, as the sanitizer wrote it.
    origins: Vec<String>,
}

impl Traced {
    /// The label of the shape that a step comes from.
    pub(super) fn origin(&self, step: usize) -> Option<&str> {
        self.origins.get(step).map(String::as_str)
    }
}

/// The transform from a drawing's page to the figure's units, where its shape is that of a figure.
pub(super) fn page(tree: &Tree) -> Option<Affine> {
    let (width, height) = (f64::from(tree.size().width()), f64::from(tree.size().height()));
    let is_figure = (width / height - 700.0 / 720.0).abs() < 0.01;
    is_figure.then(|| Affine::scale(720.0 / height) * Affine::translate((-width / 2.0, 0.0)))
}

/// The drawing of a group, its own opacity and clipping path included.
pub(super) fn traced(group: &Group, part: &str, to_figure: Affine, faults: &mut Vec<Fault>) -> Traced {
    let mut converter = Converter {
        to_figure,
        part,
        shape: "",
        traced: Traced::default(),
        faults,
    };
    converter.group(group);
    let traced = converter.traced;
    let is_near = |number: &f64| number.abs() < FAR;
    if !traced.drawing.numbers.iter().all(is_near) {
        faults.push(Fault::Far(part.to_owned()));
    }
    traced
}

impl<'a> Converter<'a> {
    fn group(&mut self, group: &'a Group) {
        // The group's own clip and opacity are told by its first shape: a group's id is the name of a part.
        self.shape = first_shape(group).unwrap_or(self.shape);
        let place = self.to_figure * affine(group.abs_transform());
        let clip = group.clip_path();
        if group.blend_mode() != BlendMode::Normal || clip.is_some_and(|clip| clip.clip_path().is_some()) {
            self.unlike("a clipping path is clipped itself, or colours are mixed in another way than by opacity");
            return;
        }
        let is_clipped = clip.is_some_and(|clip| {
            let place = place * affine(clip.transform());
            let mut shapes = Vec::new();
            paths(clip.root(), &mut shapes);
            match shapes.as_slice() {
                [shape] => {
                    let verbs = self.outline(shape, place * affine(shape.abs_transform()));
                    let rule = shape.fill().map_or(usvg::FillRule::NonZero, usvg::Fill::rule);
                    self.step(Step::Clip(verbs, self::rule(rule)));
                    true
                }
                _ => {
                    self.unlike("a clipping path has several shapes: unite them into one");
                    false
                }
            }
        });
        let opacity = f64::from(group.opacity().get());
        let is_faded = opacity < 1.0;
        if is_faded {
            self.step(Step::Fade);
            self.traced.drawing.numbers.push(opacity);
        }
        for node in group.children() {
            match node {
                Node::Group(group) => self.group(group),
                Node::Path(path) if path.is_visible() => self.path(path),
                // Neither is ever read: they have been refused before.
                Node::Path(_) | Node::Image(_) | Node::Text(_) => {}
            }
        }
        if is_faded {
            self.step(Step::Unfade);
        }
        if is_clipped {
            self.step(Step::Unclip);
        }
    }

    fn path(&mut self, path: &'a Path) {
        self.shape = path.id();
        let place = self.to_figure * affine(path.abs_transform());
        let fill = |converter: &mut Self| {
            if let Some(fill) = path.fill() {
                let verbs = converter.outline(path, place);
                let paint = converter.paint(fill.paint(), fill.opacity().get(), place);
                converter.step(Step::Fill(verbs, rule(fill.rule()), paint));
            }
        };
        let stroke = |converter: &mut Self| {
            if let Some(stroke) = path.stroke() {
                let verbs = converter.outline(path, place);
                let width = f64::from(stroke.width().get()) * place.determinant().abs().sqrt();
                let miter_limit = f64::from(stroke.miterlimit().get());
                converter.traced.drawing.numbers.extend([width, miter_limit]);
                let paint = converter.paint(stroke.paint(), stroke.opacity().get(), place);
                let (cap, join) = (cap(stroke.linecap()), join(stroke.linejoin()));
                converter.step(Step::Stroke(verbs, cap, join, paint));
            }
        };
        match path.paint_order() {
            usvg::PaintOrder::FillAndStroke => {
                fill(self);
                stroke(self);
            }
            usvg::PaintOrder::StrokeAndFill => {
                stroke(self);
                fill(self);
            }
        }
    }

    /// Pieces of an outline, all of them curves, so that outlines blend whose editor took a straight piece for a line in one of them.
    fn outline(&mut self, path: &Path, place: Affine) -> Vec<Verb> {
        let mut verbs = Vec::new();
        let (mut last, mut first) = (Point::ORIGIN, Point::ORIGIN);
        let at = |point: usvg::tiny_skia_path::Point| place * Point::new(point.x.into(), point.y.into());
        for segment in path.data().segments() {
            let curve = match segment {
                PathSegment::MoveTo(point) => {
                    (last, first) = (at(point), at(point));
                    verbs.push(Verb::Move);
                    self.points(&[last]);
                    continue;
                }
                PathSegment::Close => {
                    last = first;
                    verbs.push(Verb::Close);
                    continue;
                }
                PathSegment::LineTo(end) => {
                    let end = at(end);
                    [last.lerp(end, 1.0 / 3.0), last.lerp(end, 2.0 / 3.0), end]
                }
                PathSegment::QuadTo(middle, end) => {
                    let (middle, end) = (at(middle), at(end));
                    [last.lerp(middle, 2.0 / 3.0), end.lerp(middle, 2.0 / 3.0), end]
                }
                PathSegment::CubicTo(one, other, end) => [at(one), at(other), at(end)],
            };
            last = curve[2];
            verbs.push(Verb::Curve);
            self.points(&curve);
        }
        verbs
    }

    fn step(&mut self, step: Step) {
        self.traced.drawing.steps.push(step);
        self.traced.origins.push(self.shape.to_owned());
    }

    fn points(&mut self, points: &[Point]) {
        for point in points {
            self.traced.drawing.numbers.extend([point.x, point.y]);
        }
    }

    fn paint(&mut self, paint: &usvg::Paint, opacity: f32, place: Affine) -> Paint {
        let (base, frame, kind): (&usvg::BaseGradient, Affine, fn(u16) -> Paint) = match paint {
            usvg::Paint::Color(color) => {
                self.color(*color, opacity);
                return Paint::Plain;
            }
            usvg::Paint::LinearGradient(linear) => {
                let (from, to) = ((linear.x1(), linear.y1()), (linear.x2(), linear.y2()));
                (base(linear), along(from, to), Paint::Linear)
            }
            usvg::Paint::RadialGradient(radial) => {
                if (radial.fx() - radial.cx()).hypot(radial.fy() - radial.cy()) > 0.01 * radial.r().get() {
                    self.unlike("a radial gradient has its focus beside its middle: put it there");
                }
                if radial.fr().get() > 0.0 {
                    self.unlike("a radial gradient begins at a circle: let it begin at its middle, with fr=\"0\"");
                }
                let (x, y, reach) = (radial.cx(), radial.cy(), radial.r().get());
                (base(radial), along((x, y), (x + reach, y)), Paint::Radial)
            }
            // Never read: it has been refused before.
            usvg::Paint::Pattern(_) => {
                self.traced.drawing.numbers.extend([0.0; 4]);
                return Paint::Plain;
            }
        };
        if base.spread_method() != SpreadMethod::Pad {
            self.unlike("a gradient repeats: let it end");
        }
        let frame = place * affine(base.transform()) * frame;
        let corners = [(0.0, 0.0), (1.0, 0.0), (0.0, 1.0)].map(|(x, y)| frame * Point::new(x, y));
        self.points(&corners);
        for stop in base.stops().iter().take(STOPS) {
            self.traced.drawing.numbers.push(stop.offset().get().into());
            self.color(stop.color(), stop.opacity().get() * opacity);
        }
        // A gradient of more stops is cut: nobody draws one.
        kind(base.stops().len().min(STOPS) as u16)
    }

    fn color(&mut self, color: usvg::Color, opacity: f32) {
        let parts = [color.red, color.green, color.blue].map(|part| f64::from(part) / 255.0);
        self.traced.drawing.numbers.extend(parts);
        self.traced.drawing.numbers.push(opacity.into());
    }

    fn unlike(&mut self, what: &str) {
        self.faults.push(Fault::Kind {
            part: self.part.to_owned(),
            what: match self.shape {
                "" => what.to_owned(),
                shape => format!("{shape}: {what}"),
            },
        });
    }
}

fn base<T: std::ops::Deref<Target = usvg::BaseGradient>>(gradient: &Arc<T>) -> &usvg::BaseGradient {
    gradient
}

/// The frame whose first side is a line, and whose second is as long and stands on it.
fn along((x, y): (f32, f32), (to_x, to_y): (f32, f32)) -> Affine {
    let [x, y, to_x, to_y] = [x, y, to_x, to_y].map(f64::from);
    let (across, down) = (to_x - x, to_y - y);
    Affine::new([across, down, -down, across, x, y])
}

/// The label of a group's first shape.
fn first_shape(group: &Group) -> Option<&str> {
    group.children().iter().find_map(|node| match node {
        Node::Group(group) => first_shape(group),
        Node::Path(path) => Some(path.id()),
        Node::Image(_) | Node::Text(_) => None,
    })
}

fn paths<'a>(group: &'a Group, found: &mut Vec<&'a Path>) {
    for node in group.children() {
        match node {
            Node::Group(group) => paths(group, found),
            Node::Path(path) => found.push(path),
            Node::Image(_) | Node::Text(_) => {}
        }
    }
}

fn rule(rule: usvg::FillRule) -> Rule {
    match rule {
        usvg::FillRule::NonZero => Rule::NonZero,
        usvg::FillRule::EvenOdd => Rule::EvenOdd,
    }
}

fn cap(cap: usvg::LineCap) -> Cap {
    match cap {
        usvg::LineCap::Butt => Cap::Butt,
        usvg::LineCap::Round => Cap::Round,
        usvg::LineCap::Square => Cap::Square,
    }
}

fn join(join: usvg::LineJoin) -> Join {
    match join {
        usvg::LineJoin::Miter | usvg::LineJoin::MiterClip => Join::Miter,
        usvg::LineJoin::Round => Join::Round,
        usvg::LineJoin::Bevel => Join::Bevel,
    }
}

fn affine(transform: usvg::Transform) -> Affine {
    let usvg::Transform { sx, kx, ky, sy, tx, ty } = transform;
    Affine::new([sx, ky, kx, sy, tx, ty].map(f64::from))
}
