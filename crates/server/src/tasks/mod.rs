//! What the avatar has been told to say.

mod line;
mod narrator;
mod pool;
mod timeline;

pub use narrator::{Narrated, Narrator, Order};
pub use timeline::{Happening, Timeline};

/// Names a task in replies and in the data channel's messages.
pub type TaskId = String;
