//! Shared by the module and the element: reading what a page chose, and telling a page what happens.

mod listener;
pub mod player;
mod settings;
mod words;

pub use listener::{Listener, tell};
pub use settings::Settings;
pub use words::Words;
