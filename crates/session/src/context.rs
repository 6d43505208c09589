//! Resources that all parts of a session use: the time, the options, the page's condition, chance, and the ways out.

use std::collections::VecDeque;

use crate::calls::Calls;
use crate::chance::Chance;
use crate::effect::Effect;
use crate::{Command, Event, Moment, Options, Output, Progress, TextId};

/// What is known of the page around the session.
#[derive(Default)]
pub(crate) struct Page {
    /// Since when it is hidden.
    pub(crate) hidden: Option<Moment>,
    pub(crate) offline: bool,
    pub(crate) leaving: bool,
}

impl Page {
    pub(crate) fn is_hidden(&self) -> bool {
        self.hidden.is_some()
    }
}

/// Handed to a part with each input and each deadline.
pub(crate) struct Context {
    pub(crate) now: Moment,
    pub(crate) options: Options,
    pub(crate) page: Page,
    pub(crate) chance: Chance,
    pub(crate) calls: Calls,
    outputs: VecDeque<Output>,
    effects: VecDeque<Effect>,
}

impl Context {
    pub(crate) fn new(options: Options, seed: u64) -> Self {
        Self {
            now: Moment::default(),
            options,
            page: Page::default(),
            chance: Chance::new(seed),
            calls: Calls::default(),
            outputs: VecDeque::new(),
            effects: VecDeque::new(),
        }
    }

    /// Something for the driver to do.
    pub(crate) fn command(&mut self, command: Command) {
        self.outputs.push_back(Output::Command(command));
    }

    /// Something to tell the user.
    pub(crate) fn event(&mut self, event: Event) {
        self.outputs.push_back(Output::Event(event));
    }

    /// How far a text has come.
    pub(crate) fn text(&mut self, id: TextId, progress: Progress) {
        self.event(Event::Text { id, progress });
    }

    /// Something that concerns another part. The session hands it on once the part returns.
    pub(crate) fn effect(&mut self, effect: Effect) {
        self.effects.push_back(effect);
    }

    pub(crate) fn next_output(&mut self) -> Option<Output> {
        self.outputs.pop_front()
    }

    pub(crate) fn next_effect(&mut self) -> Option<Effect> {
        self.effects.pop_front()
    }

    /// Whether a moment has come.
    pub(crate) fn due(&self, at: Option<Moment>) -> bool {
        at.is_some_and(|at| at <= self.now)
    }
}
