//! What the three browser binaries share.

#[cfg(feature = "ui")]
pub mod app;
pub mod client;
pub mod embed;
#[cfg(feature = "ui")]
pub mod player;
