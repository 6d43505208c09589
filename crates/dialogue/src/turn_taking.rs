//! Turn-taking: who may speak (who has the floor). The visitor goes first: barge-in pauses the avatar, and an empty transcript lets it go on.

use std::collections::VecDeque;
use std::time::Duration;

use crate::ids::{AnswerId, Numbers};
use crate::input::AvatarState;
use crate::output::Output;
use crate::turns::Turns;
use crate::values::Values;

/// The avatar's state, and whether it may speak.
#[derive(Clone, Debug)]
pub(crate) struct TurnTaking {
    values: Values,
    state: AvatarState,
    /// Since when its voice has sounded, where it does.
    since: Option<Duration>,
    /// How long it has sounded before that.
    sounded: Duration,
    paused: bool,
    /// Whether what it had to say was dropped for words that have not been asked.
    interrupted: bool,
    /// The answer that was asked for and is not over.
    answer: Option<AnswerId>,
    numbers: Numbers,
}

impl TurnTaking {
    pub fn new(values: Values) -> Self {
        Self {
            values,
            state: AvatarState::Idle,
            since: None,
            sounded: Duration::ZERO,
            paused: false,
            interrupted: false,
            answer: None,
            numbers: Numbers::default(),
        }
    }

    /// Speech that begins a turn now. Without a number, none can begin: the browser does not know the avatar's echo yet.
    pub fn needed(&self, now: Duration) -> Option<u64> {
        match self.since {
            None => Some(self.values.start),
            Some(since) => {
                let sounded = self.sounded + now.saturating_sub(since);
                (sounded >= self.values.settle).then_some(self.values.barge_in)
            }
        }
    }

    /// The avatar does something else.
    pub fn avatar(&mut self, state: AvatarState, now: Duration) {
        self.state = state;
        if state == AvatarState::Idle {
            self.interrupted = false;
        }
        self.clock(now);
    }

    /// An answer is over.
    pub fn over(&mut self, answer: AnswerId) {
        if self.answer == Some(answer) {
            self.answer = None;
        }
    }

    /// The visitor begins to speak: what comes after is another thing to drop.
    pub fn begin(&mut self) {
        self.interrupted = false;
    }

    /// Decides who may speak.
    pub fn decide(&mut self, turns: &mut Turns, now: Duration, outputs: &mut VecDeque<Output>) {
        let busy = self.state != AvatarState::Idle || self.answer.is_some();
        if turns.is_hearing() || turns.is_waiting() {
            if busy && !self.paused {
                self.paused = true;
                outputs.push_back(Output::Pause);
            }
            return self.clock(now);
        }
        if turns.take_said() && busy && !self.interrupted {
            self.interrupted = true;
            outputs.push_back(Output::Interrupt);
        }
        if std::mem::take(&mut self.paused) {
            outputs.push_back(Output::Resume);
        }
        if turns.has_words() && self.answer.is_none() {
            let answer = AnswerId(self.numbers.next());
            let (turns, text) = turns.take_words();
            self.answer = Some(answer);
            outputs.push_back(Output::Ask { answer, turns, text });
        }
        self.clock(now);
    }

    /// Counts how long the avatar sounds.
    fn clock(&mut self, now: Duration) {
        let sounds = self.state == AvatarState::Speaking && !self.paused;
        if sounds {
            self.since.get_or_insert(now);
        } else if let Some(since) = self.since.take() {
            self.sounded += now.saturating_sub(since);
        }
    }
}
