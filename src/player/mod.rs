//! The player: the picture with its controls, the text box and the transcript.

mod button;
mod composer;
mod controls;
mod conversation;
mod facts;
mod focus;
mod icon;
mod limit;
mod network;
mod press;
mod reactive;
mod samples;
mod sound;
mod stage;
mod stages;
mod status;
#[cfg(test)]
mod tests;
mod texts;
mod toolbar;
mod tools;
mod transcript;
mod trouble;
mod whole;
mod words;

pub(crate) use button::Button;
pub use icon::{Icon, Shape};
pub(crate) use network::{open as open_network, with_choices};
pub(crate) use press::guard;
pub(crate) use reactive::{Reaction, flag, on, part, pressed, when, words};
pub use texts::{Texts, texts};
pub use whole::Player;
pub use words::speak;
pub(crate) use words::word;
