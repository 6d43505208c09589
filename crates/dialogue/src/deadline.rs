//! The next deadline (timeout) of the machine, and its reason.

use std::time::Duration;

/// Why the machine wants to be called again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Reason {
    /// A transcript is given up.
    Transcript,
    /// No sound comes in the middle of a turn, which ends it.
    Sound,
}

/// When the machine wants to be called again, and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Deadline {
    /// When.
    pub at: Duration,
    /// Why.
    pub reason: Reason,
}
