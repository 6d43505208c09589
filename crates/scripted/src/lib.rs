//! Scripted services with OpenAI-compatible APIs on loopback ports, for tests: a language [`model`], a [`speech`] service and a
//! [`transcriber`]. Each gives the replies of its script in order and repeats the last one; it can be slow, stall, break off,
//! refuse, or send invalid replies.
//!
//! Replies are written to the socket by hand, so that a connection can end in the middle of a chunk.
//!
//! ```
//! use streaming_avatar_scripted::model::{Model, Reply};
//!
//! # let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
//! # let run = async {
//! let model = Model::start([Reply::answer("Good morning.")]).await?;
//! assert!(model.url().starts_with("http://127.0.0.1:"));
//! assert!(model.asked().is_empty());
//! # Ok::<(), std::io::Error>(()) };
//! # runtime.block_on(run).unwrap();
//! ```

mod http;
pub mod model;
mod service;
pub mod speech;
pub mod transcriber;
