//! The machine itself.

use crate::{Input, Moment, Options, Output, State};

/// A session's life.
pub struct Session {
    state: State,
}

impl Session {
    /// A session that nobody has started yet. The seed feeds the jitter of its waits.
    pub fn new(_options: Options, _seed: u64) -> Self {
        Self { state: State::Idle }
    }

    /// Where it stands.
    pub fn state(&self) -> State {
        self.state
    }

    /// Takes what happened. `now` never goes back. Drain [`poll`](Self::poll) afterwards.
    pub fn handle(&mut self, _now: Moment, _input: Input) {}

    /// The next thing to do or to tell; none when there is nothing left.
    pub fn poll(&mut self) -> Option<Output> {
        None
    }

    /// When to call [`handle`](Self::handle) with [`Input::Tick`] unless something happens before; none when nothing is awaited.
    pub fn deadline(&self) -> Option<Moment> {
        None
    }
}
