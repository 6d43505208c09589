//! The state that all calls share.

use std::sync::Arc;

use crate::avatars::Avatars;
use crate::cluster::Cluster;
use crate::keys::{KeyRing, TokenSecrets};
use crate::metrics::Metrics;
use crate::options::Options;
use crate::voices::Voices;

/// The state that all calls share.
pub struct App {
    /// The server's options.
    pub options: Arc<Options>,
    /// Who may call, and how often.
    pub keys: Arc<KeyRing>,
    /// The secrets that tokens are signed with.
    pub tokens: TokenSecrets,
    /// The avatars.
    pub avatars: Avatars,
    /// The voices beyond the built-in ones.
    pub voices: Voices,
    /// The sessions, wherever they are.
    pub cluster: Arc<Cluster>,
    /// The metrics.
    pub metrics: Metrics,
}
