//! A text being spoken, sentence by sentence.

use std::{collections::VecDeque, iter::FusedIterator};

use crate::{
    speech::{
        Delivery, SpeechError,
        pico::{self, PicoSpeaker},
        plain::plain,
        sentences::sentences,
    },
    utterance::{SAMPLE_RATE, Utterance},
};

/// What stands for a text, or a stretch of one, that the voice cannot pronounce (another script, emoji, punctuation only):
/// a beat of silence, 0.3 s. It is what passes between such a text's start and end.
const BEAT: usize = SAMPLE_RATE as usize * 3 / 10;

/// The utterances of a text in order, each synthesised when it is asked for.
///
/// Ends after the first error. May be handed to another thread.
pub struct Narration {
    speaker: PicoSpeaker,
    pieces: VecDeque<String>,
    /// Whether the last utterance was a beat of silence; several in a row become one.
    beat: bool,
    /// Whether anything was yielded yet: every text yields something.
    begun: bool,
    failed: bool,
}

/// Starts to speak `text`.
///
/// The iterator yields one utterance a sentence, or a clause of a very long one, so the first is there after tens of
/// milliseconds however long the text is; it yields at least one. Markup in the text is dropped, never obeyed. What the voice
/// cannot pronounce becomes a beat of silence (0.3 s).
///
/// # Errors
/// [`SpeechError::UnknownVoice`] where the delivery names no voice of this machine, [`SpeechError::Engine`] where the engine
/// does not start.
pub fn narrate(text: &str, delivery: &Delivery) -> Result<Narration, SpeechError> {
    let voice = match &delivery.voice_id {
        None => pico::VOICES.first(),
        Some(id) => pico::VOICES.iter().find(|voice| voice.is(id)),
    };
    let voice = voice.ok_or_else(|| SpeechError::UnknownVoice {
        id: delivery.voice_id.clone().unwrap_or_default(),
    })?;
    Ok(Narration {
        speaker: PicoSpeaker::new(voice, delivery.prosody())?,
        pieces: sentences(&plain(text)).into(),
        beat: false,
        begun: false,
        failed: false,
    })
}

impl Iterator for Narration {
    type Item = Result<Utterance, SpeechError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.failed {
            return None;
        }
        while let Some(piece) = self.pieces.pop_front() {
            let samples = match self.speaker.speak(&piece) {
                Ok(samples) => samples,
                Err(error) => {
                    self.failed = true;
                    return Some(Err(error));
                }
            };
            if samples.is_empty() && self.beat {
                continue;
            }
            self.begun = true;
            self.beat = samples.is_empty();
            let samples = if samples.is_empty() { vec![0; BEAT] } else { samples };
            return Some(Ok(Utterance {
                samples,
                mouth: Vec::new(),
            }));
        }
        if self.begun {
            return None;
        }
        self.begun = true;
        Some(Ok(Utterance {
            samples: vec![0; BEAT],
            mouth: Vec::new(),
        }))
    }
}

impl FusedIterator for Narration {}
