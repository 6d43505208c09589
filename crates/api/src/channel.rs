//! Messages of the server over the data channel.

use serde::de::Deserializer;
use serde::ser::Serializer;
use serde::{Deserialize, Serialize};

use crate::lenient;

/// A message of the data channel, JSON in UTF-8, sent in binary form (text is read too).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ChannelMessage {
    /// The avatar begins to say a task.
    StartTalking {
        /// The task.
        task_id: String,
    },
    /// The avatar has said a task, or was interrupted in it.
    StopTalking {
        /// The task.
        task_id: String,
        /// How long it spoke, in ms.
        duration_ms: u64,
        /// The part of the text that was not said because the voice cannot say it or failed; absent where all was said. An addition of
        /// this project's.
        unsaid: Option<String>,
    },
    /// Speech waits: the visitor has begun to speak into it, or, in the page's own service, the browser withholds the sound. An addition
    /// of this project's.
    PauseTalking,
    /// Speech goes on where it was.
    ResumeTalking,
    /// The avatar begins to say these words of an answer. They are told when their sound begins; the later ones of a task begin with a
    /// blank.
    TalkingMessage {
        /// The task.
        task_id: String,
        /// The words.
        message: String,
    },
    /// The words of an answer are over: all have been said, or it was interrupted.
    EndMessage {
        /// The task.
        task_id: String,
    },
    /// The visitor begins to speak.
    UserStart {
        /// The turn, named by the same kind of name as tasks.
        task_id: String,
    },
    /// The visitor has ended. The words follow where there are any.
    UserStop {
        /// The turn.
        task_id: String,
    },
    /// The visitor said these words.
    UserMessage {
        /// The turn.
        task_id: String,
        /// The words.
        message: String,
    },
    /// The words of the visitor's turn are over.
    UserEnd {
        /// The turn.
        task_id: String,
    },
    /// A task that was to be answered failed, perhaps after a part of the answer, or a turn of the visitor's could not be written down.
    /// An addition of this project's.
    Error {
        /// The task, or the turn.
        task_id: String,
        /// A short name for programs, as `llm-timed-out`.
        code: String,
        /// The failure and what to do about it, for the visitor.
        message: String,
    },
    /// A task goes on, but not as it should: its voice failed, and a built-in voice speaks. An addition of this project's.
    Warning {
        /// The task.
        task_id: String,
        /// A short name for programs, as `voice-unauthorized`.
        code: String,
        /// The failure and the substitute, in words for the visitor.
        message: String,
    },
    /// A type that this version does not know; to be ignored.
    Other,
}

impl ChannelMessage {
    /// The task or the turn that it is about; none where it is about none.
    pub fn task_id(&self) -> Option<&str> {
        match self {
            Self::StartTalking { task_id }
            | Self::StopTalking { task_id, .. }
            | Self::TalkingMessage { task_id, .. }
            | Self::EndMessage { task_id }
            | Self::UserStart { task_id }
            | Self::UserStop { task_id }
            | Self::UserMessage { task_id, .. }
            | Self::UserEnd { task_id }
            | Self::Error { task_id, .. }
            | Self::Warning { task_id, .. } => Some(task_id),
            Self::PauseTalking | Self::ResumeTalking | Self::Other => None,
        }
    }

    /// The `type` of [`ChannelMessage::StartTalking`].
    pub const START: &str = "avatar_start_talking";
    /// The `type` of [`ChannelMessage::StopTalking`].
    pub const STOP: &str = "avatar_stop_talking";
    /// The `type` of [`ChannelMessage::PauseTalking`].
    pub const PAUSE: &str = "avatar_pause_talking";
    /// The `type` of [`ChannelMessage::ResumeTalking`].
    pub const RESUME: &str = "avatar_resume_talking";
    /// The `type` of [`ChannelMessage::TalkingMessage`].
    pub const MESSAGE: &str = "avatar_talking_message";
    /// The `type` of [`ChannelMessage::EndMessage`].
    pub const END: &str = "avatar_end_message";
    /// The `type` of [`ChannelMessage::UserStart`], and its `event_type`: some clients read the one, some the other.
    pub const USER_START: &str = "user_start";
    /// The `type` and the `event_type` of [`ChannelMessage::UserStop`].
    pub const USER_STOP: &str = "user_stop";
    /// The `type` of [`ChannelMessage::UserMessage`].
    pub const USER_MESSAGE: &str = "user_talking_message";
    /// The `type` of [`ChannelMessage::UserEnd`].
    pub const USER_END: &str = "user_end_message";
    /// The `type` of [`ChannelMessage::Error`].
    pub const ERROR: &str = "error";
    /// The `type` of [`ChannelMessage::Warning`].
    pub const WARNING: &str = "warning";
}

