//! A spoken text: sound and mouth in one piece.

use std::time::Duration;

use crate::viseme::VisemeSpan;

/// Samples per second of every utterance. Opus takes this rate as it is, so nothing resamples on the way to the network, and
/// the voices of today's models, of 22 050 or 24 000 samples a second, lose nothing of what makes them clear.
pub const SAMPLE_RATE: u32 = 24_000;

/// A piece of speech (a sentence, as a rule): mono samples at [`SAMPLE_RATE`] and the mouth shapes made while they sound.
///
/// The spans lie in order, do not overlap and stay within the samples; gaps between them are [`Viseme::Rest`].
/// Sound and mouth come from one synthesis, so they agree by construction.
///
/// [`Viseme::Rest`]: crate::viseme::Viseme::Rest
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Utterance {
    /// Mono samples, 16 bits, at [`SAMPLE_RATE`].
    pub samples: Vec<i16>,
    /// The mouth over these samples.
    pub mouth: Vec<VisemeSpan>,
    /// The kind of sentence that it says.
    pub gesture: Gesture,
}

/// The kind of a sentence, as far as a face shows it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Gesture {
    /// A statement.
    #[default]
    Plain,
    /// A question: the brows rise to its end.
    Question,
    /// A greeting, which comes with a smile.
    Greeting,
}

impl Gesture {
    /// All, in the order of their numbers (`gesture as usize`).
    pub const ALL: [Self; 3] = [Self::Plain, Self::Question, Self::Greeting];
}

impl Utterance {
    /// How long the utterance sounds.
    pub fn duration(&self) -> Duration {
        Duration::from_micros(self.samples.len() as u64 * 1_000_000 / u64::from(SAMPLE_RATE))
    }
}
