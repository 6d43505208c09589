//! The service of a page that has no server: answers the API's calls, speaks and draws, in a Web Worker.
//!
//! [`Service`] is all of it, without a browser: calls and the count of played samples go in, sound, figures and
//! [`Outgoing`] come out. The wasm's exports (`exports`) only translate.

#[cfg(target_arch = "wasm32")]
mod exports;
mod refusal;
mod service;
mod session;

pub use refusal::Refusal;
pub use service::{Outgoing, Service, needed};
pub use session::Session;
