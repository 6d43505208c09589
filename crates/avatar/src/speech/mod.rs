//! Text → speech with mouth shapes.
//!
//! A [`Script`] makes a text ready for one of the [`voices`] that this machine has, and a [`Narration`] speaks it sentence by
//! sentence; [`narrate`] does both. Two engines give the voices: SVOX Pico, which is built in, and flite, which is used where
//! it is installed. Any other voice comes from outside, by a [`Source`]. A text is data: markup in it is dropped, never obeyed. The mouth follows the phones that flite tells, and
//! is read from the sound itself where an engine tells none (see `lips`), so that lips and sound agree whichever voice speaks.

mod delivery;
mod duration_estimate;
mod error;
#[cfg(not(target_arch = "wasm32"))]
mod external_voice;
#[cfg(target_arch = "wasm32")]
#[path = "no_external_voice.rs"]
mod external_voice;
#[cfg(not(target_arch = "wasm32"))]
mod flite;
#[cfg(target_arch = "wasm32")]
#[path = "no_flite.rs"]
mod flite;
mod gesture;
mod language;
mod lip_sync;
mod mastering;
mod narration;
mod normalization;
mod passages;
mod pico;
mod resample;
mod script;
mod sentences;
mod silence_trim;
mod speakable;
mod speaker;
mod spoken;
mod voice;

pub use delivery::{Delivery, Emotion, Prosody};
pub use error::SpeechError;
pub use external_voice::Source;
#[cfg(not(target_arch = "wasm32"))]
pub use external_voice::{Progress, SentenceSound, SentenceSpeaker, VoiceSource};
pub use narration::{Narration, Step, narrate};
pub use passages::Passages;
pub use script::Script;
pub use speakable::Unspeakable;
#[cfg(not(target_arch = "wasm32"))]
pub(crate) use voice::is_usable;
pub use voice::{Engine, Voice, is_provided, provide, voice_file, voice_for, voices};
