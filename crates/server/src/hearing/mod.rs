//! Hearing: what the visitor says into the microphone becomes words, questions and barge-in.
//!
//! - [`Service`] is the speech recognition behind the server. It exists where `--stt-url` is set;
//! - [`Hearing`] is one session's ear: it decodes the sound, finds the voice in it, and lets the turn-taking machine decide. It has no
//!   clock and no network;
//! - [`Transcriptions`] are the requests of a session to the service.

mod activity;
mod ear;
mod microphone;
mod pace;
mod recording;
mod service;
mod silero;
#[cfg(test)]
mod tests;
mod transcriptions;

pub use ear::{Hearing, Wish};
pub use service::{HearingStartError, Listening, Service};
pub use transcriptions::{Transcript, Transcriptions};
