//! Circles and ellipses as outlines.

use std::f64::consts::TAU;

use kurbo::{Arc, Shape as _};
use usvg::roxmltree::Node;

/// The outline of a circle or ellipse in four pieces, so that those of any size blend: the reader takes more for large ones. Sizes in
/// other units than the drawing's are left to it.
pub(super) fn ellipse(node: Node<'_, '_>) -> Option<String> {
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
    // Not an `Ellipse`, which begins at its longer side. So coarse a tolerance takes the fewest pieces.
    let mut outline = Arc::new((x, y), (across, down), 0.0, TAU, 0.0).to_path(across.max(down));
    outline.close_path();
    Some(outline.to_svg())
}
