//! Outputs of a conversation: commands and events.

use std::ops::Range;

use crate::ids::{AnswerId, JobId, TurnId};

/// How a turn that has ended came out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The visitor said this.
    Said(String),
    /// There were no words in it.
    Empty,
    /// Nobody knows what was said: this transcript did not come.
    Untranscribed(JobId),
    /// Listening was ended in the middle of it.
    Dropped,
}

/// Something to do or to tell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Output {
    /// Have these samples of the visitor's sound transcribed.
    Transcribe {
        /// The name of the stretch.
        job: JobId,
        /// The samples.
        range: Range<u64>,
    },
    /// A transcript is not wanted any more.
    Discard(JobId),
    /// Have this answered. The answer before is over.
    Ask {
        /// The name of the answer.
        answer: AnswerId,
        /// The turns whose words it is to answer.
        turns: Vec<TurnId>,
        /// All their words.
        text: String,
    },
    /// The avatar falls silent at once, and keeps what it has to say until [`Output::Resume`] or [`Output::Interrupt`].
    Pause,
    /// The avatar goes on where it was paused; after an interrupt, it may speak again.
    Resume,
    /// The avatar drops all that it has to say.
    Interrupt,
    /// The visitor has begun to speak.
    Began(TurnId),
    /// The visitor has ended.
    Ended(TurnId),
    /// How a turn that has ended came out: told once for each, in the order of the turns.
    Turn(TurnId, Outcome),
    /// The visitor has spoken for as long as is transcribed in one conversation: nothing is listened to any more.
    Spent,
}
