//! The states of a session.

use crate::Problem;

/// The states of a session, named as on the outside.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum State {
    /// Nothing was started yet.
    #[default]
    Idle,
    /// `streaming.new` is under way.
    Creating,
    /// The offer is being answered and the answer handed over.
    Negotiating,
    /// Candidates and keys are being exchanged; no picture yet.
    Connecting,
    /// The avatar is there.
    Live,
    /// The connection was lost; a new session is about to be made.
    Recovering,
    /// `streaming.stop` is under way.
    Stopping,
    /// Over. `Start` begins anew.
    Ended,
}

impl State {
    /// All states.
    pub const ALL: [Self; 8] = [
        Self::Idle,
        Self::Creating,
        Self::Negotiating,
        Self::Connecting,
        Self::Live,
        Self::Recovering,
        Self::Stopping,
        Self::Ended,
    ];

    /// Whether the user wants a session: one is open, or on its way.
    pub const fn is_wanted(self) -> bool {
        !matches!(self, Self::Idle | Self::Stopping | Self::Ended)
    }

    /// Its name in events, attributes and documentation.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Idle => "idle",
            Self::Creating => "creating",
            Self::Negotiating => "negotiating",
            Self::Connecting => "connecting",
            Self::Live => "live",
            Self::Recovering => "recovering",
            Self::Stopping => "stopping",
            Self::Ended => "ended",
        }
    }
}

/// Why a session ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EndReason {
    /// The user stopped it.
    Stopped,
    /// The page was left.
    PageLeft,
    /// The page was hidden for longer than the options allow.
    Hidden,
    /// The server ended it for want of tasks.
    Idle,
    /// The server's cap on a session's length was reached.
    Cap,
    /// It failed, and recovery was off, pointless or used up.
    Failed(Problem),
}

impl EndReason {
    /// Its name in events.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Stopped => "stopped",
            Self::PageLeft => "page-left",
            Self::Hidden => "hidden",
            Self::Idle => "idle",
            Self::Cap => "cap",
            Self::Failed(_) => "failed",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn states_and_reasons_are_called_as_they_are_written() {
        assert_eq!(State::ALL.len(), State::Ended as usize + 1);
        for state in State::ALL {
            assert_eq!(state.name(), format!("{state:?}").to_lowercase());
        }
        let reasons = [
            EndReason::Stopped,
            EndReason::PageLeft,
            EndReason::Hidden,
            EndReason::Idle,
            EndReason::Cap,
            EndReason::Failed(Problem::Offline),
        ];
        for reason in reasons {
            let written = format!("{reason:?}");
            let word = written.split('(').next().unwrap();
            let mut name = String::new();
            for letter in word.chars() {
                if letter.is_uppercase() && !name.is_empty() {
                    name.push('-');
                }
                name.extend(letter.to_lowercase());
            }
            assert_eq!(reason.name(), name);
        }
    }
}
