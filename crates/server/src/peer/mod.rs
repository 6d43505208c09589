//! One session's connection: a thread of its own drives WebRTC, the avatar and the tasks.

mod address_validation;
mod answer;
#[cfg(test)]
mod answer_forms;
mod bounds;
mod candidate;
mod cryptography;
mod data_channel;
#[cfg(test)]
mod datagrams;
mod driver;
mod lifecycle;
mod media_address;
mod media_sender;
mod network;
mod offer;
mod open;
mod route;
mod sdp;
mod shared_port;
#[cfg(test)]
mod simulation;
mod sockets;

pub use bounds::Bounds;
pub use cryptography::install_cryptography;
pub use media_address::{AnnounceError, MediaAddress, announced};
pub use network::{MediaEndpoints, Ports};
pub use open::open;
pub use shared_port::{SharedPort, SharedPortError};
pub use sockets::{Sockets, default_addresses};
