//! The wire types as JavaScript values and back.
//!
//! Writing is serde-wasm-bindgen's. Its reading carries a word for everything that can be wrong with a value, which brings the
//! formatting of every kind of number with it, some 15 kB on the wire; so reading is done here, where a value can be read or
//! it cannot.

pub(in crate::client) mod read;
pub(in crate::client) mod write;

pub use read::VoiceEntry;

/// A value that has no such form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::client) struct Unreadable;
