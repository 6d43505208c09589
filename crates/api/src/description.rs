//! Session descriptions.

use serde::{Deserialize, Serialize};

/// The side of the handshake that a description is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DescriptionType {
    /// Sent by the server in the reply to `streaming.new`.
    #[serde(alias = "Offer", alias = "OFFER")]
    Offer,
    /// Sent by the client with `streaming.start`.
    #[serde(alias = "Answer", alias = "ANSWER")]
    Answer,
}

/// An SDP text and what it is; the shape of a browser's `RTCSessionDescriptionInit`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Description {
    /// Offer or answer.
    #[serde(rename = "type")]
    pub kind: DescriptionType,
    /// The SDP (RFC 8866).
    pub sdp: String,
}

impl Description {
    /// An offer.
    pub fn offer(sdp: impl Into<String>) -> Self {
        Self {
            kind: DescriptionType::Offer,
            sdp: sdp.into(),
        }
    }

    /// An answer.
    pub fn answer(sdp: impl Into<String>) -> Self {
        Self {
            kind: DescriptionType::Answer,
            sdp: sdp.into(),
        }
    }
}
