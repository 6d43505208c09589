//! Hearing: what the visitor says into the microphone becomes words (speech to text), questions and barge-in.
//!
//! - [`Service`] is the speech recognition behind the server. It exists where `--stt-url` is set;
//! - [`VoiceInput`] is the visitor's voice in one session: it decodes the sound, detects voice activity (VAD), and lets the turn-taking
//!   machine decide. It has no clock and no network;
//! - [`Transcriptions`] are the requests of a session to the service.

mod audio_rate_limit;
mod microphone;
mod recording;
mod service;
mod silero;
#[cfg(test)]
mod tests;
mod transcriptions;
mod voice_activity;
mod voice_input;

pub use service::{HearingStartError, Listening, Service};
pub use transcriptions::{Transcript, Transcriptions};
pub use voice_input::{HearingEffect, VoiceInput};
