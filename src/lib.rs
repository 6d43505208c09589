//! What the three browser binaries share.

pub mod client;
