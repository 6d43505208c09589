//! Flite where no program can be started: in a browser. It has no voices, and so there is never anybody who speaks.

use std::convert::Infallible;

use crate::speech::{SpeechError, Voice, delivery::Prosody, lip_sync::Phone, mastering::Finish};

/// The program, which is not there.
#[derive(Default)]
pub(crate) struct Flite(());

/// A voice of it: there is none.
#[derive(Clone)]
pub(crate) struct FliteVoice(Infallible);

/// One that speaks with such a voice.
pub(crate) struct FliteSpeaker(Infallible);

/// Samples, and the phones in them.
type Told = (Vec<i16>, Vec<Phone>);

/// The voices: none.
pub(crate) fn installed() -> &'static [FliteVoice] {
    &[]
}

impl FliteVoice {
    pub fn voice(&self) -> Voice {
        match self.0 {}
    }

    pub fn id(&self) -> String {
        match self.0 {}
    }
}

impl FliteSpeaker {
    pub fn new(_: Flite, voice: FliteVoice, _: Prosody) -> Self {
        match voice.0 {}
    }

    pub fn begin(&mut self, _: &str) -> Result<(), SpeechError> {
        match self.0 {}
    }

    pub fn work(&mut self) -> Result<Option<Told>, SpeechError> {
        match self.0 {}
    }

    pub fn finish(&self) -> Finish {
        match self.0 {}
    }
}
