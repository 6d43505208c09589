//! The voices beyond the built-in ones: those of a speech service, and Piper's.

mod catalog;
mod health;
mod service;

pub use catalog::{VoiceStartError, Voices};
