//! The player: the picture with its controls, the text box and the transcript.

mod backdrop;
mod composer;
mod controls;
mod conversation;
mod entry;
mod face;
mod icon;
mod limit;
mod sound;
mod stage;
mod stages;
mod status;
mod texts;
mod transcript;
mod trouble;
mod whole;

pub use face::Face;
pub use icon::{Icon, Shape};
pub use texts::{Texts, texts};
pub use whole::Player;
