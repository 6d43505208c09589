//! External voices where there are none: in a browser, whose wasm must not carry code that nobody calls.

use std::convert::Infallible;
use std::time::Duration;

use crate::speech::{Prosody, SpeechError, Voice, lip_sync::Tone, mastering::Finish};
use crate::viseme::Viseme;

/// A voice from outside: there is none.
#[derive(Clone, Debug, PartialEq)]
pub struct Source(Infallible);

/// One that speaks with such a voice.
pub(crate) struct SourceSpeaker(Infallible);

/// How far a sentence has come.
#[allow(dead_code, reason = "no voice from outside ever tells one")]
pub(crate) enum Progress {
    Working,
    Waiting,
    Spoken(SentenceSound),
}

/// A spoken sentence.
#[allow(dead_code, reason = "no voice from outside ever speaks one")]
pub(crate) struct SentenceSound {
    pub samples: Vec<i16>,
    pub rate: u32,
    pub shapes: Option<Vec<(std::ops::Range<usize>, Viseme)>>,
}

impl Source {
    /// The voice as lists show it.
    pub fn voice(&self) -> Voice {
        match self.0 {}
    }

    pub(crate) fn fallback(&self) -> &str {
        match self.0 {}
    }

    pub(crate) fn ahead(&self) -> Duration {
        match self.0 {}
    }
}

impl SourceSpeaker {
    pub fn new(source: &Source, _: Prosody) -> Result<Self, SpeechError> {
        match source.0 {}
    }

    pub fn begin(&mut self, _: &str) -> Result<(), SpeechError> {
        match self.0 {}
    }

    pub fn work(&mut self) -> Result<Progress, SpeechError> {
        match self.0 {}
    }

    pub fn tone(&self, _: &[i16]) -> Tone {
        match self.0 {}
    }

    pub fn finish(&self, _: &[i16]) -> Finish {
        match self.0 {}
    }
}
