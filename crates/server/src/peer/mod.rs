//! One session's connection: a thread of its own drives WebRTC, the avatar and the tasks.

mod answer;
#[cfg(test)]
mod answer_forms;
mod bounds;
mod candidate;
mod cryptography;
#[cfg(test)]
mod datagrams;
mod driver;
mod events;
mod life;
mod network;
mod offer;
mod open;
mod places;
mod reach;
mod route;
mod sdp;
mod shared_port;
#[cfg(test)]
mod simulation;
mod sockets;
mod stage;

pub use bounds::Bounds;
pub use cryptography::install_cryptography;
pub use network::{Places, Ports};
pub use open::open;
pub use places::{AnnounceError, Place, announced};
pub use shared_port::{SharedPort, SharedPortError};
pub use sockets::{Sockets, default_addresses};
