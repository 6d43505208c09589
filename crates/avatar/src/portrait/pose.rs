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

/// The mouth, each parameter 0..=1 unless it says otherwise.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Mouth {
    /// Distance between the lips.
    pub(crate) open: f64,
    /// Corners pulled apart (positive) or together (negative), -1..=1.
    pub(crate) wide: f64,
    /// Lips pushed forward.
    pub(crate) pucker: f64,
    /// Upper lip raised off the upper teeth.
    pub(crate) bare: f64,
    /// Lower lip under the upper teeth.
    pub(crate) tuck: f64,
    /// Lips pressed together until little of them shows.
    pub(crate) press: f64,
    /// Teeth together although the lips are apart.
    pub(crate) clench: f64,
    /// Tongue raised to the roof of the mouth.
    pub(crate) tongue: f64,
    /// Tongue between the teeth.
    pub(crate) tongue_out: f64,
    /// Corners drawn up: a smile beyond the face's own, about -0.3..=1.
    pub(crate) smile: f64,
    /// The share of each viseme, for mouths with a drawing of each.
    pub(crate) shapes: [f64; SHAPES],
}

/// As many as there are visemes.
pub(crate) const SHAPES: usize = Viseme::ALL.len();

impl Mouth {
    /// The mouth of silence.
    pub(crate) const REST: Self = Self {
        open: 0.0,
        wide: 0.0,
        pucker: 0.0,
        bare: 0.0,
        tuck: 0.0,
        press: 0.0,
        clench: 0.0,
        tongue: 0.0,
        tongue_out: 0.0,
        smile: 0.0,
        shapes: [0.0; SHAPES],
    };

    /// The mouth of a viseme, fully formed.
    pub(crate) const fn of(viseme: Viseme) -> Self {
        let mut rest = Self::REST;
        let shape = viseme as usize;
        if !matches!(viseme, Viseme::Rest) && shape < rest.shapes.len() {
            rest.shapes[shape] = 1.0;
        }
        match viseme {
            Viseme::Rest => rest,
            Viseme::Pressed => Self {
                press: 1.0,
                wide: 0.12,
                ..rest
            },
            Viseme::LipTeeth => Self {
                open: 0.16,
                tuck: 1.0,
                bare: 0.55,
                wide: 0.1,
                ..rest
            },
            Viseme::TongueTeeth => Self {
                open: 0.34,
                tongue_out: 1.0,
                bare: 0.35,
                wide: 0.12,
                tongue: 0.6,
                ..rest
            },
            Viseme::TongueTip => Self {
                open: 0.42,
                tongue: 1.0,
                bare: 0.25,
                wide: 0.1,
                ..rest
            },
            Viseme::Hiss => Self {
                open: 0.3,
                clench: 1.0,
                wide: 0.55,
                bare: 0.6,
                ..rest
            },
            Viseme::Hush => Self {
                open: 0.4,
                clench: 0.9,
                wide: -0.55,
                pucker: 0.75,
                bare: 0.5,
                ..rest
            },
            Viseme::Back => Self {
                open: 0.45,
                tongue: 0.45,
                wide: -0.05,
                bare: 0.1,
                ..rest
            },
            Viseme::Pursed => Self {
                open: 0.2,
                wide: -1.0,
                pucker: 1.0,
                ..rest
            },
            Viseme::Round => Self {
                open: 0.66,
                wide: -0.75,
                pucker: 0.7,
                ..rest
            },
            Viseme::Open => Self {
                open: 1.0,
                wide: 0.0,
                bare: 0.3,
                ..rest
            },
            Viseme::Half => Self {
                open: 0.6,
                wide: 0.3,
                bare: 0.3,
                tongue: 0.15,
                ..rest
            },
            Viseme::Wide => Self {
                open: 0.34,
                wide: 1.0,
                bare: 0.45,
                tongue: 0.3,
                ..rest
            },
        }
    }

    /// This mouth moved by `share` (0..=1) of the way to another.
    pub(crate) fn towards(&self, other: &Self, share: f64) -> Self {
        Self::default().plus(self, 1.0 - share).plus(other, share)
    }

    /// This mouth with another's parameters, times `weight`, added.
    pub(crate) fn plus(&self, other: &Self, weight: f64) -> Self {
        let mut shapes = self.shapes;
        for (shape, other) in shapes.iter_mut().zip(&other.shapes) {
            *shape += other * weight;
        }
        Self {
            shapes,
            open: self.open + other.open * weight,
            wide: self.wide + other.wide * weight,
            pucker: self.pucker + other.pucker * weight,
            bare: self.bare + other.bare * weight,
            tuck: self.tuck + other.tuck * weight,
            press: self.press + other.press * weight,
            clench: self.clench + other.clench * weight,
            tongue: self.tongue + other.tongue * weight,
            tongue_out: self.tongue_out + other.tongue_out * weight,
            smile: self.smile + other.smile * weight,
        }
    }

    /// The largest difference of any parameter.
    pub(crate) fn distance(&self, other: &Self) -> f64 {
        [
            self.open - other.open,
            self.wide - other.wide,
            self.pucker - other.pucker,
            self.bare - other.bare,
            self.tuck - other.tuck,
            self.press - other.press,
            self.clench - other.clench,
            self.tongue - other.tongue,
            self.tongue_out - other.tongue_out,
            0.3 * (self.smile - other.smile),
        ]
        .into_iter()
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