/// A message as it is written.
#[derive(Default, Serialize)]
struct Written<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    event_type: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    task_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    duration_ms: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    unsaid: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<&'a str>,
}

impl<'a> Written<'a> {
    /// A message that has a type only.
    fn bare(kind: &'static str) -> Self {
        Self {
            kind,
            ..Self::default()
        }
    }

    /// A message about a task.
    fn of(kind: &'static str, task_id: &'a str) -> Self {
        Self {
            task_id: Some(task_id),
            ..Self::bare(kind)
        }
    }

    /// Words of a task.
    fn words(kind: &'static str, task_id: &'a str, message: &'a str) -> Self {
        Self {
            message: Some(message),
            ..Self::of(kind, task_id)
        }
    }

    /// A message that the vendor sends over another line, where its type has another name.
    fn event(kind: &'static str, task_id: &'a str) -> Self {
        Self {
            event_type: Some(kind),
            ..Self::of(kind, task_id)
        }
    }
}

impl<'a> From<&'a ChannelMessage> for Written<'a> {
    fn from(message: &'a ChannelMessage) -> Self {
        use ChannelMessage as Message;
        match message {
            Message::StartTalking { task_id } => Self::of(Message::START, task_id),
            Message::StopTalking {
                task_id,
                duration_ms,
                unsaid,
            } => Self {
                duration_ms: Some(*duration_ms),
                unsaid: unsaid.as_deref(),
                ..Self::of(Message::STOP, task_id)
            },
            Message::PauseTalking => Self::bare(Message::PAUSE),
            Message::ResumeTalking => Self::bare(Message::RESUME),
            Message::TalkingMessage { task_id, message } => Self::words(Message::MESSAGE, task_id, message),
            Message::EndMessage { task_id } => Self::of(Message::END, task_id),
            Message::UserStart { task_id } => Self::event(Message::USER_START, task_id),
            Message::UserStop { task_id } => Self::event(Message::USER_STOP, task_id),
            Message::UserMessage { task_id, message } => Self::words(Message::USER_MESSAGE, task_id, message),
            Message::UserEnd { task_id } => Self::of(Message::USER_END, task_id),
            Message::Error { task_id, code, message } => Self {
                code: Some(code),
                ..Self::words(Message::ERROR, task_id, message)
            },
            Message::Warning { task_id, code, message } => Self {
                code: Some(code),
                ..Self::words(Message::WARNING, task_id, message)
            },
            Message::Other => Self::bare(""),
        }
    }
}

impl Serialize for ChannelMessage {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Written::from(self).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for ChannelMessage {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        struct Flat {
            #[serde(default, rename = "type")]
            kind: Option<String>,
            #[serde(default)]
            event_type: Option<String>,
            #[serde(default, deserialize_with = "lenient::or_default")]
            task_id: String,
            #[serde(default, deserialize_with = "lenient::count_or_zero")]
            duration_ms: u64,
            #[serde(default, deserialize_with = "lenient::word")]
            unsaid: Option<String>,
            #[serde(default, deserialize_with = "lenient::or_default")]
            message: String,
            #[serde(default, deserialize_with = "lenient::or_default")]
            code: String,
        }
        let flat = Flat::deserialize(deserializer)?;
        let kind = flat.kind.or(flat.event_type);
        let kind = kind.ok_or_else(|| serde::de::Error::missing_field("type"))?;
        Ok(match kind.as_str() {
            Self::START => Self::StartTalking { task_id: flat.task_id },
            Self::STOP => Self::StopTalking {
                task_id: flat.task_id,
                duration_ms: flat.duration_ms,
                unsaid: flat.unsaid.filter(|text| !text.is_empty()),
            },
            Self::PAUSE => Self::PauseTalking,
            Self::RESUME => Self::ResumeTalking,
            Self::MESSAGE => Self::TalkingMessage {
                task_id: flat.task_id,
                message: flat.message,
            },
            Self::END => Self::EndMessage { task_id: flat.task_id },
            Self::USER_START => Self::UserStart { task_id: flat.task_id },
            Self::USER_STOP => Self::UserStop { task_id: flat.task_id },
            Self::USER_MESSAGE => Self::UserMessage {
                task_id: flat.task_id,
                message: flat.message,
            },
            Self::USER_END => Self::UserEnd { task_id: flat.task_id },
            Self::ERROR => Self::Error {
                task_id: flat.task_id,
                code: flat.code,
                message: flat.message,
            },
            Self::WARNING => Self::Warning {
                task_id: flat.task_id,
                code: flat.code,
                message: flat.message,
            },
            _ => Self::Other,
        })
    }
}
