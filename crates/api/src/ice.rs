//! Candidates and ICE servers.

use core::fmt;

use serde::de::{Deserializer, Error, MapAccess, Visitor, value::MapAccessDeserializer};
use serde::{Deserialize, Serialize};

use crate::lenient;

/// One of the client's candidates, as a browser's `RTCIceCandidateInit` writes it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct IceCandidate {
    /// The candidate line (RFC 8839); empty at the end of candidates.
    #[serde(default, deserialize_with = "lenient::or_default")]
    pub candidate: String,
    /// The media section's id.
    #[serde(default, deserialize_with = "lenient::word")]
    pub sdp_mid: Option<String>,
    /// The media section's place in the description.
    #[serde(default, rename = "sdpMLineIndex", deserialize_with = "lenient::index")]
    pub sdp_m_line_index: Option<u16>,
    /// Tells one ICE generation from the next.
    #[serde(default, deserialize_with = "lenient::word")]
    pub username_fragment: Option<String>,
}

/// The body of `streaming.ice`. Read in both forms: the candidate as an object, or as a string with its companions beside it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct IceRequest {
    /// The session.
    pub session_id: String,
    /// The candidate.
    pub candidate: IceCandidate,
}

impl<'de> Deserialize<'de> for IceRequest {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct Body {
            #[serde(rename = "session_id")]
            session_id: String,
            candidate: Either,
            #[serde(default, deserialize_with = "lenient::word")]
            sdp_mid: Option<String>,
            #[serde(default, rename = "sdpMLineIndex", deserialize_with = "lenient::index")]
            sdp_m_line_index: Option<u16>,
            #[serde(default, deserialize_with = "lenient::word")]
            username_fragment: Option<String>,
        }
        let body = Body::deserialize(deserializer)?;
        let Either(inner) = body.candidate;
        Ok(Self {
            session_id: body.session_id,
            candidate: IceCandidate {
                candidate: inner.candidate,
                sdp_mid: inner.sdp_mid.or(body.sdp_mid),
                sdp_m_line_index: inner.sdp_m_line_index.or(body.sdp_m_line_index),
                username_fragment: inner.username_fragment.or(body.username_fragment),
            },
        })
    }
}

/// A candidate as a string, an object, or null for the end of candidates.
struct Either(IceCandidate);

impl<'de> Deserialize<'de> for Either {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct AsCandidate;
        impl<'de> Visitor<'de> for AsCandidate {
            type Value = Either;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a candidate as an object or a string")
            }
            fn visit_str<E: Error>(self, line: &str) -> Result<Either, E> {
                Ok(Either(IceCandidate {
                    candidate: line.to_owned(),
                    ..IceCandidate::default()
                }))
            }
            fn visit_unit<E: Error>(self) -> Result<Either, E> {
                Ok(Either(IceCandidate::default()))
            }
            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Either, A::Error> {
                IceCandidate::deserialize(MapAccessDeserializer::new(map)).map(Either)
            }
        }
        deserializer.deserialize_any(AsCandidate)
    }
}

/// A STUN or TURN server.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct IceServer {
    /// Its addresses (`stun:`, `turn:`, `turns:`), written by some deployments as one text.
    #[serde(default, deserialize_with = "lenient::texts")]
    pub urls: Vec<String>,
    /// The name for TURN.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub username: Option<String>,
    /// The password for TURN.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credential: Option<String>,
    /// "password" where a credential is given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credential_type: Option<String>,
}

// Written by hand so that no log ever shows the password.
impl fmt::Debug for IceServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("IceServer")
            .field("urls", &self.urls)
            .finish_non_exhaustive()
    }
}

impl IceServer {
    /// A server that asks for no credential.
    pub fn open(urls: Vec<String>) -> Self {
        Self {
            urls,
            ..Self::default()
        }
    }
}
