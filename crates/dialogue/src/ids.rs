//! Ids of turns, transcription jobs and answers.

/// A turn of the visitor's: from the first sound of it until it has been said, or nothing was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TurnId(pub u64);

/// A stretch of sound that is transcribed. A turn may have several, of which one counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct JobId(pub u64);

/// An answer that was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AnswerId(pub u64);

/// Hands out numbers, each once.
#[derive(Clone, Debug, Default)]
pub(crate) struct Numbers(u64);

impl Numbers {
    pub fn next(&mut self) -> u64 {
        self.0 += 1;
        self.0
    }
}
