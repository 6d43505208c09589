//! How a figure holds itself at one moment, in parameters that blend.

use crate::viseme::Viseme;

/// A moment's pose.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Pose {
    pub(crate) head: Head,
    /// Where the body follows the head to: late, and less far.
    pub(crate) body: Head,
    /// Where the tips of long hair follow it to: later.
    pub(crate) tips: Head,
    pub(crate) gaze: Gaze,
    /// How far the lids are closed, 0..=1.
    pub(crate) lids: f64,
    /// How far the brows are raised, about -0.3..=1.
    pub(crate) brows: f64,
    /// How full the chest is, 0..=1.
    pub(crate) breath: f64,
    pub(crate) mouth: Mouth,
}

/// The head's position, each -1..=1; 0 faces the viewer.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Head {
    /// Around the neck's axis, positive to the picture's right.
    pub(crate) turn: f64,
    /// Down is positive.
    pub(crate) nod: f64,
    /// Towards the shoulder at the picture's right.
    pub(crate) tilt: f64,
}

impl Head {
    /// The position of the preview, with which every session begins.
    pub(crate) const PREVIEW: Self = Self {
        turn: 0.15,
        nod: 0.0,
        tilt: 0.12,
    };

    /// This position moved by `share` (0..=1) of the way to another.
    pub(crate) fn towards(self, other: Self, share: f64) -> Self {
        Self::default().plus(self, 1.0 - share).plus(other, share)
    }

    /// This position with another's, times `weight`, added.
    pub(crate) fn plus(self, other: Self, weight: f64) -> Self {
        Self {
            turn: self.turn + other.turn * weight,
            nod: self.nod + other.nod * weight,
            tilt: self.tilt + other.tilt * weight,
        }
    }
}

/// Where the eyes look, each -1..=1.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Gaze {
    /// Positive to the picture's right.
    pub(crate) across: f64,
    pub(crate) up: f64,
}

/// The mouth: visemes that blend, and a smile.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Mouth {
    /// The share of each viseme; rest, whose own is not counted, has what is left of 1.
    pub(crate) shapes: [f64; SHAPES],
    /// Corners drawn up: a smile beyond the face's own, about -0.3..=1.
    pub(crate) smile: f64,
}

/// As many as there are visemes.
pub(crate) const SHAPES: usize = Viseme::ALL.len();

impl Mouth {
    /// The mouth of silence.
    pub(crate) const REST: Self = Self {
        shapes: [0.0; SHAPES],
        smile: 0.0,
    };

    /// The mouth of a viseme, fully formed.
    pub(crate) const fn of(viseme: Viseme) -> Self {
        let mut mouth = Self::REST;
        let shape = viseme as usize;
        if !matches!(viseme, Viseme::Rest) && shape < mouth.shapes.len() {
            mouth.shapes[shape] = 1.0;
        }
        mouth
    }

    /// Distance between the lips, 0..=1.
    pub(crate) fn open(&self) -> f64 {
        self.sum(|viseme| match viseme {
            Viseme::Rest | Viseme::Pressed => 0.0,
            Viseme::LipTeeth => 0.16,
            Viseme::Pursed => 0.2,
            Viseme::Hiss => 0.3,
            Viseme::TongueTeeth | Viseme::Wide => 0.34,
            Viseme::Hush => 0.4,
            Viseme::TongueTip => 0.42,
            Viseme::Back => 0.45,
            Viseme::Half => 0.6,
            Viseme::Round => 0.66,
            Viseme::Open => 1.0,
        })
    }

    /// How far the jaw drops, 0..=1: less than the lips open where the teeth are together, or on the lower lip.
    pub(crate) fn jaw(&self) -> f64 {
        let clenched = self.sum(|viseme| match viseme {
            Viseme::Hiss => 1.0,
            Viseme::Hush => 0.9,
            _ => 0.0,
        });
        let tucked = self.sum(|viseme| f64::from(u8::from(viseme == Viseme::LipTeeth)));
        self.open() * (1.0 - 0.7 * clenched) * (1.0 - 0.6 * tucked)
    }

    /// How far the lips are pushed forward, 0..=1.
    pub(crate) fn pucker(&self) -> f64 {
        self.sum(|viseme| match viseme {
            Viseme::Pursed => 1.0,
            Viseme::Hush => 0.75,
            Viseme::Round => 0.7,
            _ => 0.0,
        })
    }

    /// A measure of visemes, blended.
    fn sum(&self, of: impl Fn(Viseme) -> f64) -> f64 {
        let shares = Viseme::ALL.iter().zip(&self.shapes);
        shares.map(|(viseme, share)| share * of(*viseme)).sum()
    }

    /// This mouth moved by `share` (0..=1) of the way to another.
    pub(crate) fn towards(&self, other: &Self, share: f64) -> Self {
        Self::default().plus(self, 1.0 - share).plus(other, share)
    }

    /// This mouth with another's, times `weight`, added.
    pub(crate) fn plus(&self, other: &Self, weight: f64) -> Self {
        let mut shapes = self.shapes;
        for (shape, other) in shapes.iter_mut().zip(&other.shapes) {
            *shape += other * weight;
        }
        Self {
            shapes,
            smile: self.smile + other.smile * weight,
        }
    }

    /// The largest difference of any share, or of the smile.
    pub(crate) fn distance(&self, other: &Self) -> f64 {
        let shapes = self.shapes.iter().zip(&other.shapes);
        let differences = shapes.map(|(one, other)| one - other);
        differences
            .chain([0.3 * (self.smile - other.smile)])
            .fold(0.0, |largest: f64, difference| largest.max(difference.abs()))
    }
}

impl Pose {
    /// The preview's: looking at the viewer, at rest.
    pub(crate) const PREVIEW: Self = Self {
        head: Head::PREVIEW,
        body: Head::PREVIEW,
        tips: Head::PREVIEW,
        gaze: Gaze { across: 0.0, up: 0.0 },
        lids: 0.0,
        brows: 0.0,
        breath: 0.0,
        mouth: Mouth::REST,
    };

    /// How far anything in the picture moves between two poses, in units of the drawing (720 to the picture's height).
    pub(crate) fn distance(&self, other: &Self) -> f64 {
        [
            35.0 * (self.head.turn - other.head.turn),
            20.0 * (self.head.nod - other.head.nod),
            34.0 * (self.head.tilt - other.head.tilt),
            11.0 * (self.body.turn - other.body.turn),
            14.0 * (self.body.tilt - other.body.tilt),
            18.0 * (self.tips.turn - other.tips.turn),
            18.0 * (self.tips.tilt - other.tips.tilt),
            14.0 * (self.gaze.across - other.gaze.across),
            10.0 * (self.gaze.up - other.gaze.up),
            30.0 * (self.lids - other.lids),
            12.0 * (self.brows - other.brows),
            6.0 * (self.breath - other.breath),
            40.0 * self.mouth.distance(&other.mouth),
        ]
        .into_iter()
        .fold(0.0, |largest: f64, movement| largest.max(movement.abs()))
    }
}
