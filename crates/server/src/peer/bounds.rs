//! The configuration and limits of every session: addresses, timeouts, longest duration, tasks.

use std::sync::Arc;
use std::time::Duration;

use crate::load::Load;
use crate::media::Stagger;
use crate::metrics::Metrics;
use crate::peer::network::MediaEndpoints;

/// The bounds of every session of a server.
#[derive(Clone, Debug)]
pub struct Bounds {
    /// Where media may flow.
    pub endpoints: MediaEndpoints,
    /// Until when `streaming.start` must have come.
    pub start: Duration,
    /// Until when the connection must stand after that.
    pub connect: Duration,
    /// How long a session may last.
    pub longest: Option<Duration>,
    /// How much it may be given to say.
    pub tasks: tasks::Limits,
    /// The metrics, to which each session adds.
    pub metrics: Metrics,
    /// How late pictures are, which each session tells.
    pub load: Arc<Load>,
    /// When each session makes its pictures, so that they do not wait for each other.
    pub stagger: Arc<Stagger>,
}
