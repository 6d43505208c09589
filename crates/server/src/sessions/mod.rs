//! The open sessions.

mod handle;
mod id;
mod journal;
mod owner;
mod past;
mod patience;
mod registry;
mod seats;
mod summary;

pub use handle::{Command, Ended, Handle, MAX_WAITING, Phase, Preparation, Terms};
pub use id::SessionId;
pub use journal::{End, Entry, Journal};
pub use owner::Owner;
pub use registry::{Registry, Seat};
#[cfg(feature = "cluster")]
pub use seats::key_is_full;
pub use seats::{Opener, Seats};
pub use summary::Summary;
