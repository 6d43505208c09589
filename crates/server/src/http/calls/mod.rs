//! The calls of the API.

mod lists;
mod new;
mod preview;
mod session;
mod task;
mod token;

use avatar::speech;

pub use lists::{VOICES, avatars, list, voices};
pub use new::new;
pub use preview::{PREVIEW, preview};
pub use session::{ice, interrupt, keep_alive, start, stop};
pub use task::task;
pub use token::create_token;

/// The data of a call that gives none: an empty object, which every client can read.
#[derive(Clone, Copy, Debug, serde::Serialize)]
pub struct Nothing {}

/// All voices. The first look for them starts another program and may take seconds, so it does not hold up the calls of others.
pub async fn all_voices() -> Vec<speech::Voice> {
    tokio::task::spawn_blocking(speech::voices).await.unwrap_or_default()
}
