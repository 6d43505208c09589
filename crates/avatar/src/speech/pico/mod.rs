//! The built-in voices: SVOX Pico with its English voice files, and variations on them by pitch and vocal tract.

mod ffi;

use crate::speech::{Engine, SpeechError, Voice, delivery::Prosody};
use ffi::PicoEngine;

/// A voice made of Pico's files and how they are used.
pub(crate) struct PicoVoice {
    id: &'static str,
    name: &'static str,
    language: &'static str,
    analysis: &'static [u8],
    sound: &'static [u8],
    /// Pitch in per cent of the recorded speaker's.
    pitch: f32,
    /// Where the resonances lie, in per cent of the recorded speaker's: below 100 is a longer vocal tract.
    tract: u32,
}

const US: (&[u8], &[u8]) = (
    include_bytes!(concat!(env!("OUT_DIR"), "/en-US_ta.bin")),
    include_bytes!(concat!(env!("OUT_DIR"), "/en-US_lh0_sg.bin")),
);
const GB: (&[u8], &[u8]) = (
    include_bytes!(concat!(env!("OUT_DIR"), "/en-GB_ta.bin")),
    include_bytes!(concat!(env!("OUT_DIR"), "/en-GB_kh0_sg.bin")),
);

/// The built-in voices, the default one first.
pub(crate) const VOICES: &[PicoVoice] = &[
    PicoVoice {
        id: "pico-en-us",
        name: "Ava",
        language: "en-US",
        analysis: US.0,
        sound: US.1,
        pitch: 100.0,
        tract: 100,
    },
    PicoVoice {
        id: "pico-en-gb",
        name: "Beth",
        language: "en-GB",
        analysis: GB.0,
        sound: GB.1,
        pitch: 100.0,
        tract: 100,
    },
];

impl PicoVoice {
    /// The voice as the list shows it.
    pub fn voice(&self) -> Voice {
        Voice {
            id: self.id.to_owned(),
            name: self.name.to_owned(),
            language: self.language.to_owned(),
            engine: Engine::Pico,
        }
    }

    /// Whether this is the voice of that id.
    pub fn is(&self, id: &str) -> bool {
        self.id == id
    }
}

/// A voice ready to speak, in one manner.
pub(crate) struct PicoSpeaker {
    engine: PicoEngine,
    /// Commands that set the manner; Pico forgets them at the end of a text.
    manner: String,
}

impl PicoSpeaker {
    /// Starts an engine with `voice`. Takes a few milliseconds.
    pub fn new(voice: &PicoVoice, prosody: Prosody) -> Result<Self, SpeechError> {
        let engine = PicoEngine::new(voice.analysis, voice.sound).map_err(failed)?;
        let percent = |factor: f32, low: f32, high: f32| (factor * 100.0).round().clamp(low, high) as u32;
        // The bounds are those of Pico's commands.
        let manner = format!(
            "<pitch level=\"{}\"><speed level=\"{}\"><volume level=\"{}\"><speaker level=\"{}\">",
            percent(prosody.pitch * voice.pitch / 100.0, 50.0, 200.0),
            percent(prosody.pace, 20.0, 500.0),
            percent(prosody.volume, 0.0, 500.0),
            voice.tract,
        );
        Ok(Self { engine, manner })
    }

    /// The samples of `sentence`, which holds plain text only (see [`plain`](crate::speech::plain)). Empty where it has
    /// nothing that the voice can pronounce.
    pub fn speak(&mut self, sentence: &str) -> Result<Vec<i16>, SpeechError> {
        self.engine.speak(&format!("{}{sentence}", self.manner)).map_err(failed)
    }
}

fn failed(reason: String) -> SpeechError {
    SpeechError::Engine {
        engine: Engine::Pico,
        reason,
    }
}
