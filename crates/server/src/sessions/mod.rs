//! The open sessions.

mod handle;
mod id;
mod owner;
mod past;
mod registry;
mod seats;
mod tokens;

pub use handle::{Command, Ended, Handle, MOST_WAITING, Phase, Preparation, Terms};
pub use owner::Owner;
pub use registry::{Registry, Seat};
pub use seats::{Opener, Seats};
