//! The service of a page that has no server: answers the API's calls, speaks and draws, in a Web Worker.
//!
//! [`Service`] answers the calls and draws, [`Synthesis`] speaks. Both are without a browser: calls and the count of played
//! samples go into the service, sound, figures and [`Outgoing`] come out; the [`Order`]s among those go to the synthesis, whose
//! [`Speech`] goes back. Each is built into a wasm of its own (`src/bin`), because a picture is to be seen before the synthesis,
//! the larger half of which is needed for sound only, has been loaded; between the two wasms, [`wire`] has the numbers that
//! stand for mouth shapes and moods.
//!
//! ```
//! use std::time::Duration;
//! use streaming_avatar_page::{Outgoing, Service};
//!
//! let mut service = Service::default();
//! service.call(1, "/v1/streaming.new", r#"{"avatar_id":"clara"}"#, "an-id", Duration::ZERO);
//! assert!(matches!(service.poll(), Some(Outgoing::Reply(1, 200, body)) if body.contains("an-id")));
//! ```

#[cfg(all(target_arch = "wasm32", not(target_feature = "atomics")))]
mod allocator;
mod messages;
mod pace;
mod refusal;
mod service;
mod session;
mod synthesis;
pub mod wire;

pub use messages::{Order, Speech, Text};
pub use refusal::Refusal;
pub use service::{Outgoing, Service, language};
pub use session::Session;
pub use synthesis::Synthesis;
