//! Drawings are sanitized before they are read: what figures are made of is written out again, and all else is refused or dropped.
//!
//! So the reader of SVG sees nothing that could have it open a file, follow a reference in a circle or grow a drawing beyond
//! what its file holds.

use std::collections::HashSet;

use usvg::roxmltree::{Document, Error, Node, ParsingOptions};

use super::allowed::{ATTRIBUTES, DROPPED, ELEMENTS, REFUSED, advice};
use super::ellipse::ellipse;
use super::fault::{Fault, XmlFault, short};
use crate::shapes::{BROWS, EYES, MOUTH};

/// How deep groups may lie in each other.
const DEEP: usize = 24;
/// Elements, texts and comments of a drawing.
const NODES: u32 = 40_000;

const SVG: &str = "http://www.w3.org/2000/svg";
const XLINK: &str = "http://www.w3.org/1999/xlink";
const INKSCAPE: &str = "http://www.inkscape.org/namespaces/inkscape";

/// The drawing with nothing but shapes, gradients and clipping paths in it.
pub(super) fn sanitize(svg: &str, faults: &mut Vec<Fault>) -> Option<String> {
    let options = ParsingOptions {
        allow_dtd: false,
        nodes_limit: NODES,
        ..ParsingOptions::default()
    };
    let document = match Document::parse_with_options(svg, options) {
        Ok(document) => document,
        Err(error) => {
            faults.push(Fault::Xml(xml_fault(&error)));
            return None;
        }
    };
    let root = document.root_element();
    if !root.has_tag_name((SVG, "svg")) {
        faults.push(Fault::Xml(XmlFault::NoSvg));
        return None;
    }
    for node in document.root().children().filter(Node::is_pi) {
        let place = document.text_pos_at(node.range().start);
        faults.push(Fault::Reference { line: place.row });
    }
    let mut sanitizer = Sanitizer {
        document: &document,
        targets: HashSet::new(),
        references: Vec::new(),
        out: String::new(),
        faults,
    };
    sanitizer.element(root, 0);
    sanitizer.check_references();
    Some(sanitizer.out)
}

fn xml_fault(error: &Error) -> XmlFault {
    match error {
        Error::DtdDetected => XmlFault::DocumentType,
        Error::NodesLimitReached => XmlFault::Elements(NODES),
        other => XmlFault::Broken(other.pos().row, other.pos().col),
    }
}

struct Sanitizer<'a, 'input> {
    document: &'a Document<'input>,
    /// The ids that may be referred to.
    targets: HashSet<&'a str>,
    /// The ids that are, with their lines.
    references: Vec<(String, u32)>,
    out: String,
    faults: &'a mut Vec<Fault>,
}

impl<'a, 'input: 'a> Sanitizer<'a, 'input> {
    fn element(&mut self, node: Node<'a, 'input>, depth: usize) {
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
            return;
        }
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
        if !id.is_empty() {
            self.attribute("id", id);
        }
        self.attributes(node, name, is_shape);
        self.out.push('>');
        for child in node.children().filter(Node::is_element) {
            self.element(child, depth + 1);
        }
        self.out.push_str("</");
        self.out.push_str(written);
        self.out.push('>');
    }

    fn attributes(&mut self, node: Node<'a, 'input>, element: &str, is_shape: bool) {
        let line = self.line(node);
        for attribute in node.attributes() {
            let (name, value) = (attribute.name(), attribute.value());
            if name == "href" && matches!(attribute.namespace(), None | Some(XLINK)) {
                if element.ends_with("Gradient") && self.refer(value.strip_prefix('#'), line) {
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
        if let Some(from) = lower.find("url") {
            let inside = value[from + 3..].trim_start().strip_prefix('(');
            let inside = inside.and_then(|inside| Some(inside.split_once(')')?.0));
            let target = inside.map(|inside| inside.trim().trim_matches(['"', '\'']).trim());
            return self.refer(target.and_then(|target| target.strip_prefix('#')), line);
        }
        true
    }

    /// Notes a reference within the drawing; others are refused.
    fn refer(&mut self, target: Option<&str>, line: u32) -> bool {
        match target {
            Some(id) => self.references.push((id.to_owned(), line)),
            None => self.faults.push(Fault::Reference { line }),
        }
        target.is_some()
    }

    /// Refuses references out of the drawing in an element that is dropped.
    fn look_for_references(&mut self, node: Node<'a, 'input>) {
        for inside in node.descendants().filter(Node::is_element) {
            let is_picture = matches!(
                inside.tag_name().name(),
                "image" | "script" | "foreignObject" | "feImage"
            );
            if is_picture && inside.tag_name().namespace() == Some(SVG) {
                let line = self.line(inside);
                self.faults.push(Fault::Reference { line });
            }
        }
    }

    /// Whatever is referred to must be there.
    fn check_references(&mut self) {
        for (id, line) in std::mem::take(&mut self.references) {
            if !self.targets.contains(id.as_str()) {
                self.faults.push(Fault::Reference { line });
            }
        }
    }

    fn line(&self, node: Node<'a, 'input>) -> u32 {
        self.document.text_pos_at(node.range().start).row
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

fn is_hidden(node: Node<'_, '_>) -> bool {
    let style = node.attribute("style").unwrap_or_default();
    let is_none = |text: &str| text.trim() == "none";
    node.attribute("display").is_some_and(is_none)
        || style.split(';').any(|declaration| {
            let (name, value) = declaration.split_once(':').unwrap_or_default();
            name.trim() == "display" && is_none(value)
        })
}
