//! Events that a session tells its user.

use core::time::Duration;

use api::Features;

use crate::{EndReason, MessageId, Microphone, Milestones, Problem, State, TextId};

/// How a text ended. Every text ends exactly once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It was said to its end.
    Spoken,
    /// The user cut it off, or dropped it while it waited.
    Interrupted,
    /// It could not be said.
    Failed(Problem),
}

/// How far a text has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Progress {
    /// It waits. Told again where a lost connection cut it off, because it will be said again.
    Queued,
    /// The server has taken it, or its first sentence where it is said sentence by sentence; `duration` where the server told it.
    Accepted {
        /// The server's name for it.
        task_id: String,
        /// How long it will be.
        duration: Option<Duration>,
    },
    /// The avatar says it.
    Speaking,
    /// It ended.
    Ended(Outcome),
}

/// A limit on a session's length.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LimitKind {
    /// The end for want of tasks.
    Idle,
    /// The server's cap on the whole session.
    Cap,
}

/// The speaker of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// The visitor.
    User,
    /// The avatar.
    Avatar,
}

impl Role {
    /// Its name in events.
    pub const fn name(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Avatar => "avatar",
        }
    }
}

/// Something to tell.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// The state changed.
    State {
        /// The new state.
        state: State,
        /// The one before.
        previous: State,
    },
    /// The session has its id; after a renewal, once the picture has changed over, the new one.
    Session {
        /// The id.
        session_id: String,
    },
    /// A milestone of the start was reached.
    Milestones(Milestones),
    /// A text came further.
    Text {
        /// The text.
        id: TextId,
        /// How far.
        progress: Progress,
    },
    /// Markup was taken out of a text: this is said, and what a caption shows.
    Cleaned {
        /// The text.
        id: TextId,
        /// Without its markup.
        text: String,
    },
    /// The avatar begins to say these words of a language model's answer; the later ones of an answer begin with a blank.
    Words {
        /// The text that is answered.
        id: TextId,
        /// The words.
        words: String,
    },
    /// Told right before a text of which something was heard ends as interrupted: how much of it that was.
    Heard {
        /// The text.
        id: TextId,
        /// How many of its characters, white space aside, as far as durations and the clock tell.
        letters: u32,
    },
    /// Told right before a text ends of which something was not said, because the voice cannot say it or failed.
    Unsaid {
        /// The text.
        id: TextId,
        /// The part that was not said, or its beginning.
        text: String,
    },
    /// The avatar began (true) or ceased to speak.
    Speaking(bool),
    /// The session that is shown has these abilities.
    Features(Features),
    /// The state of the visitor's microphone changed.
    Microphone(Microphone),
    /// The visitor began (true) or ceased to speak.
    UserSpeaking(bool),
    /// Words of a spoken conversation: of the visitor's turn, or of the answer to one when the avatar begins to say them. Texts that were
    /// given have events of their own.
    Message {
        /// Names it.
        id: MessageId,
        /// The speaker.
        role: Role,
        /// Added to its words; empty at its end.
        words: String,
        /// At its end, whether it was interrupted.
        end: Option<bool>,
    },
    /// A limit is near: told once at 60 s, 30 s and 10 s before.
    Limit {
        /// The limit.
        kind: LimitKind,
        /// How much is left.
        left: Duration,
    },
    /// The browser plays no sound until the user touches the page (true), or does now.
    SoundBlocked(bool),
    /// Something went wrong that the session survives; what ends it is in `Ended`.
    Problem(Problem),
    /// The network is back after `Problem::Offline` was told.
    Online,
    /// A lost connection is about to be tried again.
    Retry {
        /// The number of the try, from 1.
        attempt: u32,
        /// After how long.
        after: Duration,
    },
    /// The session is over. Told once, after the state changed to `Ended`.
    Ended(EndReason),
}
