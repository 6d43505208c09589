//! Text → speech with mouth shapes.
//!
//! [`narrate`] speaks a text sentence by sentence in one of the [`voices`] that this machine has. Two engines give them:
//! SVOX Pico, which is built in, and flite, which is used where it is installed. A text is data: markup in it is dropped,
//! never obeyed. The mouth follows the phones that flite tells, and is read from the sound itself where an engine tells
//! none (see `lips`), so that lips and sound agree whichever voice speaks.

mod delivery;
mod edges;
mod error;
mod flite;
mod lips;
mod narration;
mod pico;
mod plain;
mod resample;
mod sentences;
mod voice;

pub use delivery::{Delivery, Emotion};
pub use error::SpeechError;
pub use narration::{Narration, narrate};
pub use voice::{Engine, Voice, voices};
