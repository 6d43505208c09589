//! Turn detection (endpointing): where the visitor's turns begin and end, by the voice activity of the sound.

use std::collections::VecDeque;
use std::ops::Range;

use crate::input::Mode;
use crate::values::{FRAME, Values};

/// Something about the turn that is being heard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Heard {
    /// One begins.
    Began,
    /// There is a pause in it, which may be its end.
    Waits(Range<u64>),
    /// The pause was not its end.
    GoesOn,
    /// It has ended.
    Ended {
        /// Its sound.
        range: Range<u64>,
        /// Whether there is enough speech in it to be transcribed.
        spoken: bool,
    },
}

/// Speech that is being heard.
#[derive(Clone, Copy, Debug)]
struct Run {
    /// The first sample that belongs to it.
    from: u64,
    /// Samples of speech in it.
    speech: u64,
    /// Samples of speech that count towards its begin.
    counted: u64,
    /// Where its last speech ended.
    last: u64,
    /// How often a pause was taken for its end.
    waits: u32,
    /// Whether the pause that goes on was.
    waiting: bool,
}

impl Run {
    fn new(from: u64, at: u64) -> Self {
        Self {
            from,
            speech: 0,
            counted: 0,
            last: at,
            waits: 0,
            waiting: false,
        }
    }
}

#[derive(Clone, Copy, Debug)]
enum State {
    Quiet,
    /// There is speech that is too short for a turn so far.
    Perhaps(Run),
    /// A turn.
    Turn(Run),
    /// A turn for which a button is held, until that sample where it was let go.
    Held(Run, Option<u64>),
}

/// Finds turns by the probabilities of voice activity.
#[derive(Clone, Debug)]
pub(crate) struct TurnDetector {
    values: Values,
    mode: Mode,
    state: State,
    /// The end of what was heard.
    clock: u64,
    /// The end of the last turn: its sound is no part of the next one.
    last_end: u64,
    /// Whether the button is held down, also where the turn for it has ended.
    pressed: bool,
    heard: VecDeque<Heard>,
}

impl TurnDetector {
    pub fn new(values: Values) -> Self {
        Self {
            values,
            mode: Mode::Off,
            state: State::Quiet,
            clock: 0,
            last_end: 0,
            pressed: false,
            heard: VecDeque::new(),
        }
    }

    pub fn mode(&self) -> Mode {
        self.mode
    }

    /// Listens in another manner. A turn that has not ended is forgotten.
    pub fn listen(&mut self, mode: Mode) {
        self.mode = mode;
        self.state = State::Quiet;
        self.last_end = self.clock;
        self.pressed = false;
    }

    /// The first sample that may still belong to a turn.
    pub fn kept(&self) -> u64 {
        match self.state {
            State::Quiet => self.before(self.clock),
            State::Perhaps(run) | State::Turn(run) | State::Held(run, _) => run.from,
        }
    }

    /// The next thing that was heard.
    pub fn poll(&mut self) -> Option<Heard> {
        self.heard.pop_front()
    }

    /// Takes a frame. A turn begins after so much speech; without a number, none can begin now.
    pub fn frame(&mut self, at: u64, speech: f32, needed: Option<u64>) {
        let end = at.saturating_add(FRAME);
        if end <= self.clock {
            return;
        }
        if at > self.clock {
            self.pass(at, false, needed);
        }
        let threshold = match self.state {
            State::Quiet => self.values.begin,
            _ => self.values.hold,
        };
        self.pass(end, speech >= threshold, needed);
    }

    /// The button is held down.
    pub fn press(&mut self) {
        if self.mode != Mode::PushToTalk {
            return;
        }
        self.pressed = true;
        if let State::Held(_, released) = &mut self.state {
            *released = None;
            return;
        }
        self.hold(self.clock);
    }

    /// A turn for which the button is held begins with the speech at `at`.
    fn hold(&mut self, at: u64) {
        self.state = State::Held(Run::new(self.before(at), at), None);
        self.heard.push_back(Heard::Began);
    }

    /// The button was let go.
    pub fn release(&mut self) {
        self.pressed = false;
        if let State::Held(_, released) = &mut self.state {
            released.get_or_insert(self.clock + self.values.released);
        }
    }

    /// No sound comes any more: ends the turn.
    pub fn give_up(&mut self) {
        match self.state {
            State::Turn(run) => self.end(run.from..self.tail(&run), run),
            State::Held(run, _) => self.end(run.from..self.bound(&run), run),
            State::Quiet | State::Perhaps(_) => {}
        }
    }

