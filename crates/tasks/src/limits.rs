//! Task limits: how much a session may be given to say, queued and in one text.

use std::time::Duration;

/// How much a session may be given to say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Characters in one text.
    pub characters: usize,
    /// Texts that may wait, the one being said included.
    pub texts: usize,
    /// Speech that may wait to be heard, about. A text alone is always taken: its length is bounded by that of texts.
    pub speech: Duration,
}

impl Limits {
    /// The limits of a session whose operator sets none.
    pub const DEFAULT: Self = Self {
        characters: 5_000,
        texts: 64,
        speech: Duration::from_secs(600),
    };
}

impl Default for Limits {
    fn default() -> Self {
        Self::DEFAULT
    }
}
