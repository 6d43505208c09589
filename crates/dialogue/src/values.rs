//! The thresholds and timeouts of turn detection and turn-taking.

use std::time::Duration;

/// Samples a second of the visitor's sound.
pub const SAMPLE_RATE: u64 = 16_000;

/// Samples in a frame of voice activity: 32 ms.
pub const FRAME: u64 = 512;

/// The thresholds and timeouts by which turns are told apart. Lengths are in samples at [`SAMPLE_RATE`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Values {
    /// The probability from which on a frame begins speech.
    pub begin: f32,
    /// The probability from which on a frame goes on with speech.
    pub hold: f32,
    /// Speech that begins a turn.
    pub start: u64,
    /// The same while the avatar's voice sounds: the echo of it, a cough and an "mhm" are shorter.
    pub barge_in: u64,
    /// Silence that speech may have before it has begun a turn.
    pub gap: u64,
    /// Sound from before the speech that is transcribed with it: quiet consonants.
    pub prefix: u64,
    /// Silence after which a turn is transcribed although it may go on.
    pub early: u64,
    /// How often that is done in one turn.
    pub early_most: u32,
    /// Silence that ends a turn.
    pub end: u64,
    /// The longest turn. Speech that goes on is the next one.
    pub longest: u64,
    /// Sound that still belongs to a turn when the button was let go: the voice is on its way for longer than the word of it.
    pub released: u64,
    /// Speech without which nothing is transcribed: models invent words where there are none.
    pub least: u64,
    /// How long the avatar must have sounded in all before it can be interrupted by voice: browsers learn its echo in that time.
    pub settle: Duration,
    /// How long a transcript is waited for.
    pub transcript: Duration,
    /// How long a turn goes on for which no sound comes.
    pub sound: Duration,
    /// Sound that is transcribed in one conversation.
    pub most: u64,
    /// Whether anybody answers. Else turns are told, and not asked.
    pub answers: bool,
}

impl Default for Values {
    fn default() -> Self {
        let milliseconds = |length: u64| length * SAMPLE_RATE / 1000;
        Self {
            begin: 0.5,
            hold: 0.35,
            start: milliseconds(250),
            barge_in: milliseconds(400),
            gap: milliseconds(100),
            prefix: milliseconds(300),
            early: milliseconds(200),
            early_most: 4,
            end: milliseconds(500),
            longest: milliseconds(30_000),
            released: milliseconds(200),
            least: milliseconds(96),
            settle: Duration::from_secs(1),
            transcript: Duration::from_secs(20),
            sound: Duration::from_secs(1),
            most: milliseconds(1_800_000),
            answers: true,
        }
    }
}
