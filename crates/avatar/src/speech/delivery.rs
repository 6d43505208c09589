//! How a text is spoken: by whom, how fast, in which mood.

use crate::speech::Source;

/// How a text is to be spoken.
#[derive(Clone, Debug, PartialEq)]
pub struct Delivery {
    /// The id of one of [`voices`](crate::speech::voices); `None` takes the first of them, an unknown one is an error.
    pub voice_id: Option<String>,
    /// A voice from outside, which speaks in place of the one that `voice_id` names.
    pub source: Option<Source>,
    /// Pace, 0.5 (half as fast) to 1.5; 1 is the voice's own. Values outside are taken as the nearest bound, NaN as 1.
    pub rate: f32,
    /// A mood that colours pitch, pace and loudness a little.
    pub emotion: Option<Emotion>,
}

impl Default for Delivery {
    fn default() -> Self {
        Self {
            voice_id: None,
            source: None,
            rate: 1.0,
            emotion: None,
        }
    }
}

/// The moods of the service's API.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Emotion {
    /// Higher, faster, louder.
    Excited,
    /// Lower and a little slower.
    Serious,
    /// A little higher and brisker.
    Friendly,
    /// Lower, slower, softer.
    Soothing,
    /// A little lower, brisk and loud.
    Broadcaster,
}

impl Emotion {
    /// All moods, in the order of their numbers (`emotion as usize`).
    pub const ALL: [Self; 5] = [
        Self::Excited,
        Self::Serious,
        Self::Friendly,
        Self::Soothing,
        Self::Broadcaster,
    ];
}

/// Factors on a voice's own pitch, pace and loudness, each within 0.4 to 1.8; 1 leaves it as it is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Prosody {
    /// How high it is.
    pub pitch: f32,
    /// How fast it is.
    pub pace: f32,
    /// How loud it is.
    pub volume: f32,
}

impl Delivery {
    /// Rate and mood as factors that an engine applies to its voice. All are finite and within 0.4 to 1.8.
    pub(crate) fn prosody(&self) -> Prosody {
        let rate = if self.rate.is_nan() {
            1.0
        } else {
            self.rate.clamp(0.5, 1.5)
        };
        let (pitch, pace, volume) = match self.emotion {
            None => (1.0, 1.0, 1.0),
            Some(Emotion::Excited) => (1.20, 1.12, 1.1),
            Some(Emotion::Serious) => (0.90, 0.93, 1.0),
            Some(Emotion::Friendly) => (1.10, 1.05, 1.0),
            Some(Emotion::Soothing) => (0.93, 0.84, 0.85),
            Some(Emotion::Broadcaster) => (0.94, 1.10, 1.1),
        };
        Prosody {
            pitch,
            pace: rate * pace,
            volume,
        }
    }
}
