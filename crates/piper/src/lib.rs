//! Piper voices: a neural model for each, run in Rust alone.
//!
//! [`PiperVoice::load`] takes a file `NAME.onnx` with its `NAME.onnx.json` beside it, as the Piper project publishes them; the voice
//! is an [`avatar::speech::VoiceSource`]. The phonemes of a text come from the program `espeak-ng`, which runs as a process of its
//! own (it is GPL and never linked). The model tells how long it holds each phoneme, so the mouth is known and not read from the
//! sound; of an export that does not tell, it is read all the same.
//!
//! ```no_run
//! use std::path::Path;
//! use streaming_avatar_piper::PiperVoice;
//!
//! # fn main() -> Result<(), streaming_avatar_piper::PiperError> {
//! // `voices/joe.onnx.json` lies beside it; `cargo xtask voice` fetches both.
//! let joe = PiperVoice::load(Path::new("voices/joe.onnx"))?;
//! # Ok(())
//! # }
//! ```
//!
//! The modules, from the top down: `voice` and `worker` speak for the server, `model` runs the network, `visemes` maps phonemes to
//! mouth shapes, `pitch` tells deep voices from high ones, `phonemes` and `espeak` make them of a text, `config` reads the voice's description.

mod config;
mod error;
mod espeak;
mod model;
mod phonemes;
mod pitch;
mod visemes;
mod voice;
mod worker;

pub use error::PiperError;
pub use voice::PiperVoice;
