//! Speech synthesis (text to speech) of the sessions' texts.

mod narrator;
mod pool;
mod warm;

pub use narrator::Narrator;
pub use warm::warm;
