//! The visitor and the room: what there is to be heard, frame by frame.

use std::ops::Range;

use simulation::Dice;

/// A kind of sound.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Silence,
    /// Words that a transcript has.
    Speech,
    /// A voice without words, as a hum or a cough.
    Mumble,
    /// Loud, and no voice.
    Noise,
    /// A sound that is taken for a voice, too short to be one.
    Click,
}

/// A stretch of sound, in frames.
#[derive(Clone, Debug)]
pub struct Sound {
    pub kind: Kind,
    pub frames: Range<u64>,
    /// Whether everything about it went as it should, so that it must be heard.
    pub clean: bool,
}

impl Sound {
    /// The word that a transcript has of it where it has this number.
    pub fn word(number: usize) -> String {
        format!("word{number}")
    }

    /// The sample in its middle: a transcript of a range with that sample has its word.
    pub fn middle(&self, frame: u64) -> u64 {
        (self.frames.start + self.frames.end) / 2 * frame
    }
}

/// All sounds of one conversation, one after the other.
pub fn sounds(dice: &mut Dice) -> Vec<Sound> {
    let mut sounds = Vec::new();
    let mut at = 0;
    for _ in 0..dice.range(2, 24) {
        let (kind, length) = match dice.range(0, 19) {
            0..=7 => (Kind::Speech, dice.range(16, 130)),
            // Somebody who does not stop, as a television.
            8 if dice.chance(150) => (Kind::Speech, dice.range(900, 2200)),
            8 => (Kind::Speech, dice.range(3, 16)),
            9 | 10 => (Kind::Mumble, dice.range(8, 40)),
            11 => (Kind::Noise, dice.range(10, 100)),
            12 => (Kind::Click, dice.range(1, 3)),
            // A pause within a sentence, and one after it.
            13..=15 => (Kind::Silence, dice.range(2, 15)),
            _ => (Kind::Silence, dice.range(18, 150)),
        };
        sounds.push(Sound {
            kind,
            frames: at..at + length,
            clean: true,
        });
        at += length;
    }
    sounds
}

/// How probable the detector finds a voice in a frame of such a sound.
pub fn probability(kind: Kind, dice: &mut Dice) -> f32 {
    match kind {
        Kind::Silence => dice.between(0.0, 0.2),
        Kind::Speech | Kind::Mumble if dice.chance(30) => dice.between(0.36, 0.5),
        Kind::Speech | Kind::Mumble | Kind::Click => dice.between(0.55, 1.0),
        Kind::Noise => dice.between(0.0, 0.45),
    }
}
