//! Drawings are sanitized before they are read: what figures are made of is written out again, and all else is refused or dropped.
//!
//! So the reader of SVG sees nothing that could have it open a file, follow a reference in a circle or grow a drawing beyond
//! what its file holds.

use std::collections::HashSet;

use usvg::roxmltree::{Document, Error, Node, ParsingOptions};

use super::allowed::{ATTRIBUTES, DROPPED, ELEMENTS, REFUSED, advice};
use super::ellipse::ellipse;
use super::fault::{Fault, XmlFault, short};
use super::gradient_chains::{Link, MAX_CHAIN, endless};
use super::values::expected;
use crate::shapes::{BROWS, EYES, MOUTH};

/// How deep groups may lie in each other.
const DEEP: usize = 24;
/// Elements, texts and comments of a drawing.
const NODES: u32 = 40_000;

const SVG: &str = "http://www.w3.org/2000/svg";
const XLINK: &str = "http://www.w3.org/1999/xlink";
const INKSCAPE: &str = "http://www.inkscape.org/namespaces/inkscape";

/// A drawing that may be read.
pub(super) struct Sanitized {
    /// The drawing with nothing but shapes, gradients and clipping paths in it.
    pub(super) svg: String,
    /// The names of groups that are hidden, and left out of it.
    pub(super) hidden: Vec<String>,
}

/// Sanitizes a drawing; absent where it is no SVG.
pub(super) fn sanitize(svg: &str, faults: &mut Vec<Fault>) -> Option<Sanitized> {
    let options = ParsingOptions {
        allow_dtd: false,
        nodes_limit: NODES,
        ..ParsingOptions::default()
    };
    let document = match Document::parse_with_options(svg, options) {
        Ok(document) => document,
        Err(error) => {
            faults.push(Fault::Xml(xml_fault(&error, svg)));
            return None;
        }
    };
    let root = document.root_element();
    if !root.has_tag_name((SVG, "svg")) {
        faults.push(Fault::Xml(XmlFault::NoSvg));
        return None;
    }
    let line_ends: Vec<usize> = svg.match_indices('\n').map(|(at, _)| at).collect();
    for node in document.root().children().filter(Node::is_pi) {
        let (line, to) = (line_at(&line_ends, node.range().start), "<?…?>".to_owned());
        faults.push(Fault::Reference { line, to });
    }
    let mut sanitizer = Sanitizer {
        line_ends,
        targets: HashSet::new(),
        references: Vec::new(),
        links: Vec::new(),
        clipping_paths: 0,
        hidden: Vec::new(),
        out: String::new(),
        faults,
    };
    sanitizer.element(root, 0);
    sanitizer.check_references();
    Some(Sanitized {
        svg: sanitizer.out,
        hidden: sanitizer.hidden,
    })
}

fn xml_fault(error: &Error, svg: &str) -> XmlFault {
    match error {
        _ if svg.trim().is_empty() => XmlFault::Empty,
        Error::UnclosedRootNode | Error::UnexpectedEndOfStream => XmlFault::CutOff,
        Error::DtdDetected => XmlFault::DocumentType,
        Error::NodesLimitReached => XmlFault::Elements(NODES),
        other => XmlFault::Broken(other.pos().row, other.pos().col),
    }
}

/// The line of a place in a text with line ends at these.
fn line_at(line_ends: &[usize], at: usize) -> u32 {
    line_ends.partition_point(|end| *end < at) as u32 + 1
}

struct Sanitizer<'a> {
    /// To find lines quickly: a search from the beginning for each element would take minutes of a large drawing.
    line_ends: Vec<usize>,
    /// The ids that may be referred to.
    targets: HashSet<&'a str>,
    /// The ids that are, with their lines.
    references: Vec<(String, u32)>,
    /// Gradients that take their colours from others.
    links: Vec<Link>,
    /// How many clipping paths the element lies in: none, or one.
    clipping_paths: usize,
    hidden: Vec<String>,
    out: String,
    faults: &'a mut Vec<Fault>,
}

