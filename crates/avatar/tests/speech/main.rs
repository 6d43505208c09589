//! Speech as the server uses it: every voice that this machine has, whatever the text.

#![allow(clippy::unwrap_used, reason = "a test's panic is the failure it reports")]

mod languages;
mod lips;
mod listen;
mod loudness;
mod sources;
mod texts;
mod voices;
