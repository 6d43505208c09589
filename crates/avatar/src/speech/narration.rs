//! A text being spoken, piece by piece.

use std::{collections::VecDeque, fmt, iter::FusedIterator};

use crate::{
    speech::{
        Delivery, SpeechError,
        edges::trim,
        flite::{Flite, FliteSpeaker},
        lips::{self, Phone, Tone},
        pico::PicoSpeaker,
        script::{Chosen, Script},
        sentences::{Joint, Piece},
        spoken::told,
    },
    utterance::{SAMPLE_RATE, Utterance},
};

const MILLISECOND: usize = SAMPLE_RATE as usize / 1_000;

/// Pieces in a row that an engine may fail on before it is taken to be broken.
const MOST_FAILURES: u32 = 12;

/// The utterances of a text in order, each synthesised when it is asked for.
///
/// Ends after the first error. May be made on one thread and asked on another.
pub struct Narration {
    speaker: Speaker,
    pieces: VecDeque<Piece>,
    /// The piece that is being spoken.
    current: Option<Piece>,
    /// Pace of the delivery: pauses follow it.
    pace: f32,
    unsaid: Vec<String>,
    failures: u32,
    /// Whether anything was spoken.
    begun: bool,
    over: bool,
}

/// What a narration has come to.
#[derive(Debug)]
pub enum Step {
    /// There is more to do.
    Working,
    /// The next piece of speech.
    Spoken(Utterance),
    /// All is spoken but for what [`Narration::unsaid`] tells.
    Done,
    /// The engine failed. What was spoken before stands.
    Failed(SpeechError),
}

/// One of the engines, started; where lips are read from the sound, with the voice's tone. Pico's is boxed, not to make
/// every narration its size.
enum Speaker {
    Pico(Box<PicoSpeaker>, &'static Tone),
    Flite(FliteSpeaker),
}

/// Sound as an engine gives it, with the phones in it where the engine tells them.
type Sound = (Vec<i16>, Option<Vec<Phone>>);

impl Speaker {
    fn begin(&mut self, text: &str) -> Result<(), SpeechError> {
        match self {
            Self::Pico(speaker, _) => {
                speaker.begin(text);
                Ok(())
            }
            Self::Flite(speaker) => speaker.begin(text),
        }
    }

    fn work(&mut self) -> Result<Option<Sound>, SpeechError> {
        match self {
            Self::Pico(speaker, _) => Ok(speaker.work()?.map(|samples| (samples, None))),
            Self::Flite(speaker) => Ok(speaker.work()?.map(|(samples, phones)| (samples, Some(phones)))),
        }
    }

    /// The utterance made of an engine's sound; `None` where there is no speech in it.
    fn utterance(&self, (samples, phones): Sound, pause: usize) -> Option<Utterance> {
        let mut shapes = lips::shapes(&phones.unwrap_or_default());
        let speech = shapes
            .first()
            .zip(shapes.last())
            .map(|(first, last)| first.0.start..last.0.end);
        let trimmed = trim(&samples, speech, pause)?;
        for (range, _) in &mut shapes {
            *range = range.start.saturating_sub(trimmed.cut)..range.end.saturating_sub(trimmed.cut);
        }
        let mouth = match self {
            Self::Pico(_, tone) => lips::read(&trimmed.samples, tone),
            // A flite that prints no phones still has sound to read from.
            Self::Flite(_) if shapes.is_empty() => lips::read(&trimmed.samples, &Tone::of(&trimmed.samples)),
            Self::Flite(_) => lips::told(shapes, &trimmed.samples),
        };
        Some(Utterance {
            samples: trimmed.samples,
            mouth,
        })
    }
}

/// Starts to speak `text`.
///
/// The iterator yields one utterance a sentence, or a clause of a very long one or of a long first one, so the first is there
/// after tens of milliseconds however long the text is. Each ends with the pause that follows it. Markup in the text is
/// dropped, never obeyed. What the voice cannot say is left out; [`Narration::unsaid`] tells it.
///
/// # Errors
/// Those of [`Script::of`] and [`Script::narrate`]. The iterator yields [`SpeechError::Engine`] or [`SpeechError::TimedOut`]
/// where the engine fails later.
pub fn narrate(text: &str, delivery: &Delivery) -> Result<Narration, SpeechError> {
    Script::of(text, delivery)?.narrate()
}

impl Narration {
    pub(crate) fn new(script: Script) -> Result<Self, SpeechError> {
        let prosody = script.prosody;
        let speaker = match script.chosen {
            Chosen::Pico(voice) => Speaker::Pico(Box::new(PicoSpeaker::new(voice, prosody)?), voice.tone()),
            Chosen::Flite(voice) => Speaker::Flite(FliteSpeaker::new(Flite::default(), voice, prosody)),
        };
        Ok(Self {
            speaker,
            pieces: script.pieces,
            current: None,
            pace: prosody.pace,
            unsaid: script.unsaid,
            failures: 0,
            begun: false,
            over: false,
        })
    }

