//! The parts of a drawing: found by their names, looked at, put in order.

use kurbo::Affine;
use usvg::{Group, Node, Tree};

use super::convert::{Traced, page, traced};
use super::fault::{Fault, short};
use super::rig::Rig;
use crate::blend_shapes::BlendShapes;
use crate::drawing::Drawing;
use crate::figure::Sprite;
use crate::shapes::{BODY, BROWS, BROWS_SHAPES, EYES, EYES_SHAPES, FACE, MOUTH, MOUTH_SHAPES, REST};
use crate::surface::{Field, Tip};

/// Curves of all drawings of a figure together, and parts.
const CURVES: usize = 60_000;
const PARTS: usize = 16;
/// How far eyes and brows may reach beyond the face, in units.
const BEYOND: f64 = 6.0;
/// How far the face's middle may lie beside the page's, in units. Farther off, the page's edge cuts through the figure.
const BESIDE: f64 = 120.0;

/// Parts that need no entry in the rig, with their surfaces.
fn usual_surface(name: &str, nose: Tip) -> Option<Field> {
    Some(match name {
        "back" => Field::Plane(-40.0),
        "hair-back" => Field::Loose(-45.0),
        "neck" => Field::Neck(-18.0),
        "ears" => Field::Plane(-22.0),
        "hair" => Field::Hair,
        "glasses" => Field::Glasses,
        BODY => Field::Body,
        FACE => Field::Face(nose),
        _ => return None,
    })
}

const USUAL: [&str; 11] = [
    "back",
    "hair-back",
    "neck",
    BODY,
    "ears",
    FACE,
    EYES,
    BROWS,
    MOUTH,
    "hair",
    "glasses",
];

/// All parts of a figure.
#[derive(Clone, Debug)]
pub(super) struct Parts {
    /// In the order in which they are drawn; the face among them.
    pub(super) sprites: Vec<Sprite>,
    /// The number of the face.
    pub(super) face: usize,
    /// How many sprites are drawn before the mouth.
    pub(super) before_mouth: usize,
    pub(super) eyes: BlendShapes,
    pub(super) brows: Option<BlendShapes>,
    pub(super) mouth: BlendShapes,
}

