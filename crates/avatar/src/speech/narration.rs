//! A text being spoken, sentence by sentence.

use std::{collections::VecDeque, fmt, iter::FusedIterator};

use crate::{
    speech::{
        Delivery, SpeechError,
        delivery::Prosody,
        edges::trim,
        flite::{self, Flite, FliteSpeaker},
        lips::{self, Tone},
        pico::{self, PicoSpeaker, PicoVoice},
        plain::plain,
        sentences::sentences,
    },
    utterance::{SAMPLE_RATE, Utterance},
};

const MILLISECOND: usize = SAMPLE_RATE as usize / 1_000;

/// What stands for a text, or a stretch of one, that the voice cannot pronounce (another script, emoji, punctuation only):
/// a beat of silence, 0.3 s. It is what passes between such a text's start and end.
const BEAT: usize = 300 * MILLISECOND;

/// The utterances of a text in order, each synthesised when it is asked for.
///
/// Ends after the first error. May be made on one thread and asked on another.
pub struct Narration {
    speaker: Speaker,
    pieces: VecDeque<String>,
    /// Pace of the delivery: pauses follow it.
    pace: f32,
    /// Whether the last utterance was a beat of silence; several in a row become one.
    beat: bool,
    /// Whether anything was yielded yet: every text yields something.
    begun: bool,
}

/// One of the engines, started; where lips are read from the sound, with the voice's tone. Pico's is boxed, not to make
/// every narration its size.
enum Speaker {
    Pico(Box<PicoSpeaker>, &'static Tone),
    Flite(FliteSpeaker),
}

/// Starts to speak `text`.
///
/// The iterator yields one utterance a sentence, or a clause of a very long one, so the first is there after tens of
/// milliseconds however long the text is; it yields at least one. Each ends with the pause that follows it. Markup in the
/// text is dropped, never obeyed. What the voice cannot pronounce becomes a beat of silence (0.3 s).
///
/// # Errors
/// [`SpeechError::UnknownVoice`] where the delivery names no voice of this machine, [`SpeechError::Engine`] where the engine
/// does not start. The iterator yields [`SpeechError::Engine`] or [`SpeechError::TimedOut`] where it fails later.
pub fn narrate(text: &str, delivery: &Delivery) -> Result<Narration, SpeechError> {
    let prosody = delivery.prosody();
    let named = |id: &str| pico::VOICES.iter().find(|voice| voice.is(id));
    let speaker = match (delivery.voice_id.as_deref(), pico::VOICES.first()) {
        (None, Some(voice)) => built_in(voice, prosody)?,
        (id, _) => {
            let id = id.unwrap_or_default();
            if let Some(voice) = named(id) {
                built_in(voice, prosody)?
            } else if let Some(voice) = flite::installed().iter().find(|voice| voice.id() == id) {
                Speaker::Flite(FliteSpeaker::new(Flite::default(), voice.clone(), prosody))
            } else {
                return Err(SpeechError::UnknownVoice { id: id.to_owned() });
            }
        }
    };
    let pieces = sentences(&plain(text)).into();
    Ok(Narration {
        speaker,
        pieces,
        pace: prosody.pace,
        beat: false,
        begun: false,
    })
}

fn built_in(voice: &'static PicoVoice, prosody: Prosody) -> Result<Speaker, SpeechError> {
    Ok(Speaker::Pico(
        Box::new(PicoSpeaker::new(voice, prosody)?),
        voice.tone()?,
    ))
}

impl Narration {
    /// The utterance of one piece; `None` where the voice has no sound for it.
    fn speak(&mut self, piece: &str) -> Result<Option<Utterance>, SpeechError> {
        let pause = (pause(piece, self.pieces.is_empty()) as f32 / self.pace) as usize;
        match &mut self.speaker {
            Speaker::Pico(speaker, tone) => Ok(trim(&speaker.speak(piece)?, None, pause).map(|trimmed| Utterance {
                mouth: lips::read(&trimmed.samples, tone),
                samples: trimmed.samples,
            })),
            Speaker::Flite(speaker) => {
                let (samples, phones) = speaker.speak(piece)?;
                let mut shapes = lips::shapes(&phones);
                let speech = shapes
                    .first()
                    .zip(shapes.last())
                    .map(|(first, last)| first.0.start..last.0.end);
                Ok(trim(&samples, speech, pause).map(|trimmed| {
                    for (range, _) in &mut shapes {
                        *range = range.start.saturating_sub(trimmed.cut)..range.end.saturating_sub(trimmed.cut);
                    }
                    // A flite that prints no phones still has sound to read from.
                    let mouth = if shapes.is_empty() {
                        lips::read(&trimmed.samples, &Tone::of(&trimmed.samples))
                    } else {
                        lips::told(shapes, &trimmed.samples)
                    };
                    Utterance {
                        samples: trimmed.samples,
                        mouth,
                    }
                }))
            }
        }
    }

    /// The beat that stands for what cannot be pronounced.
    fn silence(&mut self) -> Utterance {
        (self.begun, self.beat) = (true, true);
        Utterance {
            samples: vec![0; BEAT],
            mouth: Vec::new(),
        }
    }
}

/// How long, in samples, the silence after a piece is at pace 1, after what the piece ends with.
fn pause(piece: &str, last: bool) -> usize {
    let closing = |c: char| matches!(c, '"' | '\'' | ')' | ']');
    let milliseconds = match piece.trim_end_matches(closing).chars().last() {
        _ if last => 120,
        Some('.' | '!' | '?') => 280,
        Some(',' | ';' | ':') => 120,
        // A sentence without a mark (a heading, an entry of a list), or a cut between two words of a very long one.
        _ => 160,
    };
    milliseconds * MILLISECOND
}

impl Iterator for Narration {
    type Item = Result<Utterance, SpeechError>;

    fn next(&mut self) -> Option<Self::Item> {
        while let Some(piece) = self.pieces.pop_front() {
            match self.speak(&piece) {
                Ok(Some(utterance)) => {
                    (self.begun, self.beat) = (true, false);
                    return Some(Ok(utterance));
                }
                Ok(None) if self.beat => {}
                Ok(None) => return Some(Ok(self.silence())),
                Err(error) => {
                    self.pieces.clear();
                    self.begun = true;
                    return Some(Err(error));
                }
            }
        }
        (!self.begun).then(|| Ok(self.silence()))
    }
}

impl FusedIterator for Narration {}

impl fmt::Debug for Narration {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Narration")
            .field("pieces_left", &self.pieces.len())
            .finish_non_exhaustive()
    }
}
