//! The calls of a running session.

use serde::{Deserialize, Serialize};

use crate::{Description, lenient};

/// The body of `streaming.start`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StartRequest {
    /// The session.
    pub session_id: String,
    /// The client's answer.
    pub sdp: Description,
}

/// The body of `streaming.interrupt`, `streaming.stop_listening`, `streaming.keep_alive` and `streaming.stop`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionRequest {
    /// The session.
    pub session_id: String,
}

/// When the visitor is listened to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ListeningMode {
    /// Always: a pause ends a turn.
    #[default]
    Conversational,
    /// While a button is held: between the data channel's messages `"push_to_talk:start"` and `"push_to_talk:stop"`.
    PushToTalk,
}

impl ListeningMode {
    /// The name on the wire.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Conversational => "conversational",
            Self::PushToTalk => "push_to_talk",
        }
    }
}

/// The body of `streaming.start_listening`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListeningRequest {
    /// The session.
    pub session_id: String,
    /// When the visitor is listened to. An addition of this project's.
    #[serde(default, deserialize_with = "lenient::or_default")]
    pub mode: ListeningMode,
}

/// The use that the avatar makes of a text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum TaskType {
    /// Says it as given.
    #[default]
    #[serde(rename = "repeat", alias = "REPEAT")]
    Repeat,
    /// Says a language model's answer to it.
    #[serde(rename = "talk", alias = "chat", alias = "TALK", alias = "CHAT")]
    Talk,
}

impl TaskType {
    /// The name on the wire.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Repeat => "repeat",
            Self::Talk => "talk",
        }
    }
}

/// When the reply to a task comes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TaskMode {
    /// Once the task has been said.
    Sync,
    /// At once.
    #[default]
    Async,
}

impl TaskMode {
    /// The name on the wire.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sync => "sync",
            Self::Async => "async",
        }
    }
}

/// The body of `streaming.task`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaskRequest {
    /// The session.
    pub session_id: String,
    /// The text.
    pub text: String,
    /// Repeat where absent.
    #[serde(default, deserialize_with = "lenient::or_default")]
    pub task_type: TaskType,
    /// Left to the server where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub task_mode: Option<TaskMode>,
}

/// The data in the reply to `streaming.task`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaskReply {
    /// How long the speech lasts, in ms; 0 where the server does not say. Of a long text, or one behind others, it is an estimate.
    #[serde(default, deserialize_with = "lenient::count_or_zero")]
    pub duration_ms: u64,
    /// Names the task in the data channel's messages.
    #[serde(default, deserialize_with = "lenient::or_default")]
    pub task_id: String,
    /// The part of the text that the voice cannot say, at most some 200 characters of it; absent where it says all. An addition of this
    /// project's.
    #[serde(default, deserialize_with = "lenient::word", skip_serializing_if = "Option::is_none")]
    pub unsaid: Option<String>,
}
