//! A text prepared for speech: its voice, its pieces, what cannot be said, and an estimate of its length.

use std::collections::VecDeque;
use std::time::Duration;

use crate::speech::{
    Delivery, SpeechError, Voice,
    delivery::Prosody,
    flite::{self, FliteVoice},
    language::Language,
    length, normal,
    pico::{self, PicoVoice},
    sentences::{Piece, pieces},
    speakable::Unspeakable,
    spoken::{spoken, told},
};

/// One of the engines' voices.
#[derive(Clone)]
pub(crate) enum Chosen {
    Pico(&'static PicoVoice),
    Flite(FliteVoice),
}

impl Chosen {
    /// The voice that a delivery names.
    fn of(delivery: &Delivery) -> Result<Self, SpeechError> {
        let id = match (delivery.voice_id.as_deref(), pico::VOICES.first()) {
            (None, Some(first)) => return Ok(Self::Pico(first)),
            (id, _) => id.unwrap_or_default(),
        };
        if let Some(voice) = pico::VOICES.iter().find(|voice| voice.is(id)) {
            return Ok(Self::Pico(voice));
        }
        let flite = flite::installed().iter().find(|voice| voice.id() == id);
        flite
            .map(|voice| Self::Flite(voice.clone()))
            .ok_or_else(|| SpeechError::UnknownVoice { id: id.to_owned() })
    }

    fn voice(&self) -> Voice {
        match self {
            Self::Pico(voice) => voice.voice(),
            Self::Flite(voice) => voice.voice(),
        }
    }

    fn language(&self) -> Language {
        match self {
            Self::Pico(voice) => voice.language(),
            // All of flite's are English.
            Self::Flite(_) => Language::English,
        }
    }
}

/// A text made ready to be spoken. Nothing is synthesised yet.
pub struct Script {
    pub(crate) chosen: Chosen,
    pub(crate) prosody: Prosody,
    pub(crate) pieces: VecDeque<Piece>,
    pub(crate) unsaid: Vec<String>,
    length: Duration,
}

impl Script {
    /// Makes a text ready: takes its markup out, cuts it into pieces, and finds what the voice cannot say. Takes a moment and
    /// no engine.
    ///
    /// # Errors
    /// [`SpeechError::UnknownVoice`] where the delivery names no voice of this machine, and [`SpeechError::Unspeakable`] where
    /// the voice can say nothing of the text.
    pub fn of(text: &str, delivery: &Delivery) -> Result<Self, SpeechError> {
        let chosen = Chosen::of(delivery)?;
        let prosody = delivery.prosody();
        let language = chosen.language();
        let clean = text::clean_with(text, normal::nfkc);
        let spoken = spoken(&clean, language);
        let pieces: VecDeque<Piece> = pieces(&spoken.text, language).into();
        if pieces.is_empty() {
            let reason = Unspeakable::of(&clean, &chosen.voice(), language.name());
            return Err(SpeechError::Unspeakable(reason));
        }
        Ok(Self {
            length: length::of(&pieces, language, prosody.pace),
            chosen,
            prosody,
            pieces,
            unsaid: spoken.unsaid,
        })
    }

    /// About how long the text will take to be said: within a tenth for ordinary texts, more for numbers and names.
    pub fn length(&self) -> Duration {
        self.length
    }

    /// What of the text the voice cannot say, at most 200 characters of it.
    pub fn unsaid(&self) -> Option<String> {
        told(&self.unsaid)
    }
}

impl std::fmt::Debug for Script {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Script")
            .field("pieces", &self.pieces.len())
            .field("length", &self.length)
            .finish_non_exhaustive()
    }
}
