//! The built-in voices: SVOX Pico with the voice files of six languages, and variations on them by pitch and vocal tract.

mod ffi;
mod files;
mod library;
mod memory_file;
mod voices;

use crate::speech::{Engine, SpeechError, delivery::Prosody, mastering::Finish, resample::resample};
use ffi::PicoEngine;

pub(crate) use files::{FILES, provide};
pub(crate) use voices::{LOW, PicoVoice, VOICES};

/// Samples a second of every built-in voice.
pub(crate) const RATE: u32 = 16_000;

/// A voice ready to speak, in one manner.
pub(crate) struct PicoSpeaker {
    engine: PicoEngine,
    /// Commands that set the manner; Pico forgets them at the end of a text.
    manner: String,
    tract: (u32, u32),
    finish: Finish,
}

impl PicoSpeaker {
    /// Starts an engine with `voice`. Takes a few milliseconds.
    pub fn new(voice: &PicoVoice, prosody: Prosody) -> Result<Self, SpeechError> {
        let (analysis, sound) = voice.files.get().ok_or_else(|| SpeechError::NotLoaded {
            voice: voice.voice().name,
        })?;
        let engine = PicoEngine::new(analysis, sound).map_err(failed)?;
        let stretch = voice.tract.0 as f32 / voice.tract.1 as f32;
        // The bounds are those of Pico's commands.
        let manner = format!(
            "<pitch level=\"{}\"><speed level=\"{}\"><volume level=\"{}\">",
            (prosody.pitch * voice.pitch * stretch * 100.0)
                .round()
                .clamp(50.0, 200.0),
            (prosody.pace * stretch * 100.0).round().clamp(20.0, 500.0),
            (prosody.volume * voice.volume).round().clamp(0.0, 500.0),
        );
        Ok(Self {
            engine,
            manner,
            tract: voice.tract,
            finish: voice.finish(prosody.pace),
        })
    }

    /// The finish that its sound still lacks.
    pub const fn finish(&self) -> Finish {
        self.finish
    }

    /// Begins to speak `sentence`, which holds plain text only (see [`spoken`](crate::speech::spoken)). A sentence that was being spoken is
    /// given up.
    pub fn begin(&mut self, sentence: &str) {
        self.engine.begin(&format!("{}{sentence}", self.manner));
    }

    /// Speaks on for some milliseconds; the samples of the sentence once all of it is spoken. They are empty or silent where it
    /// has nothing that the voice can pronounce.
    pub fn work(&mut self) -> Result<Option<Vec<i16>>, SpeechError> {
        let spoken = self.engine.work().map_err(failed)?;
        Ok(spoken.map(|samples| resample(&samples, self.tract.1, self.tract.0)))
    }
}

fn failed(reason: String) -> SpeechError {
    SpeechError::Engine {
        engine: Engine::Pico,
        reason,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::speech::Delivery;

    fn speak(speaker: &mut PicoSpeaker, text: &str) -> Vec<i16> {
        speaker.begin(text);
        loop {
            if let Some(samples) = speaker.work().unwrap() {
                return samples;
            }
        }
    }

    /// Shows that what reaches the engine must be plain: it does obey commands.
    #[test]
    fn the_engine_itself_obeys_commands() {
        let mut speaker = PicoSpeaker::new(&VOICES[0], Delivery::default().prosody()).unwrap();
        let short = speak(&mut speaker, "Hello there.").len();
        let long = speak(&mut speaker, "<speed level=\"25\">Hello there.").len();
        assert!(long > 2 * short, "{short} {long}");
    }

    #[test]
    fn a_spoilt_voice_file_is_an_error() {
        let (analysis, sound) = VOICES[0].files.get().unwrap();
        for spoilt in [&[][..], b"no voice", &analysis[..analysis.len() / 2]] {
            assert!(PicoEngine::new(spoilt, sound).is_err());
        }
    }

    #[test]
    fn the_manner_ends_with_its_text() {
        let slow = Delivery {
            rate: 0.5,
            ..Delivery::default()
        };
        let mut speaker = PicoSpeaker::new(&VOICES[0], slow.prosody()).unwrap();
        let mut length = || speak(&mut speaker, "Hello there.").len();
        assert_eq!(length(), length(), "the manner adds up");
    }

    #[test]
    fn a_text_can_be_given_up_for_another() {
        let mut speaker = PicoSpeaker::new(&VOICES[0], Delivery::default().prosody()).unwrap();
        let alone = speak(&mut speaker, "Hello there.");
        speaker.begin("This is another sentence, a long one, which nobody hears to its end.");
        assert_eq!(speaker.work(), Ok(None), "some of it is left");
        assert_eq!(speak(&mut speaker, "Hello there.").len(), alone.len());
    }

    #[test]
    fn a_text_that_the_engine_cannot_take_leaves_it_usable() {
        let mut speaker = PicoSpeaker::new(&VOICES[0], Delivery::default().prosody()).unwrap();
        speaker.begin(&format!("My number is {} okay.", "1".repeat(60)));
        let mut outcome = speaker.work();
        while outcome == Ok(None) {
            outcome = speaker.work();
        }
        assert!(
            outcome.is_err(),
            "Pico takes 60 digits by now: the rule for digits may go"
        );
        assert!(!speak(&mut speaker, "Hello there.").is_empty());
    }
}
