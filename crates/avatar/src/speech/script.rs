//! A text prepared for speech: its voice, its pieces, what cannot be said, and an estimate of its length.

use std::collections::VecDeque;
use std::time::Duration;

use crate::speech::{
    Delivery, SpeechError, Voice,
    delivery::Prosody,
    duration_estimate,
    external_voice::Source,
    flite::{self, FliteVoice},
    language::Language,
    normalization,
    pico::{self, PicoVoice},
    sentences::{Piece, later_pieces, pieces},
    speakable::{Unspeakable, readable},
    spoken::{Spoken, spoken, told},
};

/// How much speech may lie ready before more is synthesised: an interrupt then wastes little, and a session takes little memory
/// and little time from others.
const AHEAD: Duration = Duration::from_secs(20);

/// The voice that speaks.
#[derive(Clone)]
pub(crate) enum Chosen {
    Pico(&'static PicoVoice),
    Flite(FliteVoice),
    Source(Source),
}

impl Chosen {
    /// The voice that a delivery names.
    pub(crate) fn of(delivery: &Delivery) -> Result<Self, SpeechError> {
        if let Some(source) = &delivery.source {
            return Ok(Self::Source(source.clone()));
        }
        Self::own(delivery.voice_id.as_deref())
    }

    /// The voice of this machine that has that id; without one, the first.
    pub(crate) fn own(id: Option<&str>) -> Result<Self, SpeechError> {
        let id = match (id, pico::VOICES.first()) {
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
            Self::Source(source) => source.voice(),
        }
    }

    /// The id of the built-in voice that speaks where this one fails. Built-in voices have none.
    pub(crate) fn fallback(&self) -> Option<&str> {
        match self {
            Self::Pico(_) | Self::Flite(_) => None,
            Self::Source(source) => Some(source.fallback()),
        }
    }

    /// How much speech of it may lie ready before more is synthesised.
    pub(crate) fn ahead(&self) -> Duration {
        match self {
            Self::Pico(_) | Self::Flite(_) => AHEAD,
            Self::Source(source) => source.ahead(),
        }
    }

    /// A clean text as this voice is given it, and what of it the voice cannot say.
    pub(crate) fn spoken(&self, clean: &str) -> Spoken {
        match self {
            Self::Pico(_) | Self::Flite(_) => spoken(clean, self.language()),
            // Such voices read every script and sign, or say themselves what they cannot.
            Self::Source(_) => Spoken {
                text: readable(clean),
                unsaid: Vec::new(),
            },
        }
    }

    pub(crate) fn language(&self) -> Language {
        match self {
            Self::Pico(voice) => voice.language(),
            // All of flite's are English.
            Self::Flite(_) => Language::English,
            // Of others, texts are cut as English ones are.
            Self::Source(source) => Language::of(&source.voice().language).unwrap_or_default(),
        }
    }
}

/// A text made ready to be spoken. Nothing is synthesised yet.
pub struct Script {
    pub(crate) chosen: Chosen,
    pub(crate) prosody: Prosody,
    pub(crate) pieces: VecDeque<Piece>,
    pub(crate) unsaid: Vec<String>,
    /// Whether more is to be spoken behind it: then its last pause is that within a text.
    pub(crate) goes_on: bool,
    words: String,
    length: Duration,
}

/// The part of a text that a script is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Whole,
    /// The beginning of a text that goes on.
    First,
    /// A later part.
    Later,
}

impl Script {
    /// Makes a text ready: takes its markup out, cuts it into pieces, and finds what the voice cannot say. Takes a moment and
    /// no engine.
    ///
    /// # Errors
    /// [`SpeechError::UnknownVoice`] where the delivery names no voice of this machine, and [`SpeechError::Unspeakable`] where
    /// the voice can say nothing of the text.
    pub fn of(text: &str, delivery: &Delivery) -> Result<Self, SpeechError> {
        Self::part(text, delivery, Part::Whole)
    }

    /// Makes a passage of a longer text ready, which is spoken while the rest is not there yet. The `first` one is cut so that its
    /// sound comes early.
    ///
    /// # Errors
    /// Those of [`Script::of`].
    pub fn passage(text: &str, delivery: &Delivery, first: bool) -> Result<Self, SpeechError> {
        Self::part(text, delivery, if first { Part::First } else { Part::Later })
    }

    fn part(text: &str, delivery: &Delivery, part: Part) -> Result<Self, SpeechError> {
        let chosen = Chosen::of(delivery)?;
        let prosody = delivery.prosody();
        let language = chosen.language();
        let clean = text::clean_with(text, normalization::nfkc);
        let spoken = chosen.spoken(&clean);
        let pieces = match part {
            Part::Whole | Part::First => pieces(&spoken.text, language),
            Part::Later => later_pieces(&spoken.text, language),
        };
        if pieces.is_empty() {
            let reason = Unspeakable::of(&clean, &chosen.voice(), language.name());
            return Err(SpeechError::Unspeakable(reason));
        }
        Ok(Self {
            length: duration_estimate::of(&pieces, language, prosody.pace),
            chosen,
            prosody,
            pieces: pieces.into(),
            unsaid: spoken.unsaid,
            goes_on: part != Part::Whole,
            words: clean,
        })
    }

    /// The text without its markup: what is read where it is spoken.
    pub fn words(&self) -> &str {
        &self.words
    }

    /// About how long the text will take to be said: within a tenth for ordinary texts, more for numbers and names.
    pub fn length(&self) -> Duration {
        self.length
    }

    /// Whether it is synthesised far faster than it is heard, as the voices of this machine do it.
    pub fn is_quick(&self) -> bool {
        self.chosen.fallback().is_none()
    }

    /// How much speech may lie ready before this text is begun, or gone on with.
    pub fn ahead(&self) -> Duration {
        self.chosen.ahead()
    }

    /// The part of the text that the voice cannot say, at most 200 characters of it.
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
