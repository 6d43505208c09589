//! Inputs of the model, and its commands.

use session::{LimitKind, Microphone, Role, State};

use crate::control::Control;
use crate::control_set::ControlSet;
use crate::trouble::Trouble;

/// A text's name: which start of a session it belongs to, and which text it is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct TextKey {
    /// The start, counted by the view.
    pub start: u32,
    /// The text.
    pub id: u32,
}

/// Why a session ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// The visitor or the page stopped it.
    Stopped,
    /// The page was left.
    PageLeft,
    /// The page was out of sight for too long.
    Hidden,
    /// Nothing was said for a while.
    Idle,
    /// It reached its longest time.
    Cap,
    /// It failed; the problem was told before.
    Failed,
}

/// How a text ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// It was said.
    Spoken,
    /// It was cut off, or dropped while it waited.
    Interrupted,
    /// It could not be said.
    Failed,
}

/// Something that happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    /// The view offers these controls from now on.
    ControlSet(ControlSet),
    /// The session's state changed.
    State(State),
    /// The session ended. Told after its state changed to [`State::Ended`].
    Ended(End),
    /// Something went wrong. A problem that ends the session is told right before the end.
    Problem(Trouble),
    /// The network is back.
    Online,
    /// The avatar speaks, or ceased to.
    Speaking(bool),
    /// The browser withholds the sound, or does no more.
    SoundBlocked(bool),
    /// An end is near, in so many seconds.
    Limit(LimitKind, u32),
    /// Seconds until the session ends for want of texts, and by its longest time; none where it does not.
    Left(Option<u32>, Option<u32>),
    /// A lost connection is tried again; which try.
    Retry(u32),
    /// How much of the avatar has been loaded, in words; none once it is there.
    Loaded(Option<String>),
    /// A text was given to the session; whether it is from the text box.
    Given {
        /// Its name.
        key: TextKey,
        /// The text.
        text: String,
        /// Whether the visitor typed it.
        typed: bool,
    },
    /// A text waits again, because a lost connection cut it off.
    Waits(TextKey),
    /// The avatar says a text. One that was never given, such as a greeting, enters the transcript here.
    Begun {
        /// Its name.
        key: TextKey,
        /// The text.
        text: String,
    },
    /// So many of a text's characters, white space aside, were heard before it was cut off.
    Heard(TextKey, u32),
    /// The part of a text that the voice could not say.
    Unsaid(TextKey, String),
    /// The answer that was said to a text.
    Answered(TextKey, String),
    /// A text ended.
    Finished {
        /// Its name.
        key: TextKey,
        /// How.
        ending: Ending,
        /// The reason of a text that was refused, in the service's words; else empty.
        reason: String,
    },
    /// Whether the service answers visitors.
    Answers(bool),
    /// Whether what is typed is to be answered, by the page's choice; none where it has not chosen.
    Talks(Option<bool>),
    /// Whether the visitor is heard only while a button is held.
    PushToTalk(bool),
    /// The state of the visitor's microphone.
    Microphone(Microphone),
    /// The button of the microphone, or the space bar, is held (true) or let go.
    Hold(bool),
    /// A message of a spoken conversation.
    Message {
        /// Its name, which no text has.
        key: TextKey,
        /// The speaker.
        role: Role,
        /// The words so far.
        text: String,
        /// At its end, whether it was interrupted.
        end: Option<bool>,
    },
    /// The line of captions; empty for none.
    Caption(String),
    /// A switch of the view or the page is on or off now.
    Switched(Control, bool),
    /// The text box holds this now.
    Typed(String),
    /// The visitor pressed a control.
    Press(Control),
    /// The visitor wants a text of the transcript back in the box.
    Rewrite(TextKey),
}

/// Something that the view is to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Open a session.
    Start,
    /// End it, or its start.
    Stop,
    /// Close the panel, which ends the session.
    Close,
    /// Let the avatar say a text of the visitor's.
    Speak(String),
    /// Silence it and drop what waits.
    Interrupt,
    /// Drop the texts that wait; the one that is said goes on.
    DropWaiting,
    /// Put off the end for want of texts.
    KeepAlive,
    /// Play the sound that the browser withheld; this is the gesture that it waits for.
    UnblockSound,
    /// Let the visitor be heard for as long as the button is held (true), or no more.
    Hold(bool),
    /// Switch something on or off: the microphone, mute, captions, full screen and the like.
    Switch(Control, bool),
    /// Do what the control says, once: take a picture, test the connection.
    Do(Control),
}
