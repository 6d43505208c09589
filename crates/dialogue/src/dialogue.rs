//! The state machine of a conversation: routes between turn detection, transcripts and turn-taking.

use std::collections::VecDeque;
use std::time::Duration;

use crate::deadline::{Deadline, Reason};
use crate::input::{Input, Mode};
use crate::output::Output;
use crate::turn_detection::{Heard, TurnDetector};
use crate::turn_taking::TurnTaking;
use crate::turns::Turns;
use crate::values::Values;

/// A spoken conversation.
#[derive(Clone, Debug)]
pub struct Dialogue {
    values: Values,
    detector: TurnDetector,
    turns: Turns,
    turn_taking: TurnTaking,
    /// When sound came last.
    sound: Duration,
    /// The latest time that was told.
    now: Duration,
    outputs: VecDeque<Output>,
}

impl Dialogue {
    /// Nothing has been said, and nobody is listened to.
    pub fn new(values: Values) -> Self {
        Self {
            values,
            detector: TurnDetector::new(values),
            turns: Turns::new(values),
            turn_taking: TurnTaking::new(values),
            sound: Duration::ZERO,
            now: Duration::ZERO,
            outputs: VecDeque::new(),
        }
    }

    /// In which manner the visitor is listened to.
    pub fn mode(&self) -> Mode {
        self.detector.mode()
    }

    /// The first sample that may still be asked for: nobody needs the sound before it any more.
    pub fn kept(&self) -> u64 {
        self.detector.kept()
    }

    /// Whether the visitor has the word: is being heard, or is waited for to be understood.
    pub fn is_busy(&self) -> bool {
        self.turns.is_hearing() || self.turns.is_waiting() || self.turns.has_words()
    }

    /// Takes what happened at `now`. A time before an earlier one is taken for that one.
    pub fn handle(&mut self, now: Duration, input: Input) {
        let now = now.max(self.now);
        self.now = now;
        match input {
            Input::Listen(mode) => self.listen(mode, now),
            Input::Frame { at, speech } => {
                self.sound = now;
                self.detector.frame(at, speech, self.turn_taking.needed(now));
            }
            Input::Pressed => {
                self.sound = now;
                self.detector.press();
            }
            Input::Released => self.detector.release(),
            Input::Transcript { job, text } => self.turns.transcribed(job, text, &mut self.outputs),
            Input::Avatar(state) => self.turn_taking.avatar(state, now),
            Input::AnswerOver(answer) => self.turn_taking.over(answer),
            Input::Time => {}
        }
        self.expire(now);
        self.hear(now);
        self.turn_taking.decide(&mut self.turns, now, &mut self.outputs);
    }

    /// The next thing to do or to tell.
    pub fn poll(&mut self) -> Option<Output> {
        self.outputs.pop_front()
    }

    /// When to call again with [`Input::Time`], and why.
    pub fn deadline(&self) -> Option<Deadline> {
        let transcript = self.turns.deadline().map(|at| Deadline {
            at,
            reason: Reason::Transcript,
        });
        let sound = self.turns.is_hearing().then(|| Deadline {
            at: self.sound + self.values.sound,
            reason: Reason::Sound,
        });
        transcript.into_iter().chain(sound).min_by_key(|deadline| deadline.at)
    }

    fn listen(&mut self, mode: Mode, now: Duration) {
        if mode == self.detector.mode() {
            return;
        }
        if mode != Mode::Off && self.turns.is_spent() {
            return self.outputs.push_back(Output::Spent);
        }
        self.detector.listen(mode);
        self.sound = now;
        self.turns.drop_heard(&mut self.outputs);
    }

    fn expire(&mut self, now: Duration) {
        if self.turns.deadline().is_some_and(|at| at <= now) {
            self.turns.expire(now, &mut self.outputs);
        }
        if self.turns.is_hearing() && self.sound + self.values.sound <= now {
            self.detector.give_up();
        }
    }

    /// Takes what the turn detection has found.
    fn hear(&mut self, now: Duration) {
        while let Some(heard) = self.detector.poll() {
            match heard {
                Heard::Began => {
                    self.turns.begin(&mut self.outputs);
                    self.turn_taking.begin();
                }
                Heard::Waits(range) => self.turns.wait(range, now, &mut self.outputs),
                Heard::GoesOn => self.turns.go_on(&mut self.outputs),
                Heard::Ended { range, spoken } => {
                    self.turns.end(range, spoken, now, &mut self.outputs);
                    if self.turns.is_spent() {
                        // A turn that would begin at once is told as dropped, and nothing after it is heard.
                        self.detector.listen(Mode::Off);
                        self.outputs.push_back(Output::Spent);
                    }
                }
            }
        }
        if self.detector.mode() == Mode::Off {
            self.turns.drop_heard(&mut self.outputs);
        }
    }
}
