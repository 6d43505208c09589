//! The avatars there are.

use vello_cpu::kurbo::{Ellipse, Rect, Shape};

use super::UnknownAvatar;
use super::canvas::{Canvas, Color, rgb};
use super::pose::Pose;

/// What a list of avatars says of one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AvatarInfo {
    /// The name that requests use.
    pub id: &'static str,
    /// The name for people.
    pub name: &'static str,
    /// The name with what tells this pose from others of the same avatar.
    pub pose_name: &'static str,
    /// The voice it speaks with where a request names none.
    pub default_voice: &'static str,
}

const AVATARS: [AvatarInfo; 3] = [
    AvatarInfo {
        id: "clara",
        name: "Clara",
        pose_name: "Clara in a navy blazer",
        default_voice: "pico-en-us",
    },
    AvatarInfo {
        id: "martin",
        name: "Martin",
        pose_name: "Martin in a burgundy jumper",
        default_voice: "pico-en-gb",
    },
    AvatarInfo {
        id: "amara",
        name: "Amara",
        pose_name: "Amara in a coral blouse",
        default_voice: "pico-en-us",
    },
];

/// The avatars, the default first.
#[must_use]
pub fn avatars() -> &'static [AvatarInfo] {
    &AVATARS
}

pub(super) struct Figure {
    id: String,
}

impl Figure {
    pub(super) fn of(avatar_id: &str) -> Result<Self, UnknownAvatar> {
        AVATARS
            .iter()
            .find(|avatar| avatar.id == avatar_id)
            .map(|avatar| Self {
                id: avatar.id.to_owned(),
            })
            .ok_or_else(|| UnknownAvatar(avatar_id.to_owned()))
    }

    pub(super) fn backdrop(&self) -> (Color, Color) {
        (rgb(0xf3ece4), rgb(0xd9cfc6))
    }

    pub(super) fn mouth_bounds(&self) -> Rect {
        Rect::new(-70.0, 340.0, 70.0, 450.0)
    }

    pub(super) fn draw(&mut self, canvas: &mut Canvas<'_>, pose: &Pose) {
        let _ = &self.id;
        let mut oval = |x: f64, y: f64, width: f64, height: f64, color| {
            let across = if y < 450.0 { pose.head.turn * 10.0 } else { 0.0 };
            canvas.fill(
                &Ellipse::new((x + across, y), (width, height), 0.0).to_path(0.1),
                rgb(color),
            );
        };
        oval(0.0, 720.0, 280.0, 190.0 + 4.0 * pose.breath, 0x223355);
        oval(0.0, 270.0, 125.0, 175.0, 0xe8b898);
        let open = 1.0 - pose.lids;
        oval(-50.0, 265.0, 26.0, 14.0 * open + 1.0, 0xffffff);
        oval(50.0, 265.0, 26.0, 14.0 * open + 1.0, 0xffffff);
        oval(
            -50.0 + 10.0 * pose.gaze.across,
            265.0,
            11.0,
            11.0 * open + 1.0,
            0x334455,
        );
        oval(50.0 + 10.0 * pose.gaze.across, 265.0, 11.0, 11.0 * open + 1.0, 0x334455);
        oval(
            0.0,
            375.0,
            40.0 + 10.0 * pose.mouth.wide,
            4.0 + 26.0 * pose.mouth.open,
            0x702028,
        );
    }
}
