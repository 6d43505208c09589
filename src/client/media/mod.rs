//! Picture and sound: peer connections, what their statistics tell, the video element.

mod frames;
mod freeze_detector;
mod jitter_buffer;
mod microphone;
mod monitor;
mod negotiation;
mod painting;
mod peer;
mod report;
mod speech_detector;
mod statistics;
mod video_output;

pub use microphone::Recorder;
pub(super) use microphone::Track;
pub(super) use negotiation::answer;
pub(super) use peer::Peer;
pub(super) use video_output::VideoOutput;
