//! Events of the browser, on their way to the session machine.
//!
//! Peer connections, the screen and the page's listeners know this and nothing above it.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::{Rc, Weak};

use session::Input;

use super::event::Statistics;

/// Something that happened.
pub(super) enum Happened {
    /// An input of the machine.
    Input(Input),
    /// How the media fared in the last second.
    Statistics(Statistics),
}

/// The owner of an inbox, who takes its entries.
pub(super) trait Owner {
    /// Takes one entry. Its consequences may be put into the inbox; they come next.
    fn take(&self, happened: Happened);
    /// The inbox is empty again.
    fn emptied(&self);
}

/// The queue of what happened. Once its owner is gone, entries are dropped.
#[derive(Clone)]
pub(super) struct Inbox(Rc<Shared>);

struct Shared {
    owner: Weak<dyn Owner>,
    entries: RefCell<VecDeque<Happened>>,
    draining: Cell<bool>,
}

impl Inbox {
    /// An empty one.
    pub(super) fn new(owner: Weak<dyn Owner>) -> Self {
        Self(Rc::new(Shared {
            owner,
            entries: RefCell::default(),
            draining: Cell::new(false),
        }))
    }

    /// Puts an input of the machine in, and has the owner take it, unless it is at work: then it is taken next.
    pub(super) fn input(&self, input: Input) {
        self.put(Happened::Input(input));
    }

    /// The same, for statistics.
    pub(super) fn statistics(&self, statistics: Statistics) {
        self.put(Happened::Statistics(statistics));
    }

    fn put(&self, happened: Happened) {
        let Some(owner) = self.0.owner.upgrade() else { return };
        self.0.entries.borrow_mut().push_back(happened);
        if self.0.draining.replace(true) {
            return;
        }
        loop {
            let next = self.0.entries.borrow_mut().pop_front();
            let Some(happened) = next else { break };
            owner.take(happened);
        }
        self.0.draining.set(false);
        owner.emptied();
    }
}
