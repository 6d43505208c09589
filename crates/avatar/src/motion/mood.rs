//! The mood that a face shows, and what it does while it listens or thinks.

use super::Random;
use crate::speech::Emotion;

/// The figure's attention while it does not speak.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Attention {
    /// Nothing in particular.
    #[default]
    Resting,
    /// Somebody who speaks to it: it leans its head, looks at the viewer and nods now and then.
    Listening,
    /// An answer: it looks aside.
    Thinking,
}

/// A mood's lasting share in the face.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Mood {
    pub(super) smile: f64,
    pub(super) brows: f64,
    /// How lively head and brows are against a plain mood's 1.
    pub(super) liveliness: f64,
    pub(super) tilt: f64,
}

impl Mood {
    pub(super) fn of(emotion: Option<Emotion>) -> Self {
        let (smile, brows, liveliness, tilt) = match emotion {
            None => (0.0, 0.0, 1.0, 0.0),
            Some(Emotion::Excited) => (0.55, 0.22, 1.35, 0.0),
            Some(Emotion::Serious) => (-0.25, -0.16, 0.75, 0.0),
            Some(Emotion::Friendly) => (0.5, 0.08, 1.1, 0.12),
            Some(Emotion::Soothing) => (0.3, 0.05, 0.6, 0.2),
            Some(Emotion::Broadcaster) => (0.12, 0.0, 0.85, 0.0),
        };
        Self {
            smile,
            brows,
            liveliness,
            tilt,
        }
    }
}

/// How much the figure listens and thinks at a moment, each 0..=1.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct AttentionLevels {
    pub(crate) listening: f64,
    pub(crate) thinking: f64,
}

/// A listener's nods: one every three or four seconds, at `seconds`, 0 to 1.
pub(super) fn nod(random: Random, seconds: f64) -> f64 {
    const PERIOD: f64 = 3.3;
    const LENGTH: f64 = 0.42;
    let turn = (seconds / PERIOD).floor();
    let start = (turn + 0.2 + 0.5 * random.at(turn as i64)) * PERIOD;
    let since = (seconds - start) / LENGTH;
    if (0.0..2.0).contains(&since) {
        // Down and up, and once more, smaller.
        let height = if since < 1.0 { 1.0 } else { 0.45 };
        height * (std::f64::consts::PI * since.fract()).sin().powi(2)
    } else {
        0.0
    }
}
