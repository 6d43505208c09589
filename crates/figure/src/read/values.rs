//! Checks the values of attributes and properties. The reader of SVG passes over those that it cannot read, and draws something else.

use std::str::FromStr as _;

use svgtypes::{Color, Length, NumberListParser, Paint, PathParser, Transform, ViewBox};

/// Larger numbers are no part of a drawing.
const MAX_NUMBER: f64 = 1e6;

/// The kind of value that an attribute needs, where it has one that cannot be read.
pub(super) fn expected(name: &str, value: &str) -> Option<&'static str> {
    let value = value.trim();
    let is_keyword = match name {
        "d" | "transform" | "gradientTransform" => value == "none",
        "rx" | "ry" => value == "auto",
        "color" | "stop-color" => value == "currentColor",
        _ => false,
    };
    let (is_readable, expected) = match name {
        "d" => (
            PathParser::from(value).all(|segment| segment.is_ok()),
            "the data of a path",
        ),
        "points" => (
            NumberListParser::from(value).all(|number| number.is_ok()),
            "pairs of numbers",
        ),
        "fill" | "stroke" => (Paint::from_str(value).is_ok(), "a colour such as #3a2719, or none"),
        "color" | "stop-color" => (Color::from_str(value).is_ok(), "a colour such as #3a2719"),
        "transform" | "gradientTransform" => (Transform::from_str(value).is_ok(), "a transform such as translate(4 8)"),
        "viewBox" => (ViewBox::from_str(value).is_ok(), "four numbers: -350 0 700 720"),
        "x" | "y" | "width" | "height" | "cx" | "cy" | "r" | "rx" | "ry" | "x1" | "y1" | "x2" | "y2" | "fx" | "fy"
        | "fr" | "offset" | "opacity" | "fill-opacity" | "stroke-opacity" | "stop-opacity" | "stroke-width"
        | "stroke-miterlimit" => (is_length(value), "a number"),
        _ => return None,
    };
    (!is_readable && !is_keyword && !matches!(value, "" | "inherit")).then_some(expected)
}

fn is_length(value: &str) -> bool {
    Length::from_str(value).is_ok_and(|length| length.number.abs() <= MAX_NUMBER)
}

#[cfg(test)]
mod tests {
    use super::expected;

    #[test]
    fn values_that_editors_write_are_read() {
        for (name, value) in [
            ("d", "M1,2 3-4.5a1 1 0 01.5.5z"),
            ("points", "1,2 3 4"),
            ("fill", "rgb(10, 20, 30)"),
            ("fill", "context-fill"),
            ("stroke", "url(#a) none"),
            ("stop-color", "white"),
            ("width", "185.2mm"),
            ("offset", "50%"),
            ("opacity", ".5"),
            ("rx", "auto"),
            ("transform", ""),
            ("gradientTransform", "matrix(1 0 0 1 2 3) rotate(4)"),
            ("paint-order", "whatever"),
        ] {
            assert_eq!(expected(name, value), None, "{name}={value}");
        }
    }

    #[test]
    fn values_that_would_be_passed_over_are_named() {
        for (name, value) in [
            ("d", "M0,0 L-46,abc"),
            ("points", "1,2 x"),
            ("fill", "skinish"),
            ("stop-color", "#12"),
            ("cx", "NaN"),
            ("cx", "-1e308"),
            ("cx", "none"),
            ("r", "auto"),
            ("transform", "turn(4)"),
            ("viewBox", "0 0 700"),
        ] {
            assert!(expected(name, value).is_some(), "{name}={value}");
        }
    }
}
