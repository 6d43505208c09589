//! The failure of a growing task: its error code and message.

use avatar::speech::SpeechError;

use crate::Refusal;

/// Why a growing task gets no more texts although it is not whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnswerFailure {
    /// A short name for programs.
    pub code: &'static str,
    /// The failure, and what to do, for the visitor.
    pub message: String,
}

impl AnswerFailure {
    /// The voice failed on a text of the task.
    pub(crate) fn of_voice(error: &SpeechError) -> Self {
        Self {
            code: "voice-failed",
            message: Refusal::Failed(error.clone()).to_string(),
        }
    }
}
