//! Circles and ellipses as outlines.

use usvg::roxmltree::Node;

/// The outline of a circle or ellipse in four pieces, so that those of any size blend: the reader takes more for large ones. Sizes in
/// other units than the drawing's are left to it.
pub(super) fn oval(node: Node<'_, '_>) -> Option<String> {
    /// The way of a curve's points that makes a quarter of a circle.
    const QUARTER: f64 = 0.552_284_75;
    let number = |name: &str| match node.attribute(name) {
        Some(text) => text.trim().parse::<f64>().ok(),
        None => Some(0.0),
    };
    let (x, y) = (number("cx")?, number("cy")?);
    let (across, down) = match node.tag_name().name() {
        "circle" => (number("r")?, number("r")?),
        "ellipse" => (number("rx")?, number("ry")?),
        _ => return None,
    };
    let is_plain = [x, y, across, down].iter().all(|number| number.is_finite());
    if !is_plain || across <= 0.0 || down <= 0.0 {
        return None;
    }
    let points = [
        (1.0, 0.0),
        (1.0, QUARTER),
        (QUARTER, 1.0),
        (0.0, 1.0),
        (-QUARTER, 1.0),
        (-1.0, QUARTER),
        (-1.0, 0.0),
        (-1.0, -QUARTER),
        (-QUARTER, -1.0),
        (0.0, -1.0),
        (QUARTER, -1.0),
        (1.0, -QUARTER),
        (1.0, 0.0),
    ];
    let mut outline = String::new();
    for (nth, (right, below)) in points.into_iter().enumerate() {
        outline.push_str(match nth {
            0 => "M",
            1 => "C",
            _ => " ",
        });
        outline.push_str(&format!("{} {}", x + right * across, y + below * down));
    }
    outline.push('Z');
    Some(outline)
}