impl<'a> Sanitizer<'a> {
    fn element(&mut self, node: Node<'a, '_>, depth: usize) {
        // Editors keep notes of their own in drawings.
        if node.tag_name().namespace() != Some(SVG) {
            return;
        }
        let name = node.tag_name().name();
        if depth > DEEP {
            let deep = Fault::Xml(XmlFault::Deep(DEEP));
            if !self.faults.contains(&deep) {
                self.faults.push(deep);
            }
            return;
        }
        if DROPPED.contains(&name) {
            self.look_for_references(node);
            return;
        }
        if !ELEMENTS.contains(&name) || (name == "svg" && depth > 0) {
            self.faults.push(Fault::Element {
                line: self.line(node),
                name: short(name),
                advice: advice(name),
            });
            return;
        }
        let id = id(node);
        let is_shape = [EYES, BROWS, MOUTH].iter().any(|part| {
            let rest = id.strip_prefix(part).and_then(|rest| rest.strip_prefix('-'));
            name == "g" && rest.is_some()
        });
        if !is_shape && is_hidden(node) {
            self.hidden.push(id.to_owned());
            return;
        }
        let is_clipping_path = name == "clipPath";
        self.clipping_paths += usize::from(is_clipping_path);
        if matches!(name, "linearGradient" | "radialGradient" | "clipPath") {
            self.targets.insert(id);
        }
        let outline = ellipse(node);
        let written = if outline.is_some() { "path" } else { name };
        self.out.push('<');
        self.out.push_str(written);
        if let Some(outline) = outline {
            self.attribute("d", &outline);
        }
        if name == "svg" {
            self.attribute("xmlns", SVG);
            self.attribute("xmlns:xlink", XLINK);
        }
        if is_outline(name) {
            let label = self.label(node, id);
            self.attribute("id", &label);
        } else if !id.is_empty() {
            self.attribute("id", id);
        }
        self.attributes(node, name, is_shape);
        self.out.push('>');
        for child in node.children().filter(Node::is_element) {
            self.element(child, depth + 1);
        }
        self.clipping_paths -= usize::from(is_clipping_path);
        self.out.push_str("</");
        self.out.push_str(written);
        self.out.push('>');
    }

    fn attributes(&mut self, node: Node<'a, '_>, element: &str, is_shape: bool) {
        let line = self.line(node);
        for attribute in node.attributes() {
            let (name, value) = (attribute.name(), attribute.value());
            if name == "href" && matches!(attribute.namespace(), None | Some(XLINK)) {
                if element.ends_with("Gradient") && self.refer(value.strip_prefix('#'), value, line) {
                    self.links.push(Link {
                        from: id(node).to_owned(),
                        to: value.trim_start_matches('#').to_owned(),
                        line,
                    });
                    self.attribute("xlink:href", value);
                }
                continue;
            }
            if attribute.namespace().is_some() {
                continue;
            }
            if name == "style" {
                self.style(value, line, is_shape);
            } else if self.is_wanted(name, value, line, is_shape) {
                self.attribute(name, value);
            }
        }
    }

    /// The declarations of a style that are kept.
    fn style(&mut self, style: &str, line: u32, is_shape: bool) {
        let mut kept = String::new();
        for declaration in style.split(';') {
            let Some((name, value)) = declaration.split_once(':') else {
                continue;
            };
            let (name, value) = (name.trim(), value.trim());
            // Figma writes such a colour after a usual one, and CSS passes over those that a program does not know.
            if value.starts_with("color(") {
                continue;
            }
            if self.is_wanted(name, value, line, is_shape) {
                kept.push_str(&format!("{name}:{value};"));
            }
        }
        if !kept.is_empty() {
            self.attribute("style", &kept);
        }
    }

