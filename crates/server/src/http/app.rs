//! The state that all calls share.

use std::sync::Arc;

use crate::options::Options;
use crate::peer::Bounds;
use crate::sessions::Registry;

/// The state that all calls share.
pub struct App {
    /// What the command line set.
    pub options: Options,
    /// The open sessions.
    pub registry: Arc<Registry>,
    /// What holds for every session.
    pub bounds: Bounds,
}
