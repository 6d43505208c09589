//! The voices of the program `flite`, where it is installed.
//!
//! The program runs once a sentence, as a child process with a time limit, so nothing that it does reaches this process. The
//! text is one argument, which flite takes literally (`-t`); sound and phones come back through files in a folder of their own.

mod program;
mod voices;

use program::{Run, Told};

pub(crate) use program::Flite;
pub(crate) use voices::{FliteVoice, installed};

use crate::speech::{SpeechError, delivery::Prosody, mastering::Finish};

/// A flite voice that speaks in one manner.
pub(crate) struct FliteSpeaker {
    program: Flite,
    voice: FliteVoice,
    prosody: Prosody,
    /// The program at work; none where there is nothing to say.
    run: Option<Run>,
}

impl FliteSpeaker {
    pub fn new(program: Flite, voice: FliteVoice, prosody: Prosody) -> Self {
        Self {
            program,
            voice,
            prosody,
            run: None,
        }
    }

    /// Begins to speak `sentence`. A sentence that was being spoken is given up.
    pub fn begin(&mut self, sentence: &str) -> Result<(), SpeechError> {
        self.run = None;
        let text = voices::readable(sentence);
        if text.contains(char::is_alphanumeric) {
            self.run = Some(self.program.start(&text, &self.voice.arguments(self.prosody))?);
        }
        Ok(())
    }

    /// Speaks on for some milliseconds. The samples of the sentence at the rate of lips, and the phones in them, once all
    /// of it is spoken. No samples where there is nothing that the voice can pronounce.
    pub fn work(&mut self) -> Result<Option<Told>, SpeechError> {
        let Some(run) = &mut self.run else {
            return Ok(Some((Vec::new(), Vec::new())));
        };
        let spoken = run.poll()?;
        if spoken.is_some() {
            self.run = None;
        }
        Ok(spoken)
    }

    /// The finish that its sound still lacks.
    pub fn finish(&self) -> Finish {
        Finish {
            gain: self.voice.gain() * self.prosody.volume,
            brightness: None,
        }
    }
}
