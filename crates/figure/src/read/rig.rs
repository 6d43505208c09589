//! The rig: who a figure is, around what it moves, and how far.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use serde::Deserialize;

use super::Voices;
use super::fault::{Fault, short};
use crate::figure::{Blend, Moves, Names};
use crate::shapes::{MOUTH_SHAPES, mouth_shape, usual_blend};
use crate::surface::{Field, Tip};

/// A rig file, as it is written.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RigFile {
    /// The file's name, where it is absent.
    id: Option<String>,
    name: String,
    pose_name: Option<String>,
    #[serde(default = "usual_voice")]
    voice: String,
    /// The background's colours: in the middle, and at the rim.
    #[serde(default = "usual_background")]
    background: [String; 2],
    #[serde(default)]
    head: Head,
    #[serde(default)]
    jaw: Jaw,
    nose: Option<Nose>,
    #[serde(default)]
    parts: BTreeMap<String, Part>,
    #[serde(default)]
    mouth: BTreeMap<String, BTreeMap<String, f64>>,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Head {
    /// The point around which it turns and nods, and the one around which it tilts.
    middle: [f64; 2],
    neck: [f64; 2],
    /// Half its width and height, and how far the face bulges.
    half: [f64; 2],
    bulge: f64,
    /// In degrees.
    turn: f64,
    nod: f64,
    tilt: f64,
}

