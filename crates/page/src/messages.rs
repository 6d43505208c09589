//! The messages between the service and the synthesis, and the limits that both hold texts to.

use avatar::speech::Delivery;
use tasks::{Limits, Narrated, Outline, TaskId};

/// The most that a session may be given to say: as much as a server takes whose operator sets no limits.
pub(crate) const LIMITS: Limits = Limits::DEFAULT;

/// Work that a session has for the synthesis.
#[derive(Clone, Debug, PartialEq)]
pub enum Order {
    /// A text is to be said.
    Say(Text),
    /// There is no room for that text.
    Withdraw(TaskId),
    /// Nothing that was ordered before is wanted any more.
    CallOff,
}

/// A text on its way from the service to the synthesis.
#[derive(Clone, Debug, PartialEq)]
pub struct Text {
    /// The task.
    pub task: TaskId,
    /// The text to be said, as the call brought it.
    pub text: String,
    /// Voice and manner.
    pub delivery: Delivery,
}

/// News of a text, for [`Service::speech`](crate::Service::speech).
#[derive(Debug)]
pub enum Speech {
    /// It can be said.
    Ready(TaskId, Outline),
    /// It is refused, and why.
    Refused(TaskId, String),
    /// It was synthesised, a part of it or all, or that failed.
    Narrated(Narrated),
}