impl Parts {
    /// The parts of a drawing. Whatever is wrong is noted; nothing comes of a drawing where anything is.
    /// `hidden` names the groups that were left out.
    pub(super) fn of(tree: &Tree, rig: &Rig, hidden: &[String], faults: &mut Vec<Fault>) -> Option<Self> {
        let before = faults.len();
        let Some(to_figure) = page(tree) else {
            faults.push(Fault::Page);
            return None;
        };
        let mut groups = Vec::new();
        find(tree.root(), rig, &mut groups, faults);
        for (nth, group) in groups.iter().enumerate() {
            if groups[..nth].iter().any(|other| other.id() == group.id()) {
                faults.push(Fault::Twice(short(group.id())));
            }
        }
        let place = |name: &str| groups.iter().position(|group| group.id() == name);
        for name in [BODY, FACE, EYES, MOUTH] {
            if place(name).is_none() {
                let is_hidden = hidden.iter().any(|other| other == name);
                let fault = if is_hidden { Fault::Hidden } else { Fault::Missing };
                faults.push(fault(name.to_owned()));
            }
        }
        for name in rig.parts.keys().filter(|name| place(name).is_none()) {
            faults.push(Fault::Absent(short(name)));
        }
        for part in [EYES, BROWS, MOUTH] {
            if place(part).zip(place(FACE)).is_some_and(|(part, face)| part < face) {
                faults.push(Fault::Order { part, under: FACE });
            }
        }
        if groups.len() > PARTS {
            faults.push(many(groups.len(), "parts", PARTS));
        }
        let mut curves = 0;
        let mut blend_shapes = |part: &'static str, shapes: &[&str]| {
            let group = groups[place(part)?];
            let (blend_shapes, count) = blend_shapes(group, part, shapes, to_figure, faults)?;
            curves += count;
            Some(blend_shapes)
        };
        let eyes = blend_shapes(EYES, &EYES_SHAPES);
        let brows = blend_shapes(BROWS, &BROWS_SHAPES);
        let mouth = blend_shapes(MOUTH, &MOUTH_SHAPES);
        let (mut sprites, mut face, mut before_mouth) = (Vec::new(), 0, 0);
        for group in groups {
            match group.id() {
                EYES | BROWS => continue,
                MOUTH => {
                    before_mouth = sprites.len();
                    continue;
                }
                FACE => face = sprites.len(),
                _ => {}
            }
            let Traced { drawing, .. } = traced(group, group.id(), to_figure, faults);
            curves += drawing.curves();
            if drawing.bounds().is_none() {
                faults.push(Fault::Missing(short(group.id())));
            }
            let field = surface(group.id(), rig).unwrap_or(Field::Body);
            sprites.push(Sprite { field, drawing });
        }
        if curves > CURVES {
            faults.push(many(curves, "curves", CURVES));
        }
        if faults.len() > before {
            return None;
        }
        let parts = Self {
            eyes: eyes?,
            brows,
            mouth: mouth?,
            sprites,
            face,
            before_mouth,
        };
        parts.check_reach(faults);
        (faults.len() == before).then_some(parts)
    }

    /// Eyes and brows are drawn into the face.
    fn check_reach(&self, faults: &mut Vec<Fault>) {
        let face = self.sprites[self.face].drawing.bounds().unwrap_or_default();
        if face.center().x.abs() > BESIDE {
            faults.push(Fault::Page);
        }
        let room = face.inflate(BEYOND, BEYOND);
        let is_beyond = |shapes: &BlendShapes| shapes.bounds().union(room) != room;
        if is_beyond(&self.eyes) {
            faults.push(Fault::Beyond(EYES));
        }
        if self.brows.as_ref().is_some_and(is_beyond) {
            faults.push(Fault::Beyond(BROWS));
        }
    }
}

fn many(count: usize, what: &'static str, most: usize) -> Fault {
    Fault::Many { count, what, most }
}

/// The surface of a part: the rig's, or the usual one.
fn surface(name: &str, rig: &Rig) -> Option<Field> {
    let named = rig.parts.get(name).copied();
    named.or_else(|| usual_surface(name, rig.nose))
}

/// Whether this is a group with the name of a part.
fn is_named(node: &Node, rig: &Rig) -> bool {
    let name = node.id();
    matches!(node, Node::Group(_)) && ([EYES, BROWS, MOUTH].contains(&name) || surface(name, rig).is_some())
}

/// The groups of parts, through others that hold groups only.
fn find<'a>(group: &'a Group, rig: &Rig, found: &mut Vec<&'a Group>, faults: &mut Vec<Fault>) {
    for node in group.children() {
        let Node::Group(inside) = node else {
            if !faults.contains(&Fault::Loose) {
                faults.push(Fault::Loose);
            }
            continue;
        };
        let name = inside.id();
        // A shape among parts is told by itself, and hides none of them.
        let holds_parts = || inside.children().iter().any(|node| is_named(node, rig));
        let holds_groups = || inside.children().iter().all(|node| matches!(node, Node::Group(_)));
        let is_plain = inside.opacity().get() >= 1.0 && inside.clip_path().is_none();
        if is_named(node, rig) {
            found.push(inside);
        } else if inside.has_children() && is_plain && (holds_groups() || holds_parts()) {
            find(inside, rig, found, faults);
        } else if inside.has_children() {
            faults.push(if name.is_empty() {
                Fault::Loose
            } else {
                Fault::Part {
                    name: short(name),
                    known: USUAL.to_vec(),
                }
            });
        }
    }
}

