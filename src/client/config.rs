//! The configuration of a client.

use api::IceServer;
use session::Options;
use wasm_bindgen::JsValue;

use super::cleaner::Cleaner;
use super::http::{Service, wire};
use super::media::Recorder;

/// Where the session is opened and how it behaves.
#[derive(Clone, Debug, Default)]
pub struct Config {
    /// The service.
    pub service: Service,
    /// The session's own choices.
    pub options: Options,
    /// Whether media may only go through a TURN server, never straight.
    pub relay_only: bool,
    /// Takes the markup out of texts that have some.
    pub cleaner: Cleaner,
    /// Opens the visitor's microphone.
    pub recorder: Recorder,
    /// STUN and TURN servers to use in place of those that the service names; empty for the service's.
    pub ice_servers: Vec<IceServer>,
}

impl Config {
    /// Takes the servers from a list as `RTCPeerConnection` takes it. Any other value counts as an empty list.
    pub fn with_ice_servers(self, list: &JsValue) -> Self {
        Self {
            ice_servers: wire::read::ice_servers(list).unwrap_or_default(),
            ..self
        }
    }
}
