//! Who speaks: six recorded speakers, all women, and a man made of each.

use super::files::{FILES, Files};
use crate::speech::{
    Engine, Voice,
    language::Language,
    lip_sync::{TONES, Tone},
    mastering::{Equalizer, Finish},
};

/// How the id of a man's voice ends.
pub(crate) const LOW: &str = "-low";

/// A voice made of Pico's files and how they are used.
///
/// Pico's own command for the speaker's size changes nothing, so a larger speaker is made here: Pico speaks higher and
/// faster than wanted, and its sound is stretched, which lowers the resonances along with everything else.
pub(crate) struct PicoVoice {
    id: &'static str,
    name: &'static str,
    tag: &'static str,
    language: Language,
    pub(super) files: &'static Files,
    /// Pitch against the recorded speaker's.
    pub(super) pitch: f32,
    /// Length of the vocal tract against the recorded speaker's, as a fraction.
    pub(super) tract: (u32, u32),
    /// Pico's volume command at which the voice is as loud as the others and does not clip; at 100 most clip.
    pub(super) volume: f32,
    /// How the voice sounds on average: its lips are read against that.
    tone: &'static Tone,
    /// The finish of its sound, so that it is as loud and as clear as others.
    finish: Finish,
}

/// A recorded speaker.
struct Speaker {
    tag: &'static str,
    language: Language,
    /// Its place in [`FILES`].
    files: usize,
    volume: f32,
    /// How much its high sounds are lifted; see [`Equalizer`].
    shelf: f32,
    /// Pitch of the man made of it against hers: about 110 Hz.
    low: f32,
}

const US: Speaker = Speaker {
    tag: "en-US",
    language: Language::English,
    files: 0,
    volume: 45.0,
    shelf: 1.8,
    low: 0.64,
};
const GB: Speaker = Speaker {
    tag: "en-GB",
    language: Language::English,
    files: 1,
    volume: 45.0,
    shelf: 0.6,
    low: 0.64,
};
const DE: Speaker = Speaker {
    tag: "de-DE",
    language: Language::German,
    files: 2,
    volume: 45.0,
    shelf: 1.8,
    low: 0.64,
};
const FR: Speaker = Speaker {
    tag: "fr-FR",
    language: Language::French,
    files: 3,
    volume: 45.0,
    shelf: 1.8,
    low: 0.58,
};
const ES: Speaker = Speaker {
    tag: "es-ES",
    language: Language::Spanish,
    files: 4,
    volume: 38.0,
    shelf: 1.8,
    low: 0.57,
};
const IT: Speaker = Speaker {
    tag: "it-IT",
    language: Language::Italian,
    files: 5,
    volume: 41.0,
    shelf: 1.8,
    low: 0.64,
};

/// How loud the copy above 8 kHz is, higher than which Pico does not speak.
const AIR: f32 = 0.5;

/// A recorded voice, which `gain` brings to −16 LUFS. The example `sound` measures it.
const fn recorded(id: &'static str, name: &'static str, speaker: Speaker, tone: usize, gain: f32) -> PicoVoice {
    PicoVoice {
        id,
        name,
        tag: speaker.tag,
        language: speaker.language,
        files: &FILES[speaker.files],
        pitch: 1.0,
        tract: (1, 1),
        volume: speaker.volume,
        tone: &TONES[tone],
        finish: Finish {
            gain,
            brightness: Some(Equalizer {
                shelf: speaker.shelf,
                air: AIR,
            }),
        },
    }
}

const fn made_low(id: &'static str, name: &'static str, speaker: Speaker, tone: usize, gain: f32) -> PicoVoice {
    PicoVoice {
        pitch: speaker.low,
        tract: (7, 6),
        ..recorded(id, name, speaker, tone, gain)
    }
}

/// The built-in voices, the default one first: each recorded speaker, and a man made of her. In the order of [`TONES`].
pub(crate) static VOICES: [PicoVoice; 12] = [
    recorded("pico-en-us", "Emma", US, 0, 1.18),
    made_low("pico-en-us-low", "James", US, 1, 1.24),
    recorded("pico-en-gb", "Alice", GB, 2, 1.26),
    made_low("pico-en-gb-low", "Henry", GB, 3, 1.31),
    recorded("pico-de-de", "Lena", DE, 4, 1.21),
    made_low("pico-de-de-low", "Jonas", DE, 5, 1.50),
    recorded("pico-fr-fr", "Claire", FR, 6, 1.58),
    made_low("pico-fr-fr-low", "Louis", FR, 7, 1.89),
    recorded("pico-es-es", "Lucía", ES, 8, 1.30),
    made_low("pico-es-es-low", "Mateo", ES, 9, 1.82),
    recorded("pico-it-it", "Giulia", IT, 10, 1.53),
    made_low("pico-it-it-low", "Marco", IT, 11, 2.06),
];

impl PicoVoice {
    /// The voice as the list shows it.
    pub fn voice(&self) -> Voice {
        Voice {
            id: self.id.to_owned(),
            name: self.name.to_owned(),
            language: self.tag.to_owned(),
            engine: Engine::Pico,
        }
    }

    /// Whether this is the voice of that id.
    pub fn is(&self, id: &str) -> bool {
        self.id == id
    }

    /// The language that it speaks.
    pub const fn language(&self) -> Language {
        self.language
    }

    /// Whether it can speak at once: in a browser, its file may have to be fetched first.
    pub fn is_provided(&self) -> bool {
        self.files.get().is_some()
    }

    /// How it sounds on average.
    pub const fn tone(&self) -> &'static Tone {
        self.tone
    }

    /// The finish of its sound at that pace: the faster it speaks, the less of it is loud.
    pub fn finish(&self, pace: f32) -> Finish {
        Finish {
            gain: self.finish.gain * (1.0 + 0.24 * (pace - 1.0)),
            ..self.finish
        }
    }

    /// Whether it is a man's.
    pub fn is_low(&self) -> bool {
        self.id.ends_with(LOW)
    }

    /// Whether it speaks British English.
    pub fn is_british(&self) -> bool {
        self.tag == GB.tag
    }
}
