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
//!
//! The modules, from the top down; each uses only those below it:
//!
//! 1. `server` starts and ends the server.
//! 2. `connections` bounds the connections over which HTTP comes: limits and timeouts.
//! 3. `admin` is the listener for whoever runs the server.
//! 4. `records` tells of sessions: usage records and webhooks.
//! 5. `http` is the API over HTTP, and the site.
//! 6. `cluster` finds the node (machine) that has a session, and is this node's own part.
//! 7. `peer` is a session's WebRTC connection, and its lifecycle from the offer to the graceful close.
//! 8. `sessions` is the registry of open sessions: admission, limits, key quota, and how calls reach their threads.
//! 9. `talk` is the language model that answers, and a session's conversation with it.
//! 10. `avatars` is the catalog of avatars.
//! 11. `voices` is the voices beyond the built-in ones.
//! 12. `hearing` is the speech recognition, and a session's voice input.
//! 13. `synthesis` is the threads that synthesise speech.
//! 14. `media` is the clock and the encoders of pictures and sound.
//! 15. `keys` is keys, tokens and rate limits: whose calls are taken, and how often.
//! 16. `load` detects overload by how late pictures are.
//! 17. `metrics` counts and measures.
//! 18. `traces` tells a collector of OpenTelemetry of calls, and of what they cause.
//! 19. `refusal` is how a call is refused, whatever carries it.
//! 20. `options` is what the command line, the environment and the configuration file set.

mod admin;
mod avatars;
mod cluster;
mod connections;
mod hearing;
mod http;
mod keys;
mod load;
mod media;
mod metrics;
pub mod options;
mod peer;
mod records;
mod refusal;
mod server;
mod sessions;
mod synthesis;
mod talk;
mod traces;
mod voices;

pub use keys::ReplaceError;
pub use options::Options;
pub use server::{ReloadError, Running, Server, StartError};
pub use traces::{Traces, TracesError};
