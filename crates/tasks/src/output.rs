//! Outputs of tasks: events for the client, and replies.

use api::ChannelMessage;

use crate::{Refusal, TaskId};

/// Something to be told, in the order in which it happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Output {
    /// A message for the session's data channel.
    Tell(ChannelMessage),
    /// The reply to a task. Each accepted task gets one.
    Reply(TaskId, Result<Spoken, Refusal>),
    /// The words of a growing task that were heard, told once at its end: all of them, or fewer where it was interrupted.
    Heard(TaskId, String),
}

/// A task as its reply tells of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spoken {
    /// How long it is, or was heard, in ms. An estimate where the text is long or many wait before it.
    pub duration_ms: u64,
    /// The parts of it that the voice cannot say.
    pub unsaid: Option<String>,
}
