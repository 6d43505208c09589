//! What the three browser binaries share.

pub mod app;
pub mod client;
pub mod player;
