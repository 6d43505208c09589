//! A streaming-avatar server: the API over HTTP, the avatar over WebRTC.
//!
//! One task serves HTTP; each session has a thread of its own that drives its connection, its avatar and its tasks.
//!
//! ```
//! use clap::Parser;
//! use streaming_avatar_server::{Options, Server};
//!
//! # #[tokio::main]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let options = Options::try_parse_from(["avatar-server", "--port", "0", "--media-ip", "127.0.0.1"])?;
//! let running = Server::start(options).await?;
//! println!("listening on http://{}", running.address());
//! running.shutdown().await;
//! # Ok(())
//! # }
//! ```

mod connections;
mod http;
mod media;
pub mod options;
mod peer;
mod server;
mod sessions;
mod synthesis;

pub use options::Options;
pub use server::{Running, Server, StartError};
