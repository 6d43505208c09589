//! The lists: open sessions, avatars, voices.

use std::sync::Arc;

use api::{Avatar, AvatarList, AvatarStatus, SessionList};
use avatar::speech;
use axum::extract::State;
use axum::http::{HeaderMap, header};
use serde::Serialize;

use crate::http::App;
use crate::http::authentication::Caller;
use crate::http::calls::preview;
use crate::http::envelope::{Reply, Success};

/// Where the list of voices is. An addition of this server's: the API has no such call.
pub const VOICES: &str = "/v1/streaming/voice.list";

/// A voice as the list shows it.
#[derive(Clone, Debug, Serialize)]
pub struct VoiceEntry {
    /// What `voice.voice_id` of `streaming.new` takes.
    voice_id: String,
    /// The name for people.
    name: String,
    /// A BCP 47 tag.
    language: String,
}

/// The open sessions of this caller.
pub async fn list(State(app): State<Arc<App>>, Caller(owner): Caller) -> Reply<SessionList> {
    Ok(Success(SessionList {
        sessions: app.registry.list(&owner),
    }))
}

/// The avatars, the default one first.
pub async fn avatars(Caller(_): Caller, headers: HeaderMap) -> Reply<AvatarList> {
    let base = base(&headers);
    let avatars = avatar::avatars().iter().map(|avatar| Avatar {
        avatar_id: avatar.id.into(),
        pose_name: avatar.pose_name.into(),
        normal_preview: format!("{base}{}", preview::path(avatar.id)),
        default_voice: avatar.default_voice.into(),
        is_public: true,
        created_at: 0,
        status: AvatarStatus::Active,
    });
    Ok(Success(avatars.collect()))
}

/// The voices, the default one first.
pub async fn voices(Caller(_): Caller) -> Reply<Vec<VoiceEntry>> {
    let voices = speech::voices().into_iter();
    Ok(Success(
        voices
            .map(|voice| VoiceEntry {
                voice_id: voice.id,
                name: voice.name,
                language: voice.language,
            })
            .collect(),
    ))
}

/// The address under which the caller reached this server, so that a page of another origin finds the pictures too. Empty,
/// and the pictures' addresses relative, where the request does not tell.
fn base(headers: &HeaderMap) -> String {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).map(str::trim);
    let host = text("x-forwarded-host")
        .or_else(|| text(header::HOST.as_str()))
        .unwrap_or_default();
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b".-_:[]".contains(&byte);
    if host.is_empty() || !host.bytes().all(plain) {
        return String::new();
    }
    let scheme = if text("x-forwarded-proto") == Some("https") {
        "https"
    } else {
        "http"
    };
    format!("{scheme}://{host}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        pairs
            .iter()
            .map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()))
            .collect()
    }

    #[test]
    fn pictures_are_where_the_server_was_reached() {
        assert_eq!(base(&headers(&[("host", "localhost:8080")])), "http://localhost:8080");
        assert_eq!(base(&headers(&[("host", "[::1]:8080")])), "http://[::1]:8080");
        let behind_a_proxy = [
            ("host", "10.0.0.1"),
            ("x-forwarded-host", "a.example"),
            ("x-forwarded-proto", "https"),
        ];
        assert_eq!(base(&headers(&behind_a_proxy)), "https://a.example");
        assert_eq!(base(&headers(&[("host", "a/b\"><script>")])), "");
        assert_eq!(base(&headers(&[])), "");
    }
}
