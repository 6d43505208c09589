//! A text being spoken, piece by piece.

use std::{collections::VecDeque, fmt, iter::FusedIterator, time::Duration};

use crate::{
    speech::{
        Delivery, Prosody, SpeechError, gesture,
        script::{Chosen, Script},
        sentences::{Joint, Piece, later_pieces, pause},
        speaker::{Speaker, Worked},
        spoken::told,
    },
    utterance::Utterance,
};

/// Pieces in a row that an engine may fail on before it is taken to be broken.
const MAX_FAILURES: u32 = 12;

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
    /// Nothing can be done until sound comes from elsewhere: ask again in some milliseconds.
    Waiting,
    /// The voice failed, for this reason, and a built-in voice goes on with the text.
    FellBack(SpeechError),
    /// The next piece of speech.
    Spoken(Utterance),
    /// All is spoken but for what [`Narration::unsaid`] tells.
    Done,
    /// The engine failed. Sound that was spoken before stands.
    Failed(SpeechError),
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
            // A voice from outside is started with its first sentence, so that one that fails there has a substitute.
            speaker: match script.chosen.fallback() {
                Some(_) => None,
                None => Some(Speaker::start(&script.chosen, script.prosody)?),
            },
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
            return match self.begin(&text) {
                Ok(()) => Ok(Step::Working),
                Err(error) => self.fall_back(error),
            };
        };
        let Some(speaker) = &mut self.speaker else {
            // It rested in the middle of a piece, which is spoken anew.
            self.pieces.push_front(piece);
            return Ok(Step::Working);
        };
        let last = self.pieces.is_empty() && !self.goes_on;
        let milliseconds = pause(&piece, last) as f32 / self.prosody.pace;
        match speaker.work(milliseconds as u32) {
            Ok(Worked::Working) => {
                self.current = Some(piece);
                return Ok(Step::Working);
            }
            Ok(Worked::Waiting) => {
                self.current = Some(piece);
                return Ok(Step::Waiting);
            }
            Ok(Worked::Spoken(mut utterance)) => {
                utterance.gesture = gesture::of(&piece.text, self.chosen.language());
                (self.begun, self.failures) = (true, 0);
                return Ok(Step::Spoken(utterance));
            }
            outcome if self.chosen.fallback().is_some() => {
                self.current = Some(piece);
                return self.fall_back(outcome.err().unwrap_or(SpeechError::Silent));
            }
            Ok(Worked::Silent) => {}
            // Not the text's fault.
            Err(error @ SpeechError::TimedOut { .. }) => {
                self.current = Some(piece);
                return Err(error);
            }
            Err(error) => {
                self.failures += 1;
                if self.failures > MAX_FAILURES {
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

    fn begin(&mut self, text: &str) -> Result<(), SpeechError> {
        let speaker = match &mut self.speaker {
            Some(speaker) => speaker,
            none => none.insert(Speaker::start(&self.chosen, self.prosody)?),
        };
        speaker.begin(text)
    }

    /// Has a built-in voice speak what is left, where the voice came from outside.
    fn fall_back(&mut self, error: SpeechError) -> Result<Step, SpeechError> {
        let Some(fallback) = self.chosen.fallback().map(|id| Chosen::own(Some(id))).transpose()? else {
            return Err(error);
        };
        let left: Vec<Piece> = self.current.take().into_iter().chain(self.pieces.drain(..)).collect();
        for Piece { text, joint } in &left {
            let spoken = fallback.spoken(text);
            self.unsaid.extend(spoken.unsaid);
            self.pieces.extend(later_pieces(&spoken.text, fallback.language()));
            if let Some(last) = self.pieces.back_mut() {
                last.joint = *joint;
            }
        }
        (self.chosen, self.speaker) = (fallback, None);
        if self.pieces.is_empty() && !self.begun {
            return Err(error);
        }
        Ok(Step::FellBack(error))
    }

    /// Gives back the engine's memory, some megabytes, for as long as nothing more is asked for.
    pub fn rest(&mut self) {
        self.speaker = None;
    }

    /// How much speech may lie ready before it is gone on with.
    pub fn ahead(&self) -> Duration {
        self.chosen.ahead()
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
                Step::Working | Step::FellBack(_) => {}
                Step::Waiting => wait(),
                Step::Spoken(utterance) => return Some(Ok(utterance)),
                Step::Done => return None,
                Step::Failed(error) => return Some(Err(error)),
            }
        }
        None
    }
}

/// Waits a moment for what comes from elsewhere. In browsers nothing does.
fn wait() {
    #[cfg(not(target_arch = "wasm32"))]
    std::thread::sleep(Duration::from_millis(2));
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
    use crate::speech::{
        lip_sync::{self, Tone},
        pico::VOICES,
    };

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
        assert_eq!(lip_sync::MEASURED.get(), 0);
        // The count does count.
        Tone::of(&[1_000; 16_000]);
        assert_eq!(lip_sync::MEASURED.get(), 1);
    }
}
