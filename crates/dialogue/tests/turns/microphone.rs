//! A microphone that gives the machine speech and silence at an even pace.

#![allow(clippy::panic, reason = "a test fails by a panic")]

use std::time::Duration;

use streaming_avatar_dialogue::{AnswerId, AvatarState, Dialogue, FRAME, Input, JobId, Mode, Output, Values};

/// A machine that listens, and all that it has put out, with the time of it in ms.
pub struct Microphone {
    pub dialogue: Dialogue,
    frame: u64,
    pub outputs: Vec<(u64, Output)>,
}

impl Microphone {
    pub fn new(mode: Mode) -> Self {
        Self::with(mode, Values::default())
    }

    pub fn with(mode: Mode, values: Values) -> Self {
        let mut microphone = Self {
            dialogue: Dialogue::new(values),
            frame: 0,
            outputs: Vec::new(),
        };
        microphone.give(Input::Listen(mode));
        microphone
    }

    /// The time in ms.
    pub fn now(&self) -> u64 {
        self.frame * 32
    }

    pub fn give(&mut self, input: Input) {
        self.dialogue.handle(Duration::from_millis(self.now()), input);
        while let Some(output) = self.dialogue.poll() {
            self.outputs.push((self.now(), output));
        }
    }

    /// So many ms of sound.
    pub fn hear(&mut self, speech: f32, milliseconds: u64) {
        for _ in 0..milliseconds / 32 {
            let at = self.frame * FRAME;
            self.frame += 1;
            self.give(Input::Frame { at, speech });
        }
    }

    pub fn speech(&mut self, milliseconds: u64) {
        self.hear(0.9, milliseconds);
    }

    pub fn silence(&mut self, milliseconds: u64) {
        self.hear(0.1, milliseconds);
    }

    /// So many ms for which no sound comes.
    pub fn nothing(&mut self, milliseconds: u64) {
        for _ in 0..milliseconds / 32 {
            self.frame += 1;
            self.give(Input::Time);
        }
    }

    /// The last stretch that is transcribed has these words.
    pub fn transcript(&mut self, text: &str) {
        let job = self.job();
        self.give(Input::Transcript {
            job,
            text: Ok(text.into()),
        });
    }

    pub fn job(&self) -> JobId {
        let job = |(_, output): &(u64, Output)| match output {
            Output::Transcribe { job, .. } => Some(*job),
            _ => None,
        };
        let Some(job) = self.outputs.iter().rev().find_map(job) else {
            panic!("nothing is transcribed: {:?}", self.outputs);
        };
        job
    }

    /// The avatar speaks for long enough to be interrupted.
    pub fn avatar_speaks(&mut self) {
        self.give(Input::Avatar(AvatarState::Speaking));
        self.silence(1024);
    }

    /// The questions that were asked.
    pub fn asked(&self) -> Vec<(AnswerId, &str)> {
        let asked = |(_, output): &'_ (u64, Output)| matches!(output, Output::Ask { .. });
        let outputs = self.outputs.iter().filter(|output| asked(output));
        outputs
            .filter_map(|(_, output)| match output {
                Output::Ask { answer, text, .. } => Some((*answer, text.as_str())),
                _ => None,
            })
            .collect()
    }

    /// When an output came that is like this.
    pub fn when(&self, like: impl Fn(&Output) -> bool) -> Option<u64> {
        self.outputs.iter().find(|(_, output)| like(output)).map(|(at, _)| *at)
    }

    /// How many outputs are like this.
    pub fn count(&self, like: impl Fn(&Output) -> bool) -> usize {
        self.outputs.iter().filter(|(_, output)| like(output)).count()
    }
}
