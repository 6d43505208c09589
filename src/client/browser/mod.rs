//! Single facilities of the browser: clock, console, exceptions, properties of objects, tasks. Nothing here knows of sessions.

pub(super) mod clock;
pub(super) mod console;
mod error;
pub(crate) mod property;
pub(super) mod task;

pub use error::JsError;
