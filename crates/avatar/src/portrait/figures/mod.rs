//! The avatars there are.

mod amara;
mod clara;
mod martin;

use vello_cpu::kurbo::Rect;

use super::UnknownAvatar;
use super::canvas::{Canvas, Color};
use super::eyes::{Brows, Eyes};
use super::face::Face;
use super::mouth::Mouth;
use super::placement::Placement;
use super::pose::Pose;
use super::skin::Skin;

/// An entry of the list of avatars.
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

/// The default first.
const AVATARS: [AvatarInfo; 3] = [clara::FIGURE.info, martin::FIGURE.info, amara::FIGURE.info];

/// The avatars, the default first.
#[must_use]
pub fn avatars() -> &'static [AvatarInfo] {
    &AVATARS
}

/// Draws a part of a figure in a pose.
type Part = fn(&mut Canvas<'_>, &Placement);

/// A person: the features all have in their own shape, and the parts that only this one has.
pub(super) struct Figure {
    info: AvatarInfo,
    /// The background of its preview: middle and rim.
    backdrop: (Color, Color),
    skin: Skin,
    face: Face,
    eyes: Eyes,
    brows: Brows,
    mouth: Mouth,
    /// Where the ears are seen: their distance from the middle.
    ears: Option<f64>,
    /// Hair behind the neck.
    behind: Part,
    clothes: Part,
    /// Drawn on the skin of the face: the hair's shadow, the ground of a beard.
    on_skin: Part,
    /// Drawn over nose and cheeks but under the mouth.
    beard: Option<Part>,
    /// Drawn over everything: hair, glasses.
    front: Part,
}

impl Figure {
    pub(super) fn of(avatar_id: &str) -> Result<&'static Self, UnknownAvatar> {
        [&clara::FIGURE, &martin::FIGURE, &amara::FIGURE]
            .into_iter()
            .find(|figure| figure.info.id == avatar_id)
            .ok_or_else(|| UnknownAvatar(avatar_id.to_owned()))
    }

    #[cfg_attr(target_arch = "wasm32", expect(dead_code, reason = "only previews have one"))]
    pub(super) fn backdrop(&self) -> (Color, Color) {
        self.backdrop
    }

    pub(super) fn mouth_bounds(&self) -> Rect {
        self.mouth.bounds()
    }

    pub(super) fn draw(&self, canvas: &mut Canvas<'_>, pose: &Pose) {
        let place = Placement::of(pose);
        (self.behind)(canvas, &place);
        self.face.neck(canvas, &place, &self.skin);
        (self.clothes)(canvas, &place);
        if let Some(x) = self.ears {
            self.face.ear(canvas, &place, &self.skin, -1.0, x);
            self.face.ear(canvas, &place, &self.skin, 1.0, x);
        }
        self.face
            .skin(canvas, &place, &self.skin, |canvas| (self.on_skin)(canvas, &place));
        if let Some(beard) = self.beard {
            beard(canvas, &place);
        }
        self.mouth.draw(canvas, &place, &pose.mouth, &self.skin);
        self.face.nose(canvas, &place, &self.skin);
        self.eyes.draw(canvas, &place, pose, &self.skin);
        self.brows.draw(canvas, &place, pose);
        (self.front)(canvas, &place);
    }
}
