//! What a client is made with.

use session::Options;

use super::Service;

/// Where the session is opened and how it behaves.
#[derive(Clone, Debug, Default)]
pub struct Config {
    /// The service.
    pub service: Service,
    /// The session's own choices.
    pub options: Options,
    /// Whether media may only go through a TURN server, never straight.
    pub relay_only: bool,
}
