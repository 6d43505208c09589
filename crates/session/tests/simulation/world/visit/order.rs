//! The legal order of a session's states, and of a text's progress.

use streaming_avatar_session::{Progress, State};

/// Whether that may be told of a text. Only a text that the server had is queued anew.
pub fn follows(before: Option<&Progress>, now: &Progress) -> bool {
    use Progress::*;
    match now {
        Queued => !matches!(before, Some(Queued)),
        Accepted { .. } => matches!(before, Some(Queued)),
        Speaking => matches!(before, Some(Accepted { .. })),
        Ended(_) => true,
    }
}

/// Whether a session may come from one state to another.
pub fn legal(from: State, to: State) -> bool {
    use State::*;
    match to {
        Idle => false,
        Creating => matches!(from, Idle | Ended | Recovering),
        Negotiating => matches!(from, Creating | Recovering),
        Connecting => matches!(from, Negotiating | Recovering),
        Live => matches!(from, Connecting | Recovering),
        Recovering => matches!(from, Live | Creating | Negotiating | Connecting),
        Stopping => !matches!(from, Idle | Ended),
        Ended => from != Idle,
    }
}
