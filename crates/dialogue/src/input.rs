//! Inputs of a conversation.

use crate::ids::{AnswerId, JobId};

/// When the visitor is listened to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Mode {
    /// Never.
    #[default]
    Off,
    /// Always: a pause ends a turn.
    Conversational,
    /// While a button is held.
    PushToTalk,
}

/// The avatar's state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum AvatarState {
    /// It has nothing to say.
    #[default]
    Idle,
    /// It has something to say, none of which sounds now.
    Preparing,
    /// Its voice sounds. It does so no more while its speech is paused.
    Speaking,
}

/// A stretch of sound could not be transcribed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Untranscribed;

/// Something that happened.
#[derive(Clone, Debug, PartialEq)]
pub enum Input {
    /// The visitor is to be listened to in this manner from now on. A turn that has not ended is dropped.
    Listen(Mode),
    /// How probable it is that there is a voice, from 0 to 1, in the [`FRAME`](crate::FRAME) samples from `at` on. Sound that never
    /// comes is silence; sound that came before changes nothing.
    Frame {
        /// The first sample, since the first sound.
        at: u64,
        /// The probability. A value that is not a number counts as 0.
        speech: f32,
    },
    /// The button is held down from now on. Of no effect but in [`Mode::PushToTalk`].
    Pressed,
    /// The button was let go.
    Released,
    /// The words of a stretch of sound, perhaps none.
    Transcript {
        /// The stretch.
        job: JobId,
        /// Its words.
        text: Result<String, Untranscribed>,
    },
    /// The avatar does something else than before.
    Avatar(AvatarState),
    /// An answer is over: it was heard to its end, was cut off, or failed. Told for each answer that was asked for.
    AnswerOver(AnswerId),
    /// Time has passed.
    Time,
}
