//! The status line: where the session stands, in words.

use session::{Microphone, State};

use crate::decimal::decimal;
use crate::input::End;
use crate::words::Phrase;

/// All that the words depend on.
pub(crate) struct Standing<'a> {
    pub(crate) state: State,
    pub(crate) end: Option<End>,
    /// Whether the avatar was there in this session.
    pub(crate) lived: bool,
    pub(crate) offline: bool,
    pub(crate) speaking: bool,
    pub(crate) microphone: Microphone,
    pub(crate) push_to_talk: bool,
    /// The number of the try to get a lost connection back; zero where none is under way.
    pub(crate) attempt: u32,
    pub(crate) loaded: Option<&'a str>,
}

impl Standing<'_> {
    /// The words.
    pub(crate) fn words(&self) -> Phrase {
        let state = self.state;
        if let Some(loaded) = self.loaded
            && matches!(state, State::Idle | State::Creating)
        {
            return Phrase::with("loading", loaded);
        }
        match state {
            State::Ended => self.ended().into(),
            State::Idle => "states.idle".into(),
            _ if self.offline => "states.offline".into(),
            State::Live => self.live().into(),
            State::Creating => self.tried("states.creating"),
            State::Negotiating => self.tried("states.negotiating"),
            State::Connecting => self.tried("states.connecting"),
            State::Recovering => self.tried("states.recovering"),
            State::Stopping => "states.stopping".into(),
        }
    }

    /// Who has the word.
    const fn live(&self) -> &'static str {
        match self.microphone {
            Microphone::Hearing => "microphones.hearing",
            Microphone::Asking => "microphones.asking",
            _ if self.speaking => "speaking",
            Microphone::Listening => "microphones.listening",
            Microphone::Muted if self.push_to_talk => "microphones.hold",
            Microphone::Muted => "microphones.muted",
            Microphone::Denied => "microphones.denied",
            _ => "states.live",
        }
    }

    /// With the number of the try, from the first one on.
    fn tried(&self, key: &'static str) -> Phrase {
        match self.attempt {
            0 => key.into(),
            attempt => Phrase::with(key, ["(", &decimal(attempt), ")"].concat()),
        }
    }

    const fn ended(&self) -> &'static str {
        match self.end {
            Some(End::Stopped) if !self.lived => "ended.cancelled",
            Some(End::Failed) if !self.lived => "ended.unopened",
            Some(End::Failed) => "ended.failed",
            Some(End::Idle) => "ended.idle",
            Some(End::Cap) => "ended.cap",
            Some(End::Hidden) => "ended.hidden",
            Some(End::PageLeft) => "ended.left",
            Some(End::Stopped) | None => "states.ended",
        }
    }
}
