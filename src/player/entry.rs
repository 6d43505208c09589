//! One text of the transcript.

use session::{Outcome, Progress, TextId};

/// How far a text has come, as the transcript shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Status {
    Queued,
    Sent,
    Speaking,
    Spoken,
    Interrupted,
    /// With the reason, in words.
    Failed(String),
}

impl Status {
    /// Its place in [`super::Texts::outcomes`].
    pub(super) const fn place(&self) -> usize {
        match self {
            Self::Queued => 0,
            Self::Sent => 1,
            Self::Speaking => 2,
            Self::Spoken => 3,
            Self::Interrupted => 4,
            Self::Failed(_) => 5,
        }
    }

    /// Its name for programs.
    pub(super) const fn name(&self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Sent => "sent",
            Self::Speaking => "speaking",
            Self::Spoken => "spoken",
            Self::Interrupted => "interrupted",
            Self::Failed(_) => "failed",
        }
    }

    /// Whether it has not ended yet.
    pub(super) const fn pending(&self) -> bool {
        matches!(self, Self::Queued | Self::Sent | Self::Speaking)
    }

    /// Why it was not said; empty for any other outcome.
    pub(super) fn reason(&self) -> &str {
        match self {
            Self::Failed(reason) => reason,
            _ => "",
        }
    }
}

impl From<Progress> for Status {
    fn from(progress: Progress) -> Self {
        match progress {
            Progress::Queued => Self::Queued,
            Progress::Accepted { .. } => Self::Sent,
            Progress::Speaking => Self::Speaking,
            Progress::Ended(Outcome::Spoken) => Self::Spoken,
            Progress::Ended(Outcome::Interrupted) => Self::Interrupted,
            Progress::Ended(Outcome::Failed(problem)) => Self::Failed(problem.to_string()),
        }
    }
}

/// A text that was sent.
#[derive(Clone)]
pub(super) struct Entry {
    /// Which start of a session it belongs to, and its name there.
    pub(super) key: (u32, TextId),
    pub(super) text: String,
    pub(super) status: Status,
}
