//! Replies, read from what `JSON.parse` gave.
//!
//! By hand, because serde's way (a visitor for each type, a deserializer for each visitor) weighs four times as much. The tests
//! hold it to what serde reads natively.

mod envelope;
mod lists;
mod replies;
mod value;

#[cfg(test)]
mod tests;

use super::Unreadable;

pub(in crate::client) use envelope::verdict;
pub use lists::VoiceEntry;
pub(in crate::client) use lists::{avatars, voices};
pub(in crate::client) use replies::{channel_message, ice_servers, new_reply, task_reply};

type Read<T> = Result<T, Unreadable>;
