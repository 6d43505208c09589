//! External voices: of a speech service behind a network, or of a model that another crate runs.
//!
//! A [`Source`] in a [`Delivery`](crate::speech::Delivery) speaks in place of this machine's own voices. Its sound may have any
//! sample rate. Where it fails, one of the built-in voices goes on with the text, which
//! [`Step::FellBack`](crate::speech::Step) tells.

use std::fmt;
use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use crate::speech::{
    Prosody, SpeechError, Voice,
    lip_sync::{self, Tone},
    mastering::{Finish, gain},
};
use crate::viseme::Viseme;

/// How much of a voice is listened to before its tone is taken as known: 8 s.
const LISTENED: usize = 8 * lip_sync::RATE as usize;

/// A voice that somebody else speaks.
pub trait VoiceSource: Send + Sync {
    /// The voice as lists show it.
    fn voice(&self) -> Voice;

    /// One that speaks with this voice in that manner.
    ///
    /// # Errors
    /// Where it cannot speak now. A built-in voice speaks then.
    fn start(&self, prosody: Prosody) -> Result<Box<dyn SentenceSpeaker>, SpeechError>;

    /// How much speech may lie ready before the next sentence is begun. A voice that is paid for by the sentence keeps it short, so
    /// that an interrupt has not paid for what nobody hears.
    fn ahead(&self) -> Duration {
        Duration::from_secs(20)
    }
}

/// One that speaks sentence after sentence. Dropped, it gives up the one that it is at.
pub trait SentenceSpeaker: Send {
    /// Begins a sentence: plain text without markup, in any script.
    ///
    /// # Errors
    /// Where it cannot be spoken.
    fn begin(&mut self, sentence: &str) -> Result<(), SpeechError>;

    /// Works for some milliseconds, or looks whether sound has come. Never waits.
    ///
    /// # Errors
    /// Where the sentence will not be spoken.
    fn work(&mut self) -> Result<Progress, SpeechError>;
}

/// How far a sentence has come.
#[derive(Clone, Debug, PartialEq)]
pub enum Progress {
    /// There is more to compute.
    Working,
    /// Nothing is to be done here until something comes from elsewhere. Ask again in some milliseconds.
    Waiting,
    /// All of it is spoken.
    Spoken(SentenceSound),
}

/// A spoken sentence.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SentenceSound {
    /// Mono samples.
    pub samples: Vec<i16>,
    /// How many of them are a second.
    pub rate: u32,
    /// The mouth shapes over the samples, in order, where the voice tells them. `None` has the lips read from the sound.
    pub shapes: Option<Vec<(Range<usize>, Viseme)>>,
}

/// A voice from outside, and the built-in voice that speaks where it fails. Copies are one voice.
#[derive(Clone)]
pub struct Source {
    voice: Arc<dyn VoiceSource>,
    fallback: String,
    tone: Arc<Mutex<Heard>>,
}

/// The sound heard of a voice so far, against which its lips are read.
#[derive(Default)]
struct Heard {
    samples: Vec<i16>,
    tone: Option<Tone>,
}

impl Source {
    /// A voice from outside. Where it fails, the built-in voice of the id `fallback` speaks.
    pub fn new(voice: Arc<dyn VoiceSource>, fallback: impl Into<String>) -> Self {
        Self {
            voice,
            fallback: fallback.into(),
            tone: Arc::default(),
        }
    }

    /// The same voice with another built-in voice for where it fails.
    #[must_use]
    pub fn or_else(&self, fallback: impl Into<String>) -> Self {
        Self {
            fallback: fallback.into(),
            ..self.clone()
        }
    }

    /// The same as spoken by `voice`: what has been heard of it stays known.
    #[must_use]
    pub fn spoken_by(&self, voice: Arc<dyn VoiceSource>) -> Self {
        Self { voice, ..self.clone() }
    }

    /// The voice as lists show it.
    pub fn voice(&self) -> Voice {
        self.voice.voice()
    }

    pub(crate) fn fallback(&self) -> &str {
        &self.fallback
    }

    pub(crate) fn ahead(&self) -> Duration {
        self.voice.ahead()
    }

    /// How the voice sounds on average, as far as it has been heard, this sentence included.
    fn tone(&self, samples: &[i16]) -> Tone {
        let mut heard = self.tone.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(tone) = &heard.tone {
            return tone.clone();
        }
        heard.samples.extend_from_slice(samples);
        let tone = Tone::of(&heard.samples);
        if heard.samples.len() >= LISTENED {
            heard.samples = Vec::new();
            heard.tone = Some(tone.clone());
        }
        tone
    }
}

impl fmt::Debug for Source {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Source")
            .field("voice", &self.voice().id)
            .field("fallback", &self.fallback)
            .finish()
    }
}

/// Two are equal where they are one voice with the same fallback.
impl PartialEq for Source {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.voice, &other.voice) && self.fallback == other.fallback
    }
}

/// One that speaks with a [`Source`].
pub(crate) struct SourceSpeaker {
    source: Source,
    speaker: Box<dyn SentenceSpeaker>,
    volume: f32,
}

impl SourceSpeaker {
    pub fn new(source: &Source, prosody: Prosody) -> Result<Self, SpeechError> {
        Ok(Self {
            source: source.clone(),
            speaker: source.voice.start(prosody)?,
            volume: prosody.volume,
        })
    }

    pub fn begin(&mut self, text: &str) -> Result<(), SpeechError> {
        self.speaker.begin(text)
    }

    pub fn work(&mut self) -> Result<Progress, SpeechError> {
        self.speaker.work()
    }

    /// The voice's tone, for lips that are read from these samples at [`lip_sync::RATE`].
    pub fn tone(&self, samples: &[i16]) -> Tone {
        self.source.tone(samples)
    }

    /// The finish that a sentence's sound still lacks: how loud the voice is depends on who made it.
    pub fn finish(&self, samples: &[i16]) -> Finish {
        Finish {
            gain: gain(samples) * self.volume,
            brightness: None,
        }
    }
}