impl Default for Head {
    fn default() -> Self {
        Self {
            middle: [0.0, 275.0],
            neck: [0.0, 455.0],
            half: [135.0, 195.0],
            bulge: 105.0,
            turn: 14.0,
            nod: 8.5,
            tilt: 5.0,
        }
    }
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Jaw {
    top: f64,
    drop: f64,
}

impl Default for Jaw {
    fn default() -> Self {
        Self { top: 352.0, drop: 17.0 }
    }
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Nose {
    y: f64,
    half_width: f64,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Part {
    surface: Surface,
    #[serde(default)]
    depth: f64,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Surface {
    Body,
    Head,
    Loose,
    Hair,
    Face,
    Glasses,
}

fn usual_voice() -> String {
    "pico-en-us".to_owned()
}

fn usual_background() -> [String; 2] {
    ["#f3eee6".to_owned(), "#cfc2b2".to_owned()]
}

/// A rig whose values are in range.
#[derive(Clone, Debug)]
pub(super) struct Rig {
    pub(super) names: Names,
    pub(super) background: [[u8; 3]; 2],
    pub(super) moves: Moves,
    pub(super) nose: Tip,
    /// The surfaces of parts that the rig names.
    pub(super) parts: BTreeMap<String, Field>,
    /// The blends that the rig names, by the number of the mouth's shape.
    blends: BTreeMap<usize, Blend>,
}

impl Rig {
    /// Reads a rig of a drawing whose file has this name, without its ending.
    pub(super) fn read(text: &str, stem: &str, voices: &Voices<'_>, faults: &mut Vec<Fault>) -> Option<Self> {
        let file: RigFile = match toml::from_str(text) {
            Ok(file) => file,
            Err(error) => {
                faults.push(Fault::Rig(told(text, &error)));
                return None;
            }
        };
        let before = faults.len();
        let names = names(&file, stem, voices, faults);
        let background = [&file.background[0], &file.background[1]].map(|color| hex(color, faults));
        let moves = moves(&file, faults);
        let nose = file.nose.map_or(Tip::NONE, |nose| Tip {
            y: within("nose.y", nose.y, 0.0..=720.0, faults),
            half_width: within("nose.half_width", nose.half_width, 1.0..=120.0, faults),
        });
        let parts = file.parts.iter().map(|(name, part)| {
            let depth = within(
                &format!("parts.{}.depth", short(name)),
                part.depth,
                -80.0..=80.0,
                faults,
            );
            (name.clone(), part.surface.field(depth, nose))
        });
        let parts = parts.collect();
        let blends = blends(&file, faults);
        (faults.len() == before).then_some(Self {
            names,
            background,
            moves,
            nose,
            parts,
            blends,
        })
    }

    /// For each shape of the mouth, the drawn ones that it is put together of.
    pub(super) fn blends(&self, is_drawn: impl Fn(usize) -> bool) -> Vec<Blend> {
        let usual = |name: &str| -> Blend {
            let parts = usual_blend(name).iter();
            parts
                .filter_map(|(name, part)| Some((mouth_shape(name)?, *part)))
                .collect()
        };
        let blend = |(shape, name): (usize, &&str)| match self.blends.get(&shape) {
            Some(blend) => blend.clone(),
            None if is_drawn(shape) => vec![(shape, 1.0)],
            None => usual(name),
        };
        MOUTH_SHAPES.iter().enumerate().map(blend).collect()
    }
}

impl Surface {
    fn field(self, depth: f64, nose: Tip) -> Field {
        match self {
            Self::Body => Field::Body,
            Self::Head => Field::Plane(depth),
            Self::Loose => Field::Loose(depth),
            Self::Hair => Field::Hair,
            Self::Face => Field::Face(nose),
            Self::Glasses => Field::Glasses,
        }
    }
}

/// The words of the parser, with the place; of the rig's own text, they name fields only.
fn told(text: &str, error: &toml::de::Error) -> String {
    let line = error
        .span()
        .and_then(|span| text.get(..span.start))
        .map_or(1, |before| before.matches('\n').count() + 1);
    let message: String = error.message().chars().take(200).collect();
    format!("line {line}: {}", message.replace('\n', " "))
}

fn names(file: &RigFile, stem: &str, voices: &Voices<'_>, faults: &mut Vec<Fault>) -> Names {
    let id = file.id.as_deref().unwrap_or(stem);
    let is_id = |id: &str| {
        let allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        (1..=32).contains(&id.len()) && id.bytes().all(allowed) && id != "default"
    };
    if !is_id(id) {
        let range = "1 to 32 lower-case letters, digits and hyphens, and not \"default\"";
        faults.push(range_fault("id", id, range));
    }
    let mut line = |name: &str, text: &str| {
        if !(1..=60).contains(&text.chars().count()) || text.chars().any(char::is_control) {
            faults.push(range_fault(name, text, "1 to 60 characters on one line"));
        }
        text.to_owned()
    };
    let name = line("name", &file.name);
    let pose_name = line("pose_name", file.pose_name.as_deref().unwrap_or(&file.name));
    if let Err(there) = voices(&file.voice) {
        faults.push(range_fault(
            "voice",
            &file.voice,
            &format!("one of {}", there.join(", ")),
        ));
    }
    Names {
        id: id.to_owned(),
        name,
        pose_name,
        voice: file.voice.clone(),
    }
}

/// The movements, within what the picture has room for.
fn moves(file: &RigFile, faults: &mut Vec<Fault>) -> Moves {
    let Head {
        middle,
        neck,
        half,
        bulge,
        turn,
        nod,
        tilt,
    } = file.head;
    let mut within = |name: &str, value, range| within(name, value, range, faults);
    Moves {
        middle: (
            within("head.middle, across,", middle[0], -100.0..=100.0),
            within("head.middle, down,", middle[1], 100.0..=450.0),
        ),
        neck: (
            within("head.neck, across,", neck[0], -100.0..=100.0),
            within("head.neck, down,", neck[1], 300.0..=600.0),
        ),
        bulge: (
            within("head.half, across,", half[0], 60.0..=260.0),
            within("head.half, down,", half[1], 60.0..=300.0),
            within("head.bulge", bulge, 0.0..=120.0),
        ),
        turn: within("head.turn", turn, 0.0..=16.0).to_radians(),
        nod: within("head.nod", nod, 0.0..=10.0).to_radians(),
        tilt: within("head.tilt", tilt, 0.0..=6.0).to_radians(),
        jaw: (
            within("jaw.top", file.jaw.top, 100.0..=600.0),
            within("jaw.drop", file.jaw.drop, 0.0..=24.0),
        ),
    }
}

fn blends(file: &RigFile, faults: &mut Vec<Fault>) -> BTreeMap<usize, Blend> {
    let mut blends = BTreeMap::new();
    let number = |name: &str, faults: &mut Vec<Fault>| {
        // A smile is no sound.
        let found = mouth_shape(name).filter(|shape| *shape < MOUTH_SHAPES.len() - 2);
        if found.is_none() {
            let range = format!("one of {}", MOUTH_SHAPES[..MOUTH_SHAPES.len() - 2].join(", "));
            faults.push(range_fault("mouth shape", name, &range));
        }
        found
    };
    for (name, parts) in &file.mouth {
        let Some(shape) = number(name, faults) else { continue };
        let mut blend = Blend::new();
        for (part, &weight) in parts {
            let weight = within(&format!("mouth.{name}.{}", short(part)), weight, -1.0..=1.5, faults);
            if let Some(part) = number(part, faults) {
                blend.push((part, weight));
            }
        }
        blends.insert(shape, blend);
    }
    blends
}

fn hex(color: &str, faults: &mut Vec<Fault>) -> [u8; 3] {
    let digits = color.strip_prefix('#').filter(|digits| digits.len() == 6);
    match digits.and_then(|digits| u32::from_str_radix(digits, 16).ok()) {
        Some(color) => [16, 8, 0].map(|bits| (color >> bits) as u8),
        None => {
            faults.push(range_fault("background", color, "two colours as \"#f3eee6\""));
            [0; 3]
        }
    }
}

/// The value, where it is in range; else the range's beginning, with a fault.
fn within(name: &str, value: f64, range: RangeInclusive<f64>, faults: &mut Vec<Fault>) -> f64 {
    if range.contains(&value) {
        return value;
    }
    let (from, to) = (range.start(), range.end());
    faults.push(range_fault(name, &value.to_string(), &format!("{from} to {to}")));
    *from
}

fn range_fault(name: &str, value: &str, range: &str) -> Fault {
    Fault::Range {
        name: name.to_owned(),
        value: short(value),
        range: range.to_owned(),
    }
}
