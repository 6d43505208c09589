//! Motion: what moves when. Everything here is a pure function of the time, the seed and what was said, so a picture can be asked
//! for at any time, in any order, and is the same in every run.

mod arrival;
mod blink;
mod breath;
mod chance;
mod emphasis;
mod follow;
mod gaze;
mod head;
mod lips;

use crate::portrait::Pose;

pub(crate) use emphasis::emphases;
pub(crate) use lips::{Held, LEAD, lips};

pub(crate) use chance::{Chance, ease};

/// The relation of a picture's moment to speech.
pub(crate) struct Speech<'a> {
    /// The mouth shapes around this moment, in order, in samples of the sound clock.
    pub(crate) held: &'a [Held],
    /// Moments of emphasis around this moment, in order.
    pub(crate) emphases: &'a [Emphasis],
    /// How much the figure is in the act of speaking, 0..1, smooth in time.
    pub(crate) engagement: f64,
}

/// A stressed syllable: the head nods and the brows rise with it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Emphasis {
    /// When its loudest moment is heard, in samples of the sound clock.
    pub(crate) at: u64,
    /// How much it stands out, 0..1.
    pub(crate) strength: f64,
}

/// The habits of one figure in one session.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Temperament {
    chance: Chance,
}

impl Temperament {
    pub(crate) fn new(seed: u64) -> Self {
        Self {
            chance: Chance::new(seed),
        }
    }

    /// How the figure holds itself at `seconds`.
    pub(crate) fn pose(self, seconds: f64, speech: &Speech<'_>) -> Pose {
        let accent = emphasis::at(seconds, speech.emphases);
        let gaze = gaze::at(self.chance.stream(1), seconds);
        let blink = blink::at(self.chance.stream(2), seconds);
        let breath = breath::at(self.chance.stream(3), seconds, speech.engagement);
        let head = |seconds: f64| {
            let accent = emphasis::at(seconds, speech.emphases);
            head::at(self.chance.stream(4), seconds, speech.engagement, accent)
        };
        let pose = Pose {
            head: head(seconds),
            body: follow::body(self.chance.stream(6), seconds, head),
            tips: follow::tips(seconds, head),
            breath,
            gaze,
            lids: blink,
            brows: 0.75 * accent.lift + 0.18 * speech.engagement * self.chance.stream(5).wander(seconds, 1.3),
            mouth: lips(seconds, speech.held),
        };
        arrival::from_preview(seconds, pose)
    }
}
