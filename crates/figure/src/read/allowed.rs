//! The allow list of drawings: elements and attributes that are kept, dropped, or refused with the way out.

/// Elements that are kept.
pub(super) const ELEMENTS: [&str; 14] = [
    "g",
    "path",
    "rect",
    "circle",
    "ellipse",
    "line",
    "polyline",
    "polygon",
    "defs",
    "linearGradient",
    "radialGradient",
    "stop",
    "clipPath",
    "svg",
];
/// Elements that are dropped: they change nothing where nothing refers to them, or ever.
pub(super) const DROPPED: [&str; 9] = [
    "title", "desc", "metadata", "filter", "mask", "pattern", "marker", "symbol", "view",
];
/// Attributes that are kept, beside `id` and references.
pub(super) const ATTRIBUTES: [&str; 46] = [
    "d",
    "x",
    "y",
    "width",
    "height",
    "cx",
    "cy",
    "r",
    "rx",
    "ry",
    "x1",
    "y1",
    "x2",
    "y2",
    "points",
    "fx",
    "fy",
    "fr",
    "offset",
    "transform",
    "gradientTransform",
    "gradientUnits",
    "spreadMethod",
    "clipPathUnits",
    "viewBox",
    "fill",
    "fill-opacity",
    "fill-rule",
    "stroke",
    "stroke-opacity",
    "stroke-width",
    "stroke-linecap",
    "stroke-linejoin",
    "stroke-miterlimit",
    "stroke-dasharray",
    "stroke-dashoffset",
    "opacity",
    "stop-color",
    "stop-opacity",
    "color",
    "clip-path",
    "clip-rule",
    "display",
    "visibility",
    "paint-order",
    "preserveAspectRatio",
];
/// Attributes and properties that change the look in ways that are not drawn, unless they are off.
pub(super) const REFUSED: [&str; 7] = [
    "filter",
    "mask",
    "marker",
    "marker-start",
    "marker-mid",
    "marker-end",
    "mix-blend-mode",
];

/// The way out for an element that is not drawn.
pub(super) fn advice(name: &str) -> &'static str {
    match name {
        "image" => "pictures are not read, neither from files nor from addresses; draw it as shapes",
        "text" | "tspan" | "textPath" => "fonts are not read; turn the text into paths",
        "use" => "unlink the clone, so that it is shapes of its own",
        "style" => "save with presentation attributes in place of a style sheet",
        "script" | "animate" | "animateTransform" | "set" => "take it out; figures move by themselves",
        "foreignObject" => "draw it as shapes",
        _ => "use paths, basic shapes, groups, gradients and clipping paths",
    }
}
