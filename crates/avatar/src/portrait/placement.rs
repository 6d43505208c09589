//! Where the points of a figure are in a pose.
//!
//! A figure is drawn facing the viewer. The face lies on a bulge, so that when the head turns or nods its middle moves more than its
//! rim, the nose most; hair at the back moves the other way. Hair that hangs below the chin stays with the body.

use figure::Moves;
pub(super) use figure::{Field, Tip};
use vello_cpu::kurbo::{Affine, Point, Vec2};

use super::pose::Pose;

/// How the head of a figure moves.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Rig {
    /// The middle of the head, around which it turns and nods.
    pub(super) middle: Point,
    /// Where the neck carries the head, around which it tilts.
    pub(super) neck: Point,
    /// Half the head's width and height, and how far its face bulges towards the viewer.
    pub(super) bulge: (f64, f64, f64),
    /// A full turn, nod and tilt, in radians.
    pub(super) turn: f64,
    pub(super) nod: f64,
    pub(super) tilt: f64,
    /// Where the part of the face begins that moves with the jaw, and how far the chin drops with a wide open mouth.
    pub(super) jaw: (f64, f64),
}

impl From<&Moves> for Rig {
    fn from(moves: &Moves) -> Self {
        Self {
            middle: moves.middle.into(),
            neck: moves.neck.into(),
            bulge: moves.bulge,
            turn: moves.turn,
            nod: moves.nod,
            tilt: moves.tilt,
            jaw: moves.jaw,
        }
    }
}

/// How far the body follows a full turn or tilt of the head to the side, a quarter of the head's way, and how much it leans.
const SWAY: f64 = 8.5;
const LEAN: f64 = 0.02;
/// How far the tips of long hair stay behind.
const TRAIL: f64 = 15.0;

/// How far a nose stands off the face.
fn height(nose: Tip, x: f64, y: f64) -> f64 {
    let across = 1.0 - (x / (nose.half_width + 9.0)).powi(2);
    if across <= 0.0 {
        return 0.0;
    }
    let ridge = nose.y - 10.0;
    let down = soft((y - 225.0) / (ridge - 225.0)) * (1.0 - soft((y - ridge) / 34.0));
    24.0 * across * across * down
}

/// The places of one pose.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Placement {
    /// Sine and cosine of the head's turn and nod.
    turn: (f64, f64),
    nod: (f64, f64),
    tilt: Affine,
    /// The head's middle and bulge, and where the jaw begins.
    middle: Point,
    bulge: (f64, f64, f64),
    jaw_top: f64,
    breath: f64,
    /// How far the shoulders are to the side, and the tangent by which they lean.
    sway: f64,
    lean: f64,
    /// How far the tips of the hair are behind the head.
    trail: Vec2,
    /// How far the chin is down.
    jaw: f64,
}

impl Placement {
    /// Of a figure with this rig.
    pub(super) fn of(rig: &Rig, pose: &Pose) -> Self {
        Self {
            turn: (rig.turn * pose.head.turn).sin_cos(),
            nod: (rig.nod * pose.head.nod).sin_cos(),
            tilt: Affine::rotate_about(rig.tilt * pose.head.tilt, rig.neck),
            middle: rig.middle,
            bulge: rig.bulge,
            jaw_top: rig.jaw.0,
            breath: pose.breath,
            sway: SWAY * (pose.body.turn + pose.body.tilt),
            lean: LEAN * pose.body.tilt,
            trail: TRAIL
                * Vec2::new(
                    pose.tips.turn - pose.head.turn + pose.tips.tilt - pose.head.tilt,
                    0.5 * (pose.tips.nod - pose.head.nod),
                ),
            jaw: rig.jaw.1 * pose.mouth.jaw(),
        }
    }

    /// The places of a figure at rest: the same for all rigs.
    pub(super) fn rest() -> Self {
        Self::of(&Rig::from(&Moves::default()), &Pose::default())
    }

    /// The same with a jaw at rest: for what does not follow it.
    pub(super) fn without_jaw(self) -> Self {
        Self { jaw: 0.0, ..self }
    }

    /// The body alone.
    pub(super) fn trunk(self) -> Self {
        Self {
            breath: self.breath,
            sway: self.sway,
            lean: self.lean,
            ..Self::rest()
        }
    }

