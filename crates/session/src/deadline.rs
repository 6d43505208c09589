//! When something is due, and why.

use crate::Moment;

/// Why a session wants to be called again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Reason {
    /// `streaming.stop` was awaited long enough.
    Stopping,
    /// The page was hidden for as long as the options allow.
    Hidden,
    /// A lost connection is tried again, or given up.
    Reconnect,
    /// A link was not opened in time.
    Opening,
    /// A refused call of the start is sent again.
    Retry,
    /// Candidates are sent again.
    Candidates,
    /// No picture came in time.
    Connecting,
    /// A disturbed connection or picture is taken for lost.
    DisconnectGrace,
    /// A call is taken for lost.
    Call,
    /// A stop is sent again.
    Stop,
    /// A text begins, ends, fails or is sent again.
    Text,
    /// A text is said with its markup, because cleaning it took too long.
    Cleaning,
    /// An interrupt is sent again, or the silence it made ends.
    Interrupt,
    /// The service is asked to listen again.
    Listening,
    /// The microphone is closed, because nobody hears it.
    Unheard,
    /// A warning of a limit.
    Warning,
    /// `keep_alive` is sent.
    KeepAlive,
    /// The session is renewed before its limit.
    Renewal,
}

/// When a session wants to be called again, and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Deadline {
    /// When.
    pub at: Moment,
    /// Why.
    pub reason: Reason,
}

impl Deadline {
    /// One at that moment, if there is one.
    pub(crate) fn new(at: Option<Moment>, reason: Reason) -> Option<Self> {
        at.map(|at| Self { at, reason })
    }

    /// The earliest of several.
    // A slice, because a copy for each number of them weighs more.
    pub(crate) fn earliest(deadlines: &[Option<Self>]) -> Option<Self> {
        deadlines.iter().fold(None, |first, next| Self::earlier(first, *next))
    }

    /// The earlier of two, the first where they are equal.
    pub(crate) fn earlier(first: Option<Self>, second: Option<Self>) -> Option<Self> {
        match (first, second) {
            (Some(first), Some(second)) if second.at < first.at => Some(second),
            (None, second) => second,
            (first, _) => first,
        }
    }
}