    /// Where a turn begins whose speech begins at `at`.
    fn before(&self, at: u64) -> u64 {
        at.saturating_sub(self.values.prefix).max(self.last_end)
    }

    /// Where a turn ends whose speech has ended.
    fn tail(&self, run: &Run) -> u64 {
        (run.last + self.values.early).min(self.bound(run))
    }

    /// The end of what was heard, as far as a turn may reach.
    fn bound(&self, run: &Run) -> u64 {
        self.clock.min(run.from + self.values.longest)
    }

    /// All up to `end` was heard, with or without a voice.
    fn pass(&mut self, end: u64, voice: bool, needed: Option<u64>) {
        let begin = std::mem::replace(&mut self.clock, end);
        match self.state {
            State::Quiet if voice && self.mode == Mode::Conversational => {
                self.perhaps(Run::new(self.before(begin), begin), begin, needed);
            }
            // No sound came for a while, which ended the turn, and the button is still held.
            State::Quiet if voice && self.pressed => {
                self.hold(begin);
                self.pass_held(begin, voice);
            }
            State::Quiet => {}
            State::Perhaps(run) if voice => self.perhaps(run, begin, needed),
            State::Perhaps(run) => {
                if end - run.last > self.values.gap {
                    self.state = State::Quiet;
                }
            }
            State::Turn(run) => self.turn(run, begin, voice),
            State::Held(..) => self.pass_held(begin, voice),
        }
    }

    fn pass_held(&mut self, begin: u64, voice: bool) {
        if let State::Held(run, released) = self.state {
            self.held(run, released, begin, voice);
        }
    }

    fn perhaps(&mut self, mut run: Run, begin: u64, needed: Option<u64>) {
        run.speech += self.clock - begin;
        run.last = self.clock;
        // Speech that began when none could: its begin belongs to it, and does not count.
        run.counted = needed.map_or(0, |_| run.counted + (self.clock - begin));
        if needed.is_some_and(|needed| run.counted >= needed) {
            self.state = State::Turn(run);
            self.heard.push_back(Heard::Began);
        } else {
            // Sound from long before may be an echo, and no turn is longer than the longest.
            run.from = run.from.max(self.clock.saturating_sub(self.values.longest / 2));
            self.state = State::Perhaps(run);
        }
    }

    fn turn(&mut self, mut run: Run, begin: u64, voice: bool) {
        if voice {
            run.speech += self.clock - begin;
            run.last = self.clock;
            if std::mem::take(&mut run.waiting) {
                self.heard.push_back(Heard::GoesOn);
            }
        }
        let silence = self.clock - run.last;
        if silence >= self.values.end {
            return self.end(run.from..self.tail(&run), run);
        }
        if self.clock - run.from >= self.values.longest {
            self.end(run.from..self.bound(&run), run);
            if voice {
                self.state = State::Turn(Run::new(self.clock, self.clock));
                self.heard.push_back(Heard::Began);
            }
            return;
        }
        if silence >= self.values.early && !run.waiting && run.waits < self.values.early_most {
            run.waiting = true;
            run.waits += 1;
            self.heard.push_back(Heard::Waits(run.from..self.tail(&run)));
        }
        self.state = State::Turn(run);
    }

    fn held(&mut self, mut run: Run, released: Option<u64>, begin: u64, voice: bool) {
        if voice {
            run.speech += self.clock - begin;
            run.last = self.clock;
        }
        if released.is_some_and(|released| self.clock >= released) {
            return self.end(run.from..self.bound(&run), run);
        }
        if self.clock - run.from >= self.values.longest {
            self.end(run.from..self.bound(&run), run);
            // A button that is held for so long without a word was not let go because the word of it was lost.
            if run.speech >= self.values.least {
                self.state = State::Held(Run::new(self.clock, self.clock), released);
                self.heard.push_back(Heard::Began);
            } else {
                self.pressed = false;
            }
            return;
        }
        self.state = State::Held(run, released);
    }

    fn end(&mut self, range: Range<u64>, run: Run) {
        self.last_end = range.end;
        self.state = State::Quiet;
        let spoken = run.speech >= self.values.least && !range.is_empty();
        self.heard.push_back(Heard::Ended { range, spoken });
    }
}
