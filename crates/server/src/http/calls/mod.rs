//! The calls of the API.

mod listening;
mod lists;
mod new;
mod openapi;
mod preview;
mod sample;
mod session;
mod task;
mod token;

pub use listening::{start_listening, stop_listening};
pub use lists::{VOICES, avatars, list, voices};
pub use new::new;
pub use openapi::{OPENAPI, openapi};
pub use preview::{PREVIEW, preview};
pub use sample::{SAMPLE, sample};
pub use session::{ice, interrupt, keep_alive, start, stop};
pub use task::task;
pub use token::create_token;
