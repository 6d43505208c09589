//! Single pictures of an avatar in a chosen pose.

use super::pose::{Gaze, Head, Mouth, Pose};
use super::{Avatar, Background, Portrait};
use crate::picture::{FrameSize, Yuv};
use crate::viseme::Viseme;

/// A pose to be drawn by [`still`]: at rest, facing the viewer and before green unless told otherwise.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Still {
    /// The mouth, fully formed.
    pub viseme: Viseme,
    /// How far the lids are closed, 0..=1.
    pub lids: f64,
    /// How far the brows are raised, 0..=1.
    pub brows: f64,
    /// The head's turn, -1..=1, positive to the picture's right.
    pub turn: f64,
    /// The head's nod, -1..=1, positive down.
    pub nod: f64,
    /// The head's tilt, -1..=1, positive to the shoulder at the picture's right.
    pub tilt: f64,
    /// Where the eyes look, each -1..=1: to the picture's right, and up.
    pub gaze: (f64, f64),
    /// A smile beyond the face's own, -0.3..=1.
    pub smile: f64,
    /// The background behind the figure.
    pub background: Background,
}

/// An avatar in a chosen pose: for contact sheets, and for tests that look at one thing at a time.
#[must_use]
pub fn still(avatar: &Avatar, size: FrameSize, still: &Still) -> Yuv {
    let head = Head {
        turn: still.turn,
        nod: still.nod,
        tilt: still.tilt,
    };
    // Held for a while: body and hair have followed.
    let pose = Pose {
        head,
        body: head,
        tips: head,
        gaze: Gaze {
            across: still.gaze.0,
            up: still.gaze.1,
        },
        lids: still.lids.clamp(0.0, 1.0),
        brows: still.brows,
        breath: 0.0,
        mouth: Mouth {
            smile: still.smile,
            ..Mouth::of(still.viseme)
        },
    };
    let mut portrait = Portrait::new(avatar, size);
    portrait.set_background(still.background);
    portrait.draw(&pose).clone()
}
