//! Messages of the server over the data channel.

use serde::de::Deserializer;
use serde::ser::{SerializeStruct, Serializer};
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
    /// Nothing can be heard for now, because the browser withholds the sound, and speech waits for that. Told by the page's own
    /// service only.
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
    /// A task that was to be answered failed, perhaps after a part of the answer. An addition of this project's.
    Error {
        /// The task.
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
    /// The `type` of [`ChannelMessage::Error`].
    pub const ERROR: &str = "error";
    /// The `type` of [`ChannelMessage::Warning`].
    pub const WARNING: &str = "warning";
}

impl Serialize for ChannelMessage {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::StartTalking { task_id } => {
                let mut message = serializer.serialize_struct("ChannelMessage", 2)?;
                message.serialize_field("type", Self::START)?;
                message.serialize_field("task_id", task_id)?;
                message.end()
            }
            Self::StopTalking {
                task_id,
                duration_ms,
                unsaid,
            } => {
                let fields = 3 + usize::from(unsaid.is_some());
                let mut message = serializer.serialize_struct("ChannelMessage", fields)?;
                message.serialize_field("type", Self::STOP)?;
                message.serialize_field("task_id", task_id)?;
                message.serialize_field("duration_ms", duration_ms)?;
                if let Some(unsaid) = unsaid {
                    message.serialize_field("unsaid", unsaid)?;
                }
                message.end()
            }
            Self::PauseTalking => bare(serializer, Self::PAUSE),
            Self::ResumeTalking => bare(serializer, Self::RESUME),
            Self::TalkingMessage {
                task_id,
                message: words,
            } => {
                let mut message = serializer.serialize_struct("ChannelMessage", 3)?;
                message.serialize_field("type", Self::MESSAGE)?;
                message.serialize_field("task_id", task_id)?;
                message.serialize_field("message", words)?;
                message.end()
            }
            Self::EndMessage { task_id } => {
                let mut message = serializer.serialize_struct("ChannelMessage", 2)?;
                message.serialize_field("type", Self::END)?;
                message.serialize_field("task_id", task_id)?;
                message.end()
            }
            Self::Error {
                task_id,
                code,
                message: words,
            } => coded(serializer, Self::ERROR, task_id, code, words),
            Self::Warning {
                task_id,
                code,
                message: words,
            } => coded(serializer, Self::WARNING, task_id, code, words),
            Self::Other => bare(serializer, ""),
        }
    }
}

/// A message about a task that has a code for programs, and words.
fn coded<S: Serializer>(serializer: S, kind: &str, task_id: &str, code: &str, words: &str) -> Result<S::Ok, S::Error> {
    let mut message = serializer.serialize_struct("ChannelMessage", 4)?;
    message.serialize_field("type", kind)?;
    message.serialize_field("task_id", task_id)?;
    message.serialize_field("code", code)?;
    message.serialize_field("message", words)?;
    message.end()
}

/// A message that has a type only.
fn bare<S: Serializer>(serializer: S, kind: &str) -> Result<S::Ok, S::Error> {
    let mut message = serializer.serialize_struct("ChannelMessage", 1)?;
    message.serialize_field("type", kind)?;
    message.end()
}

impl<'de> Deserialize<'de> for ChannelMessage {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        struct Flat {
            #[serde(rename = "type")]
            kind: String,
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
        Ok(match flat.kind.as_str() {
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
