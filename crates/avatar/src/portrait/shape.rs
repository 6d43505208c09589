//! Outlines from points: smooth curves, corners, tapered strands.

use vello_cpu::kurbo::{BezPath, Ellipse, Point, Shape as _, Vec2};

/// A closed curve that runs smoothly through all points.
pub(super) fn blob(points: &[Point]) -> BezPath {
    let mut path = BezPath::new();
    if points.len() < 3 {
        return path;
    }
    let around = |index: usize| points[index % points.len()];
    path.move_to(points[0]);
    for index in 0..points.len() {
        let before = around(index + points.len() - 1);
        bend(&mut path, before, around(index), around(index + 1), around(index + 2));
    }
    path.close_path();
    path
}

/// A closed outline of smooth pieces that meet in corners. Each piece goes on where the one before ended.
pub(super) fn outline(pieces: &[&[Point]]) -> BezPath {
    let mut path = BezPath::new();
    let mut last: Option<Point> = None;
    let mut through = Vec::new();
    for piece in pieces {
        through.clear();
        through.extend(last);
        through.extend_from_slice(piece);
        thread(&mut path, &through, last.is_none());
        last = through.last().copied();
    }
    path.close_path();
    path
}

/// A strand along smooth points, as wide at each as its second half says; round and pointed ends are widths of the caller's.
pub(super) fn strand(points: &[(Point, f64)]) -> BezPath {
    let mut path = BezPath::new();
    if points.len() < 2 {
        return path;
    }
    let edge = |side: f64| -> Vec<Point> {
        (0..points.len())
            .map(|index| {
                let (point, width) = points[index];
                let before = points[index.saturating_sub(1)].0;
                let after = points[(index + 1).min(points.len() - 1)].0;
                point + unit(after - before).turn_90() * (side * width / 2.0)
            })
            .collect()
    };
    let there = edge(1.0);
    let mut back = edge(-1.0);
    back.reverse();
    thread(&mut path, &there, true);
    if let Some(&corner) = back.first() {
        path.line_to(corner);
    }
    thread(&mut path, &back, false);
    path.close_path();
    path
}

/// An ellipse.
pub(super) fn oval(middle: Point, across: f64, down: f64, slant: f64) -> BezPath {
    Ellipse::new(middle, (across.max(0.01), down.max(0.01)), slant).to_path(0.05)
}

/// An open smooth curve through the points, begun with a move or continued from the first.
fn thread(path: &mut BezPath, points: &[Point], begin: bool) {
    let Some(&first) = points.first() else { return };
    if begin {
        path.move_to(first);
    }
    for index in 0..points.len().saturating_sub(1) {
        let before = points[index.saturating_sub(1)];
        let after = points[(index + 2).min(points.len() - 1)];
        bend(path, before, points[index], points[index + 1], after);
    }
}

/// The curve from `from` to `to` that leaves and arrives in the direction of the neighbours on either side.
fn bend(path: &mut BezPath, before: Point, from: Point, to: Point, after: Point) {
    let third = (to - from).hypot() / 3.0;
    path.curve_to(from + unit(to - before) * third, to - unit(after - from) * third, to);
}

fn unit(direction: Vec2) -> Vec2 {
    let length = direction.hypot();
    if length > 1e-9 { direction / length } else { Vec2::ZERO }
}