    /// Works for some milliseconds.
    pub fn step(&mut self) -> Step {
        match self.advance() {
            Ok(step) => step,
            Err(error) => {
                // What is left is not said.
                let left: Vec<String> = self
                    .current
                    .take()
                    .into_iter()
                    .chain(self.pieces.drain(..))
                    .map(|piece| piece.text)
                    .collect();
                self.unsaid.push(left.join(" "));
                self.over = true;
                Step::Failed(error)
            }
        }
    }

    fn advance(&mut self) -> Result<Step, SpeechError> {
        let Some(piece) = self.current.take() else {
            let Some(next) = self.pieces.pop_front() else {
                self.over = true;
                return Ok(Step::Done);
            };
            let begun = self.speaker.begin(&next.as_spoken());
            self.current = Some(next);
            return begun.map(|()| Step::Working);
        };
        let sound = match self.speaker.work() {
            Ok(None) => {
                self.current = Some(piece);
                return Ok(Step::Working);
            }
            Ok(Some(sound)) => Ok(sound),
            Err(error) => Err(error),
        };
        let milliseconds = pause(&piece, self.pieces.is_empty()) as f32 / self.pace;
        match sound {
            Ok(sound) => {
                if let Some(utterance) = self.speaker.utterance(sound, milliseconds as usize * MILLISECOND) {
                    (self.begun, self.failures) = (true, 0);
                    return Ok(Step::Spoken(utterance));
                }
            }
            // Not the text's fault.
            Err(error @ SpeechError::TimedOut { .. }) => {
                self.current = Some(piece);
                return Err(error);
            }
            Err(error) => {
                self.failures += 1;
                if self.failures > MOST_FAILURES {
                    self.current = Some(piece);
                    return Err(error);
                }
            }
        }
        // What an engine cannot take whole it may take in parts.
        match piece.halves() {
            Some((one, other)) => {
                self.pieces.push_front(other);
                self.pieces.push_front(one);
            }
            None => self.unsaid.push(piece.text),
        }
        Ok(Step::Working)
    }

    /// Whether any of the text has been spoken.
    pub fn begun(&self) -> bool {
        self.begun
    }

    /// What of the text was found, so far, not to be said; at most 200 characters of it.
    pub fn unsaid(&self) -> Option<String> {
        told(&self.unsaid)
    }
}

impl Piece {
    /// The piece as the engine is given it: one that ends in the middle of a clause must not sound like a sentence's end.
    fn as_spoken(&self) -> String {
        match self.joint {
            Joint::Words if self.text.ends_with(char::is_alphanumeric) => format!("{},", self.text),
            _ => self.text.clone(),
        }
    }
}

/// How long, in milliseconds, the silence after a piece is at pace 1, after what the piece ends with.
pub(crate) fn pause(piece: &Piece, last: bool) -> usize {
    let closing = |c: char| matches!(c, '"' | '\'' | ')' | ']');
    match piece.text.trim_end_matches(closing).chars().last() {
        _ if last => 120,
        _ if piece.joint != Joint::Mark => 0,
        Some('.' | '!' | '?') => 280,
        Some(',' | ';' | ':') => 120,
        // A sentence without a mark: a heading, an entry of a list.
        _ => 160,
    }
}

impl Iterator for Narration {
    type Item = Result<Utterance, SpeechError>;

    fn next(&mut self) -> Option<Self::Item> {
        while !self.over {
            match self.step() {
                Step::Working => {}
                Step::Spoken(utterance) => return Some(Ok(utterance)),
                Step::Done => return None,
                Step::Failed(error) => return Some(Err(error)),
            }
        }
        None
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
