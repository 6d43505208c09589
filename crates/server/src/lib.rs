//! A streaming-avatar server: the API over HTTP, the avatar over WebRTC.
//!
//! One task serves HTTP; each session has a thread of its own that drives its connection, its avatar and its tasks.

mod connections;
mod http;
mod media;
pub mod options;
mod peer;
mod server;
mod sessions;
mod synthesis;

pub use options::Options;
pub use server::{Running, Server, StartError};
