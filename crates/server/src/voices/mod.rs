//! The voices (text to speech) beyond the built-in ones: those of a speech service, and Piper's.

mod catalog;
mod circuit_breaker;
mod service;

pub use catalog::{VoiceStartError, Voices};
