//! The service of a page that has no server: answers the API's calls, speaks and draws, in a Web Worker.
//!
//! [`Service`] is all of it, without a browser: calls and the count of played samples go in, sound, figures and
//! [`Outgoing`] come out. The wasm's exports (`exports`) only translate.
//!
//! ```
//! use std::time::Duration;
//! use streaming_avatar_page::{Outgoing, Service};
//!
//! let mut service = Service::default();
//! service.call(1, "/v1/streaming.new", r#"{"avatar_id":"clara"}"#, "an-id", Duration::ZERO);
//! assert!(matches!(service.poll(), Some(Outgoing::Reply(1, 200, body)) if body.contains("an-id")));
//! ```

#[cfg(target_arch = "wasm32")]
mod exports;
mod refusal;
mod service;
mod session;

pub use refusal::Refusal;
pub use service::{Outgoing, Service, needed};
pub use session::Session;