    /// A point of a surface.
    pub(super) fn put(&self, field: Field, x: f64, y: f64) -> Point {
        match field {
            Field::Plane(depth) => self.plane(x, y, depth),
            Field::Loose(depth) => self.loose(x, y, depth),
            Field::Hair => self.hair(x, y),
            Field::Face(tip) => self.raised(x, y, height(tip, x, y)),
            Field::Glasses => self.glasses(x, y),
            Field::Body => self.body(x, y),
            Field::Neck(depth) => self.neck(x, y, depth),
        }
    }

    /// A point that stands off the face by `height` (the nose), its lower part moving with the jaw.
    fn raised(&self, x: f64, y: f64, height: f64) -> Point {
        let drop = self.jaw * soft((y - self.jaw_top) / 80.0) * (1.0 - 0.5 * soft((x.abs() - 60.0) / 60.0));
        self.on_head(x, y + drop, self.bulge(x, y) + height)
    }

    /// A point of the skull that does not follow the jaw: the upper teeth, the upper lip.
    pub(super) fn skull(&self, x: f64, y: f64, height: f64) -> Point {
        self.on_head(x, y, self.bulge(x, y) + height)
    }

    /// A point in a plane `depth` in front of the head's middle (negative behind it), that stays with the body below the chin.
    fn plane(&self, x: f64, y: f64, depth: f64) -> Point {
        let head = self.on_head(x, y, depth);
        head.lerp(self.body(x, y), soft((y - 430.0) / 140.0))
    }

    /// A point of the neck in such a plane: the shadow of the chin falls with the jaw, and what is below it stays.
    fn neck(&self, x: f64, y: f64, depth: f64) -> Point {
        let middle = 1.0 - soft((x.abs() - 32.0) / 20.0);
        let fall = 0.7 * self.jaw * middle * soft((y - 380.0) / 50.0) * (1.0 - soft((y - 476.0) / 70.0));
        self.plane(x, y + fall, depth)
    }

    /// A point of hair: on the bulge where it lies over the face, and with the body below the chin.
    fn hair(&self, x: f64, y: f64) -> Point {
        self.loose(x, y, self.bulge(x, y) + 6.0)
    }

    /// A point of hair in a plane, as [`Self::plane`], that trails behind the head the further down it hangs.
    fn loose(&self, x: f64, y: f64, depth: f64) -> Point {
        self.plane(x, y, depth) + self.trail * soft((y - 290.0) / 270.0)
    }

    /// A point of glasses: in front of the eyes, and back to the ears beside them.
    fn glasses(&self, x: f64, y: f64) -> Point {
        let front = self.bulge(x, y) + 18.0;
        self.on_head(x, y, front + (36.0 - front) * soft((x.abs() - 84.0) / 24.0))
    }

    /// A point of the body, which rises with the breath.
    fn body(&self, x: f64, y: f64) -> Point {
        let rise = self.breath * (4.5 - 2.0 * ((y - 560.0) / 160.0).clamp(-0.5, 1.0));
        // Shoulders sit close under the chin; the picture's lower edge stays where it is.
        let close = 30.0 * soft((730.0 - y) / 130.0);
        Point::new(
            x * (1.0 + 0.006 * self.breath) + self.sway * soft((720.0 - y) / 250.0),
            y - rise - close + self.lean * x * soft((740.0 - y) / 120.0),
        )
    }

    fn bulge(&self, x: f64, y: f64) -> f64 {
        let (across, down, front) = self.bulge;
        let rim = ((x - self.middle.x) / across).powi(2) + ((y - self.middle.y) / down).powi(2);
        front * (1.0 - rim).max(0.0)
    }

    fn on_head(&self, x: f64, y: f64, z: f64) -> Point {
        let (turn_sin, turn_cos) = self.turn;
        let (nod_sin, nod_cos) = self.nod;
        let from_middle = Vec2::new(x - self.middle.x, y - self.middle.y);
        let across = from_middle.x * turn_cos + z * turn_sin;
        let toward = z * turn_cos - from_middle.x * turn_sin;
        let down = from_middle.y * nod_cos + toward * nod_sin;
        self.tilt * (self.middle + Vec2::new(across + 0.6 * self.sway, down - 0.8 * self.breath * 4.0))
    }
}

/// From 0 to 1 with a soft start and end.
pub(super) fn soft(progress: f64) -> f64 {
    let progress = progress.clamp(0.0, 1.0);
    progress * progress * (3.0 - 2.0 * progress)
}
