//! Synthesis of the task whose turn it is: one text after the other, some milliseconds at a time.

use std::time::Duration;

use avatar::Utterance;
use avatar::speech::{Narration, Script, SpeechError, Step};

use crate::TaskId;

/// A result of synthesis, in the order of the orders.
#[derive(Debug)]
pub enum Narrated {
    /// A passage of a growing task with these words begins: the sentences that follow are its own.
    Passage(TaskId, String),
    /// The voice failed on a task, and a built-in voice goes on with it: told once a task.
    FellBack(TaskId, SpeechError),
    /// A sentence of a task.
    Sentence(TaskId, Utterance),
    /// All of a task has been synthesised: its length, and the parts of it that cannot be said.
    Complete(TaskId, Duration, Option<String>),
    /// The voice failed. The sentences before stand; the rest is what was not said.
    Failed(TaskId, SpeechError, Option<String>),
}

impl Narrated {
    /// Samples of sound in it.
    pub fn samples(&self) -> u64 {
        match self {
            Self::Sentence(_, utterance) => utterance.samples.len() as u64,
            Self::Passage(..) | Self::FellBack(..) | Self::Complete(..) | Self::Failed(..) => 0,
        }
    }
}

/// The synthesis of one task, as far as it has come.
#[derive(Debug)]
pub(super) struct Synthesis {
    id: TaskId,
    stage: Stage,
    growing: bool,
    length: Duration,
    unsaid: Vec<String>,
    /// Whether any of it was spoken.
    spoken: bool,
    /// Whether it has had a text to speak: a growing task may end without one.
    tried: bool,
    /// Whether nothing can be done until sound comes from elsewhere.
    waiting: bool,
    /// Whether the voice has failed on it.
    fell_back: bool,
}

#[derive(Debug)]
enum Stage {
    /// Between two texts.
    Between,
    Script(Script),
    Narration(Narration),
    /// All texts have been synthesised.
    End,
}

/// A text, or the rest of one, while it is being worked on.
#[derive(Debug)]
pub struct Work {
    pub(super) synthesis: Synthesis,
    pub(super) generation: u64,
}

impl Work {
    /// The task that is worked on.
    pub fn id(&self) -> TaskId {
        self.synthesis.id.clone()
    }

    /// The generation for [`Queue::give_back`](super::Queue::give_back).
    pub fn generation(&self) -> u64 {
        self.generation
    }

    /// Whether nothing can be done until sound comes from elsewhere: a thread that has other work does that first, and comes back after
    /// some milliseconds.
    pub fn is_waiting(&self) -> bool {
        self.synthesis.waiting
    }

    /// Works for some milliseconds. Returns the rest of the work, and a result if there is one.
    pub fn step(mut self) -> (Option<Self>, Option<Narrated>) {
        self.synthesis.waiting = false;
        match std::mem::replace(&mut self.synthesis.stage, Stage::Between) {
            Stage::Between => (Some(self), None),
            Stage::End => (None, Some(self.synthesis.end())),
            Stage::Script(script) => {
                let words = self.synthesis.growing.then(|| script.words().to_owned());
                self.synthesis.tried = true;
                match script.narrate() {
                    Ok(narration) => self.synthesis.stage = Stage::Narration(narration),
                    Err(error) => return (None, Some(self.synthesis.failed(error, None))),
                }
                match words {
                    Some(words) => {
                        let passage = Narrated::Passage(self.synthesis.id.clone(), words);
                        (Some(self), Some(passage))
                    }
                    None => self.step(),
                }
            }
            Stage::Narration(mut narration) => match narration.step() {
                Step::Working => {
                    self.synthesis.stage = Stage::Narration(narration);
                    (Some(self), None)
                }
                Step::Waiting => {
                    self.synthesis.waiting = true;
                    self.synthesis.stage = Stage::Narration(narration);
                    (Some(self), None)
                }
                Step::FellBack(error) => {
                    self.synthesis.stage = Stage::Narration(narration);
                    let is_first = !std::mem::replace(&mut self.synthesis.fell_back, true);
                    let told = is_first.then(|| Narrated::FellBack(self.synthesis.id.clone(), error));
                    (Some(self), told)
                }
                Step::Spoken(utterance) => {
                    self.synthesis.length += utterance.duration();
                    self.synthesis.spoken = true;
                    self.synthesis.stage = Stage::Narration(narration);
                    let sentence = Narrated::Sentence(self.synthesis.id.clone(), utterance);
                    (Some(self), Some(sentence))
                }
                Step::Done => {
                    self.synthesis.unsaid.extend(narration.unsaid());
                    if self.synthesis.growing {
                        return (Some(self), None);
                    }
                    (None, Some(self.synthesis.end()))
                }
                Step::Failed(error) => (None, Some(self.synthesis.failed(error, narration.unsaid()))),
            },
        }
    }
}

impl Synthesis {
    /// Nothing of the task has been synthesised.
    pub fn new(id: TaskId, growing: bool) -> Self {
        Self {
            id,
            stage: Stage::Between,
            growing,
            length: Duration::ZERO,
            unsaid: Vec::new(),
            spoken: false,
            tried: false,
            waiting: false,
            fell_back: false,
        }
    }

    /// Whether the next text of the task is needed.
    pub fn is_between_texts(&self) -> bool {
        matches!(self.stage, Stage::Between)
    }

    /// Takes the next text of the task; without one, all of them have been synthesised.
    pub fn take_up(&mut self, script: Option<Script>) {
        self.stage = script.map_or(Stage::End, Stage::Script);
    }

    /// How much speech may lie ready before it is gone on with; `None` between two texts.
    pub fn ahead(&self) -> Option<Duration> {
        match &self.stage {
            Stage::Between | Stage::End => None,
            Stage::Script(script) => Some(script.ahead()),
            Stage::Narration(narration) => Some(narration.ahead()),
        }
    }

    /// Gives back the memory of the speech engine until there is more to do.
    pub fn rest(&mut self) {
        if let Stage::Narration(narration) = &mut self.stage {
            narration.rest();
        }
    }

    fn unsaid(&self) -> Option<String> {
        (!self.unsaid.is_empty()).then(|| self.unsaid.join(" "))
    }

    /// The result once all texts have been synthesised.
    fn end(self) -> Narrated {
        let unsaid = self.unsaid();
        if self.spoken || !self.tried {
            Narrated::Complete(self.id, self.length, unsaid)
        } else {
            Narrated::Failed(self.id, SpeechError::Silent, unsaid)
        }
    }

    fn failed(mut self, error: SpeechError, unsaid: Option<String>) -> Narrated {
        self.unsaid.extend(unsaid);
        let unsaid = self.unsaid();
        Narrated::Failed(self.id, error, unsaid)
    }
}
