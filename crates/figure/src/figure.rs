//! A figure as it is read, whole and looked at.

use serde::{Deserialize, Serialize};

use crate::blend_shapes::BlendShapes;
use crate::drawing::Drawing;
use crate::surface::{Field, Tip};

/// A blend of drawn mouths: their numbers in [`MOUTH_SHAPES`](crate::MOUTH_SHAPES), and the weight of each.
pub type Blend = Vec<(usize, f64)>;

/// A figure: who it is, how it moves, and the drawings of its parts.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Figure {
    /// Who it is.
    pub names: Names,
    /// The background's colours, red, green and blue: in the middle, and at the rim.
    pub background: [[u8; 3]; 2],
    /// How its head moves.
    pub moves: Moves,
    /// The nose that stands off its face.
    pub nose: Tip,
    /// The parts that only the pose of head and body changes, in the order in which they are drawn; the face among them.
    pub sprites: Vec<Sprite>,
    /// The number of the face.
    pub face: usize,
    /// How many sprites are drawn before the mouth.
    pub before_mouth: usize,
    /// Both eyes.
    pub eyes: BlendShapes,
    /// Both brows, where there are any.
    pub brows: Option<BlendShapes>,
    /// The mouth.
    pub mouth: BlendShapes,
    /// For each shape of the mouth, the drawn ones that it is put together of.
    pub blends: Vec<Blend>,
}

/// Names of a figure, and its voice.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Names {
    /// The name that requests use: lower-case letters, digits and hyphens.
    pub id: String,
    /// The name for people.
    pub name: String,
    /// The name with what tells this pose from others of the same avatar.
    pub pose_name: String,
    /// The voice it speaks with where a request names none.
    pub voice: String,
}

/// How the head of a figure moves. Lengths are in units of the drawing, angles in radians.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Moves {
    /// The middle of the head, around which it turns and nods.
    pub middle: (f64, f64),
    /// Where the neck carries the head, around which it tilts.
    pub neck: (f64, f64),
    /// Half the head's width and height, and how far its face bulges towards the viewer.
    pub bulge: (f64, f64, f64),
    /// A full turn.
    pub turn: f64,
    /// A full nod.
    pub nod: f64,
    /// A full tilt.
    pub tilt: f64,
    /// Where the part of the face begins that moves with the jaw, and how far the chin drops with a wide open mouth.
    pub jaw: (f64, f64),
}

impl Default for Moves {
    /// Those of a person.
    fn default() -> Self {
        Self {
            middle: (0.0, 275.0),
            neck: (0.0, 455.0),
            bulge: (135.0, 195.0, 105.0),
            turn: 0.24,
            nod: 0.15,
            tilt: 0.085,
            jaw: (352.0, 17.0),
        }
    }
}

/// A part that only the pose of head and body changes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Sprite {
    /// The surface that it is drawn on.
    pub field: Field,
    /// Its drawing at rest.
    pub drawing: Drawing,
}
