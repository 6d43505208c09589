//! The state that all calls share.

use std::sync::Arc;

use crate::hearing;
use crate::keys::KeyRing;
use crate::load::Load;
use crate::metrics::Metrics;
use crate::options::Options;
use crate::peer::Bounds;
use crate::sessions::Registry;
use crate::talk::Service;
use crate::voices::Voices;

/// The state that all calls share.
pub struct App {
    /// The server's options.
    pub options: Options,
    /// Who may call, and how often.
    pub keys: Arc<KeyRing>,
    /// The language model that answers, where there is one.
    pub talk: Option<Service>,
    /// The voices beyond the built-in ones.
    pub voices: Voices,
    /// The speech recognition, where there is one.
    pub hearing: Option<hearing::Service>,
    /// The open sessions.
    pub registry: Arc<Registry>,
    /// The bounds of every session.
    pub bounds: Bounds,
    /// How late pictures are.
    pub load: Arc<Load>,
    /// The figures.
    pub metrics: Metrics,
}
