//! A text being spoken, piece by piece.

use std::{collections::VecDeque, fmt, iter::FusedIterator};

use crate::{
    speech::{
        Delivery, SpeechError,
        delivery::Prosody,
        edges::trim,
        flite::{Flite, FliteSpeaker},
        lips::{self, Phone, Tone},
        pico::PicoSpeaker,
        script::{Chosen, Script},
        sentences::{Joint, Piece, pause},
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
    chosen: Chosen,
    prosody: Prosody,
    /// The engine; none while it rests.
    speaker: Option<Speaker>,
    pieces: VecDeque<Piece>,
    /// The piece that is being spoken.
    current: Option<Piece>,
    unsaid: Vec<String>,
    /// Whether more is spoken behind it.
    goes_on: bool,
    failures: u32,
    /// Whether anything was spoken.
    begun: bool,
    over: bool,
}

/// The progress of a narration.
#[derive(Debug)]
pub enum Step {
    /// There is more to do.
    Working,
    /// The next piece of speech.
    Spoken(Utterance),
    /// All is spoken but for what [`Narration::unsaid`] tells.
    Done,
    /// The engine failed. Sound that was spoken before stands.
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
    fn start(chosen: &Chosen, prosody: Prosody) -> Result<Self, SpeechError> {
        Ok(match chosen {
            Chosen::Pico(voice) => Self::Pico(Box::new(PicoSpeaker::new(voice, prosody)?), voice.tone()),
            Chosen::Flite(voice) => Self::Flite(FliteSpeaker::new(Flite::default(), voice.clone(), prosody)),
        })
    }

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
/// dropped, never obeyed. Characters that the voice cannot say are left out; [`Narration::unsaid`] tells it.
///
/// # Errors
/// Those of [`Script::of`] and [`Script::narrate`]. The iterator yields [`SpeechError::Engine`] or [`SpeechError::TimedOut`]
/// where the engine fails later.
pub fn narrate(text: &str, delivery: &Delivery) -> Result<Narration, SpeechError> {
    Script::of(text, delivery)?.narrate()
}

impl Script {
    /// Starts to speak it.
    ///
    /// # Errors
    /// [`SpeechError::Engine`] where the engine does not start.
    pub fn narrate(self) -> Result<Narration, SpeechError> {
        Narration::new(self)
    }
}

impl Narration {
    fn new(script: Script) -> Result<Self, SpeechError> {
        Ok(Self {
            speaker: Some(Speaker::start(&script.chosen, script.prosody)?),
            chosen: script.chosen,
            prosody: script.prosody,
            pieces: script.pieces,
            current: None,
            unsaid: script.unsaid,
            goes_on: script.goes_on,
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
                // The rest is not said.
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
            let text = next.as_spoken();
            self.current = Some(next);
            let speaker = match &mut self.speaker {
                Some(speaker) => speaker,
                none => none.insert(Speaker::start(&self.chosen, self.prosody)?),
            };
            return speaker.begin(&text).map(|()| Step::Working);
        };
        let Some(speaker) = &mut self.speaker else {
            // It rested in the middle of a piece, which is spoken anew.
            self.pieces.push_front(piece);
            return Ok(Step::Working);
        };
        let sound = match speaker.work() {
            Ok(None) => {
                self.current = Some(piece);
                return Ok(Step::Working);
            }
            Ok(Some(sound)) => Ok(sound),
            Err(error) => Err(error),
        };
        let last = self.pieces.is_empty() && !self.goes_on;
        let milliseconds = pause(&piece, last) as f32 / self.prosody.pace;
        match sound {
            Ok(sound) => {
                if let Some(utterance) = speaker.utterance(sound, milliseconds as usize * MILLISECOND) {
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
        // A sentence that an engine cannot take whole it may take in parts.
        match piece.halves() {
            Some((one, other)) => {
                self.pieces.push_front(other);
                self.pieces.push_front(one);
            }
            None => self.unsaid.push(piece.text),
        }
        Ok(Step::Working)
    }

    /// Gives back the engine's memory, some megabytes, for as long as nothing more is asked for.
    pub fn rest(&mut self) {
        self.speaker = None;
    }

    /// Whether any of the text has been spoken.
    pub fn begun(&self) -> bool {
        self.begun
    }

    /// The part of the text that was found, so far, not to be said; at most 200 characters of it.
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::speech::pico::VOICES;

    #[test]
    fn a_built_in_voice_speaks_without_a_measurement_of_it() {
        for voice in VOICES.iter().map(|voice| voice.voice()) {
            let delivery = Delivery {
                voice_id: Some(voice.id.clone()),
                ..Delivery::default()
            };
            let first = narrate("Hallo, 1 2 3.", &delivery).unwrap().next();
            let utterance = first.unwrap().unwrap();
            assert!(!utterance.mouth.is_empty(), "{}: its lips are read", voice.id);
        }
        assert_eq!(lips::MEASURED.get(), 0);
        // The count does count.
        Tone::of(&[1_000; 16_000]);
        assert_eq!(lips::MEASURED.get(), 1);
    }
}
