//! The voices that this machine has.

use std::fmt;

use crate::speech::{flite, pico};

/// A voice that [`narrate`](crate::speech::narrate) can speak with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Voice {
    /// What a [`Delivery`](crate::speech::Delivery) names it by. Stable between runs and machines.
    pub id: String,
    /// What a person calls it.
    pub name: String,
    /// The language it speaks, as a BCP 47 tag.
    pub language: String,
    /// What synthesises it.
    pub engine: Engine,
}

/// A speech synthesiser.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Engine {
    /// SVOX Pico, built in: always there.
    Pico,
    /// The program `flite`: there where it is installed.
    Flite,
}

impl fmt::Display for Engine {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Pico => "Pico",
            Self::Flite => "flite",
        })
    }
}

/// The voices usable on this machine, the default one first. Never empty: the built-in ones are always there.
///
/// The first call looks for flite (some milliseconds), later ones remember what it found.
pub fn voices() -> Vec<Voice> {
    let built_in = pico::VOICES.iter().map(pico::PicoVoice::voice);
    built_in
        .chain(flite::installed().iter().map(flite::FliteVoice::voice))
        .collect()
}