    /// Whether an attribute or property is kept.
    fn is_wanted(&mut self, name: &str, value: &str, line: u32, is_shape: bool) -> bool {
        let lower = value.to_ascii_lowercase();
        if REFUSED.contains(&name) && !matches!(lower.trim(), "none" | "normal" | "") {
            let advice = match name {
                "filter" => "use a radial gradient that fades to nothing in place of a blur",
                "mask" => "use a clipping path, or gradients that fade to nothing",
                "mix-blend-mode" => "use plain colours with opacity",
                _ => "draw the arrow or dot as a shape",
            };
            let name = name.to_owned();
            self.faults.push(Fault::Attribute { line, name, advice });
            return false;
        }
        if !ATTRIBUTES.contains(&name) || (is_shape && matches!(name, "display" | "visibility")) {
            return false;
        }
        if name == "stroke-dasharray" && !matches!(lower.trim(), "none" | "") {
            let advice = "draw each dash as a line";
            let name = name.to_owned();
            self.faults.push(Fault::Attribute { line, name, advice });
            return false;
        }
        if name == "clip-path" && self.clipping_paths > 0 && lower.trim() != "none" {
            let advice = "a clipping path cannot be clipped itself; unite the two into one";
            let name = name.to_owned();
            self.faults.push(Fault::Attribute { line, name, advice });
            return false;
        }
        if let Some(from) = lower.find("url") {
            let inside = value[from + 3..].trim_start().strip_prefix('(');
            let inside = inside.and_then(|inside| Some(inside.split_once(')')?.0));
            let target = inside.map(|inside| inside.trim().trim_matches(['"', '\'']).trim());
            return self.refer(target.and_then(|target| target.strip_prefix('#')), value, line);
        }
        if let Some(expected) = expected(name, value) {
            let (name, value) = (name.to_owned(), short(value));
            self.faults.push(Fault::Value {
                line,
                name,
                value,
                expected,
            });
            return false;
        }
        true
    }

    /// Notes a reference within the drawing; others are refused.
    fn refer(&mut self, target: Option<&str>, written: &str, line: u32) -> bool {
        match target {
            Some(id) => self.references.push((id.to_owned(), line)),
            None => self.faults.push(Fault::Reference {
                line,
                to: short(written),
            }),
        }
        target.is_some()
    }

    /// Refuses references out of the drawing in an element that is dropped.
    fn look_for_references(&mut self, node: Node<'a, '_>) {
        for inside in node.descendants().filter(Node::is_element) {
            let is_picture = matches!(
                inside.tag_name().name(),
                "image" | "script" | "foreignObject" | "feImage"
            );
            if is_picture && inside.tag_name().namespace() == Some(SVG) {
                let (line, to) = (self.line(inside), format!("<{}>", inside.tag_name().name()));
                self.faults.push(Fault::Reference { line, to });
            }
        }
    }

    /// Whatever is referred to must be there, and no chain of references may be endless.
    fn check_references(&mut self) {
        if let Some(line) = endless(&self.links) {
            self.faults.push(Fault::GradientChain { line, max: MAX_CHAIN });
        }
        for (id, line) in std::mem::take(&mut self.references) {
            if !self.targets.contains(id.as_str()) {
                self.faults.push(Fault::Reference {
                    line,
                    to: short(&format!("#{id}")),
                });
            }
        }
    }

    /// The label of a shape, which faults name it by: its line, and its id where it has one. Nothing refers to the id of a shape.
    fn label(&self, node: Node<'a, '_>, id: &str) -> String {
        let line = self.line(node);
        match id {
            "" => format!("line {line}"),
            id => format!("line {line} ({})", short(id)),
        }
    }

    fn line(&self, node: Node<'a, '_>) -> u32 {
        line_at(&self.line_ends, node.range().start)
    }

    fn attribute(&mut self, name: &str, value: &str) {
        self.out.push(' ');
        self.out.push_str(name);
        self.out.push_str("=\"");
        for char in value.chars() {
            match char {
                '&' => self.out.push_str("&amp;"),
                '<' => self.out.push_str("&lt;"),
                '"' => self.out.push_str("&quot;"),
                '\n' | '\r' | '\t' => self.out.push(' '),
                other => self.out.push(other),
            }
        }
        self.out.push('"');
    }
}

/// The name of a group: its layer's, where an editor keeps one, else its id.
fn id<'a>(node: Node<'a, '_>) -> &'a str {
    let layer = node
        .attribute((INKSCAPE, "label"))
        .filter(|_| node.tag_name().name() == "g");
    layer.or_else(|| node.attribute("id")).unwrap_or_default().trim()
}

/// Whether this is an element that draws by itself.
fn is_outline(element: &str) -> bool {
    matches!(
        element,
        "path" | "rect" | "circle" | "ellipse" | "line" | "polyline" | "polygon"
    )
}

fn is_hidden(node: Node<'_, '_>) -> bool {
    let style = node.attribute("style").unwrap_or_default();
    let is_none = |text: &str| text.trim() == "none";
    node.attribute("display").is_some_and(is_none)
        || style.split(';').any(|declaration| {
            let (name, value) = declaration.split_once(':').unwrap_or_default();
            name.trim() == "display" && is_none(value)
        })
}
