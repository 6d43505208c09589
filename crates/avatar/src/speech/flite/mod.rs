//! The voices of the program `flite`, where it is installed.
//!
//! The program runs once a sentence, as a child process with a time limit, so nothing that it does reaches this process. The
//! text is one argument, which flite takes literally (`-t`); sound and phones come back through files in a folder of their own.

mod program;
mod voices;

pub(crate) use program::Flite;
pub(crate) use voices::{FliteVoice, installed};

use crate::speech::{SpeechError, delivery::Prosody, lips::Phone};

/// A flite voice that speaks in one manner.
pub(crate) struct FliteSpeaker {
    program: Flite,
    voice: FliteVoice,
    prosody: Prosody,
}

impl FliteSpeaker {
    pub fn new(program: Flite, voice: FliteVoice, prosody: Prosody) -> Self {
        Self {
            program,
            voice,
            prosody,
        }
    }

    /// The samples of `sentence` at the rate of utterances, and the phones in them. No samples where there is nothing that
    /// the voice can pronounce.
    pub fn speak(&self, sentence: &str) -> Result<(Vec<i16>, Vec<Phone>), SpeechError> {
        let text = voices::readable(sentence);
        if !text.contains(char::is_alphanumeric) {
            return Ok((Vec::new(), Vec::new()));
        }
        let (mut samples, phones) = self.program.speak(&text, &self.voice.arguments(self.prosody))?;
        let gain = self.voice.gain() * self.prosody.volume;
        for sample in &mut samples {
            // A cast from float saturates, so a peak that is too high is cut and does not wrap.
            *sample = (f32::from(*sample) * gain) as i16;
        }
        Ok((samples, phones))
    }
}
