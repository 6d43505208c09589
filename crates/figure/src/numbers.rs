//! The numbers of a drawing, read in their order.

use kurbo::{BezPath, Point};

use crate::steps::Verb;

/// Numbers that are read in their order, each point put to where it belongs.
pub struct Numbers<'a> {
    rest: &'a [f64],
    put: &'a dyn Fn(Point) -> Point,
}

impl<'a> Numbers<'a> {
    /// All of these, each point where `put` says.
    #[must_use]
    pub fn new(numbers: &'a [f64], put: &'a dyn Fn(Point) -> Point) -> Self {
        Self { rest: numbers, put }
    }

    /// The next number; 0 after the last, for safety.
    #[expect(clippy::should_implement_trait, reason = "it never ends")]
    pub fn next(&mut self) -> f64 {
        let (first, rest) = self.rest.split_first().unwrap_or((&0.0, &[]));
        self.rest = rest;
        *first
    }

    /// Passes over so many.
    pub fn skip(&mut self, count: usize) {
        self.rest = self.rest.get(count..).unwrap_or_default();
    }

    /// The next point.
    pub fn point(&mut self) -> Point {
        let (x, y) = (self.next(), self.next());
        (self.put)(Point::new(x, y))
    }

    /// The outline of these pieces.
    pub fn outline(&mut self, verbs: &[Verb]) -> BezPath {
        let mut path = BezPath::with_capacity(verbs.len());
        for verb in verbs {
            match verb {
                Verb::Move => path.move_to(self.point()),
                Verb::Curve => path.curve_to(self.point(), self.point(), self.point()),
                Verb::Close => path.close_path(),
            }
        }
        path
    }
}
