//! The built-in voices: SVOX Pico with its English voice files, and variations on them by pitch and vocal tract.

mod ffi;

use std::sync::OnceLock;

use crate::speech::{
    Delivery, Engine, SpeechError, Voice,
    delivery::Prosody,
    lips::{Tone, VARIED},
    resample::resample,
};
use ffi::PicoEngine;

/// A voice made of Pico's files and how they are used.
///
/// Pico's own command for the speaker's size changes nothing, so a larger speaker is made here: Pico speaks higher and
/// faster than wanted, and its sound is stretched, which lowers the resonances along with everything else.
pub(crate) struct PicoVoice {
    id: &'static str,
    name: &'static str,
    language: &'static str,
    analysis: &'static [u8],
    sound: &'static [u8],
    /// Pitch against the recorded speaker's.
    pitch: f32,
    /// Length of the vocal tract against the recorded speaker's, as a fraction.
    tract: (u32, u32),
    /// Filled in when the voice first speaks.
    tone: OnceLock<Tone>,
}

const US: (&[u8], &[u8]) = (
    include_bytes!(concat!(env!("OUT_DIR"), "/en-US_ta.bin")),
    include_bytes!(concat!(env!("OUT_DIR"), "/en-US_lh0_sg.bin")),
);
const GB: (&[u8], &[u8]) = (
    include_bytes!(concat!(env!("OUT_DIR"), "/en-GB_ta.bin")),
    include_bytes!(concat!(env!("OUT_DIR"), "/en-GB_kh0_sg.bin")),
);

/// The built-in voices, the default one first: each recorded speaker, a woman, and a man made of her.
pub(crate) static VOICES: [PicoVoice; 4] = [
    PicoVoice {
        id: "pico-en-us",
        name: "Emma",
        language: "en-US",
        analysis: US.0,
        sound: US.1,
        pitch: 1.0,
        tract: (1, 1),
        tone: OnceLock::new(),
    },
    PicoVoice {
        id: "pico-en-us-low",
        name: "James",
        language: "en-US",
        analysis: US.0,
        sound: US.1,
        pitch: 0.64,
        tract: (7, 6),
        tone: OnceLock::new(),
    },
    PicoVoice {
        id: "pico-en-gb",
        name: "Alice",
        language: "en-GB",
        analysis: GB.0,
        sound: GB.1,
        pitch: 1.0,
        tract: (1, 1),
        tone: OnceLock::new(),
    },
    PicoVoice {
        id: "pico-en-gb-low",
        name: "Henry",
        language: "en-GB",
        analysis: GB.0,
        sound: GB.1,
        pitch: 0.64,
        tract: (7, 6),
        tone: OnceLock::new(),
    },
];

/// Pico's volume command at which its voices are as loud as the others and do not clip; at 100 they clip.
const VOLUME: f32 = 45.0;

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

    /// How the voice sounds on average. Takes it some tens of milliseconds once a process.
    pub fn tone(&self) -> Result<&Tone, SpeechError> {
        if let Some(tone) = self.tone.get() {
            return Ok(tone);
        }
        let samples = PicoSpeaker::new(self, Delivery::default().prosody())?.speak(VARIED)?;
        Ok(self.tone.get_or_init(|| Tone::of(&samples)))
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
    tract: (u32, u32),
}

impl PicoSpeaker {
    /// Starts an engine with `voice`. Takes a few milliseconds.
    pub fn new(voice: &PicoVoice, prosody: Prosody) -> Result<Self, SpeechError> {
        let engine = PicoEngine::new(voice.analysis, voice.sound).map_err(failed)?;
        let stretch = voice.tract.0 as f32 / voice.tract.1 as f32;
        // The bounds are those of Pico's commands.
        let manner = format!(
            "<pitch level=\"{}\"><speed level=\"{}\"><volume level=\"{}\">",
            (prosody.pitch * voice.pitch * stretch * 100.0)
                .round()
                .clamp(50.0, 200.0),
            (prosody.pace * stretch * 100.0).round().clamp(20.0, 500.0),
            (prosody.volume * VOLUME).round().clamp(0.0, 500.0),
        );
        Ok(Self {
            engine,
            manner,
            tract: voice.tract,
        })
    }

    /// The samples of `sentence`, which holds plain text only (see [`plain`](crate::speech::plain)). Empty or silent where it
    /// has nothing that the voice can pronounce.
    pub fn speak(&mut self, sentence: &str) -> Result<Vec<i16>, SpeechError> {
        let samples = self
            .engine
            .speak(&format!("{}{sentence}", self.manner))
            .map_err(failed)?;
        resample(&samples, self.tract.1, self.tract.0).map_err(failed)
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

    /// Shows that what reaches the engine must be plain: it does obey commands.
    #[test]
    fn the_engine_itself_obeys_commands() {
        let mut speaker = PicoSpeaker::new(&VOICES[0], Delivery::default().prosody()).unwrap();
        let short = speaker.speak("Hello there.").unwrap().len();
        let long = speaker.speak("<speed level=\"25\">Hello there.").unwrap().len();
        assert!(long > 2 * short, "{short} {long}");
    }

    #[test]
    fn a_spoilt_voice_file_is_an_error() {
        for spoilt in [&[][..], b"no voice", &US.0[..US.0.len() / 2]] {
            assert!(PicoEngine::new(spoilt, US.1).is_err());
        }
    }

    #[test]
    fn the_manner_ends_with_its_text() {
        let slow = Delivery {
            rate: 0.5,
            ..Delivery::default()
        };
        let mut speaker = PicoSpeaker::new(&VOICES[0], slow.prosody()).unwrap();
        let length = |speaker: &mut PicoSpeaker| speaker.speak("Hello there.").unwrap().len();
        assert_eq!(length(&mut speaker), length(&mut speaker), "the manner adds up");
    }
}
