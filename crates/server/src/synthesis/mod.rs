//! The threads that synthesise the sessions' texts.

mod narrator;
mod pool;

pub use narrator::Narrator;
