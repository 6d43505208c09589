//! The persons that are drawn in code.

mod amara;
mod clara;
mod martin;

use vello_cpu::kurbo::Rect;

use super::canvas::{Canvas, Color};
use super::eyes::{Brows, Eyes};
use super::face::{EARS_DEPTH, Face, NECK_DEPTH};
use super::mouth::Mouth;
use super::placement::{Field, Placement, Rig};
use super::pose::Pose;
use super::skin::Skin;
use super::stratum::Stratum;

/// Names of an avatar, and its voice.
#[derive(Clone, Copy, Debug)]
pub(super) struct Names {
    /// The name that requests use.
    pub(super) id: &'static str,
    /// The name for people.
    pub(super) name: &'static str,
    /// The name with what tells this pose from others of the same avatar.
    pub(super) pose_name: &'static str,
    /// The voice it speaks with where a request names none.
    pub(super) default_voice: &'static str,
}

/// The persons that are drawn in code, the default first.
pub(super) static PEOPLE: [&Person; 3] = [&clara::FIGURE, &martin::FIGURE, &amara::FIGURE];

/// Draws a part of a person in a pose.
type Part = fn(&mut Canvas<'_>, &Placement);

/// A part of a person that only the pose changes.
#[derive(Clone, Copy, Debug)]
struct Sprite {
    /// The surface that it is drawn on.
    field: Field,
    draw: Part,
}

/// A person: the features all have in their own shape, and the parts that only this one has.
pub(super) struct Person {
    pub(super) names: Names,
    /// The background of its preview: middle and rim.
    backdrop: (Color, Color),
    skin: Skin,
    face: Face,
    eyes: Eyes,
    brows: Brows,
    mouth: Mouth,
    /// Where the ears are seen: their distance from the middle.
    ears: Option<f64>,
    /// Drawn behind the neck: hair, a collar.
    behind: &'static [Sprite],
    clothes: Part,
    /// Drawn on the skin of the face: the hair's shadow, the ground of a beard.
    on_skin: Part,
    /// Drawn over nose and cheeks but under the mouth.
    beard: Option<Part>,
    /// Drawn over everything: hair, glasses.
    front: &'static [Sprite],
}

impl Person {
    pub(super) fn backdrop(&self) -> (Color, Color) {
        self.backdrop
    }

    pub(super) fn mouth_bounds(&self) -> Rect {
        self.mouth.bounds()
    }

    /// Its parts, the lowest first.
    pub(super) fn strata(&self) -> Vec<Stratum> {
        let sprite = |nth: usize| Stratum::Sprite(nth, self.sprite(nth).field);
        let behind = self.behind.len();
        let body = [Stratum::Neck, sprite(behind)];
        let head = self.ears.map(|_| Stratum::Ears).into_iter();
        let head = head.chain([Stratum::Face, Stratum::Mouth]);
        let front = (behind + 1..=behind + self.front.len()).map(sprite);
        (0..behind).map(sprite).chain(body).chain(head).chain(front).collect()
    }

    /// A sprite by its number: those behind, the clothes, those in front.
    fn sprite(&self, nth: usize) -> Sprite {
        let clothes = Sprite {
            field: Field::Body,
            draw: self.clothes,
        };
        let behind = self.behind.len();
        let front = nth.checked_sub(behind + 1).and_then(|nth| self.front.get(nth));
        self.behind.get(nth).or(front).copied().unwrap_or(clothes)
    }

    /// The surface that a part is drawn on.
    pub(super) fn field(&self, stratum: Stratum) -> Field {
        match stratum {
            Stratum::Sprite(_, field) => field,
            Stratum::Neck => Field::Plane(NECK_DEPTH),
            Stratum::Ears => Field::Plane(EARS_DEPTH),
            Stratum::Face | Stratum::Mouth => Field::Face(self.face.tip()),
        }
    }

    /// Where a part may be in any pose, for those that are drawn anew in each.
    pub(super) fn bounds(&self, stratum: Stratum) -> Rect {
        match stratum {
            Stratum::Neck => Rect::new(-176.0, 320.0, 176.0, 730.0),
            _ => self.mouth.bounds().inflate(52.0, 36.0),
        }
    }

    /// Where eyes and brows are drawn, with the head at rest.
    pub(super) fn eye_bounds(&self) -> Rect {
        let (brows, eyes) = (&self.brows, &self.eyes);
        let reach = (eyes.apart + 1.5 * eyes.half_width).max(brows.outer + 8.0);
        let top = brows.y - brows.arch - brows.thickness - 16.0;
        Rect::new(-reach, top, reach, eyes.y + 2.0 * eyes.height)
    }

    /// Draws a part in a pose.
    pub(super) fn paint(&self, stratum: Stratum, canvas: &mut Canvas<'_>, place: &Placement, pose: &Pose) {
        match stratum {
            Stratum::Sprite(nth, _) => (self.sprite(nth).draw)(canvas, place),
            Stratum::Neck => self.face.neck(canvas, place, &self.skin),
            Stratum::Ears => {
                for side in [-1.0, 1.0] {
                    self.face
                        .ear(canvas, place, &self.skin, side, self.ears.unwrap_or_default());
                }
            }
            Stratum::Face => {
                self.bare_face(canvas, place);
                self.eyes(canvas, place, pose);
                self.brows(canvas, place, pose);
            }
            Stratum::Mouth => self.mouth.draw(canvas, place, &pose.mouth, &self.skin),
        }
    }

    /// The face without eyes, brows and mouth: that of it which only the head's pose changes.
    pub(super) fn bare_face(&self, canvas: &mut Canvas<'_>, place: &Placement) {
        self.face
            .skin(canvas, place, &self.skin, |canvas| (self.on_skin)(canvas, place));
        if let Some(beard) = self.beard {
            beard(canvas, place);
        }
        self.face.nose(canvas, place, &self.skin);
        self.eyes.sockets(canvas, place, &self.skin);
    }

    pub(super) fn eyes(&self, canvas: &mut Canvas<'_>, place: &Placement, pose: &Pose) {
        self.eyes.draw(canvas, place, pose, &self.skin);
    }

    pub(super) fn brows(&self, canvas: &mut Canvas<'_>, place: &Placement, pose: &Pose) {
        self.brows.draw(canvas, place, pose);
    }

    /// Draws the whole person in a pose.
    #[cfg_attr(
        target_arch = "wasm32",
        expect(dead_code, reason = "only previews draw the whole at once")
    )]
    pub(super) fn draw(&self, canvas: &mut Canvas<'_>, pose: &Pose) {
        let place = Placement::of(&Rig::PERSON, pose);
        for stratum in self.strata() {
            self.paint(stratum, canvas, &place, pose);
        }
    }
}