/// The blend shapes of a part, and how many curves they have together.
fn blend_shapes(
    group: &Group,
    part: &'static str,
    shapes: &[&str],
    to_figure: Affine,
    faults: &mut Vec<Fault>,
) -> Option<(BlendShapes, usize)> {
    let known = || {
        let names = [REST].into_iter().chain(shapes.iter().copied());
        names.map(|shape| format!("{part}-{shape}")).collect()
    };
    let mut rest = None;
    let mut others: Vec<Option<Traced>> = shapes.iter().map(|_| None).collect();
    for node in group.children() {
        let name = node.id();
        let shape = name.strip_prefix(part).and_then(|name| name.strip_prefix('-'));
        let place = match shape {
            Some(REST) => Some(&mut rest),
            Some(shape) => shapes
                .iter()
                .position(|known| *known == shape)
                .map(|nth| &mut others[nth]),
            None => None,
        };
        match (place, node) {
            (Some(place), Node::Group(group)) => *place = Some(traced(group, name, to_figure, faults)),
            _ => faults.push(Fault::Shape {
                name: short(name),
                part,
                known: known(),
            }),
        }
    }
    let needed = match part {
        EYES => vec!["closed"],
        MOUTH => vec!["open", "wide", "pursed"],
        _ => Vec::new(),
    };
    for shape in needed {
        if !shapes
            .iter()
            .zip(&others)
            .any(|(name, other)| *name == shape && other.is_some())
        {
            faults.push(Fault::Missing(format!("{part}-{shape}")));
        }
    }
    let Some(rest) = rest.filter(|rest: &Traced| rest.drawing.bounds().is_some()) else {
        faults.push(Fault::Missing(format!("{part}-{REST}")));
        return None;
    };
    for (shape, other) in shapes.iter().zip(&others) {
        if let Some(how) = other.as_ref().and_then(|other| difference(&rest, other)) {
            faults.push(Fault::Unlike {
                name: format!("{part}-{shape}"),
                rest: format!("{part}-{REST}"),
                how,
            });
        }
    }
    let others: Vec<Option<Drawing>> = others.into_iter().map(|other| Some(other?.drawing)).collect();
    let rest = rest.drawing;
    let curves = others.iter().flatten().chain([&rest]).map(Drawing::curves).sum();
    Some((BlendShapes::of(rest, &others), curves))
}

/// How two drawings are made otherwise, if they are.
fn difference(rest: &Traced, other: &Traced) -> Option<String> {
    let (rest_steps, steps) = (&rest.drawing.steps, &other.drawing.steps);
    if rest_steps == steps && rest.drawing.numbers.len() == other.drawing.numbers.len() {
        return None;
    }
    let mut pairs = rest_steps.iter().zip(steps);
    let nth = pairs.position(|(one, other)| one != other);
    let nth = nth.unwrap_or(rest_steps.len().min(steps.len()));
    let (of_rest, of_other) = (rest.origin(nth), other.origin(nth));
    if rest_steps.len() != steps.len() {
        let first = match (of_rest, of_other) {
            (Some(rest), Some(other)) => format!("the shape at {other} is made otherwise than that at {rest}"),
            (Some(rest), None) => format!("there is none like that at {rest}"),
            (None, other) => format!("the shape at {} has none like it there", other.unwrap_or_default()),
        };
        return Some(format!(
            "it has {} fills, lines, clips and opacities in place of {}; {first}",
            steps.len(),
            rest_steps.len()
        ));
    }
    let (one, other) = (rest_steps.get(nth)?, steps.get(nth)?);
    let (of_rest, of_other) = (of_rest.unwrap_or_default(), of_other.unwrap_or_default());
    Some(if one.verbs().len() == other.verbs().len() {
        format!(
            "the shape at {of_other} has another kind of paint, line or rule than that at {of_rest}, or its pieces begin elsewhere"
        )
    } else {
        format!(
            "the shape at {of_other} has {} pieces in place of {}, as that at {of_rest} has",
            other.verbs().len(),
            one.verbs().len()
        )
    })
}
