//! Picture and sound: peer connections, what their statistics tell, the video element.

mod frames;
mod hearing;
mod jitter;
mod microphone;
mod monitor;
mod negotiation;
mod painting;
mod peer;
mod report;
mod screen;
mod statistics;
mod stillness;

pub use microphone::Recorder;
pub(super) use microphone::Track;
pub(super) use negotiation::answer;
pub(super) use peer::Peer;
pub(super) use screen::Screen;
