//! The lists: open sessions, avatars, voices.

use std::sync::Arc;

use api::{Avatar, AvatarList, AvatarStatus, SessionList};
use axum::Extension;
use axum::extract::State;
use serde::Serialize;

use crate::http::app::App;
use crate::http::authentication::Caller;
use crate::http::calls::{preview, sample};
use crate::http::envelope::{Reply, Success};
use crate::http::reached::Reached;

/// Where the list of voices is. An addition of this server's: the API has no such call.
pub const VOICES: &str = "/v1/streaming/voice.list";

/// A voice as the list shows it.
#[derive(Clone, Debug, Serialize)]
pub struct VoiceEntry {
    /// The value for `voice.voice_id` of `streaming.new`.
    voice_id: String,
    /// The name for people.
    name: String,
    /// A BCP 47 tag.
    language: String,
    /// The address of a sentence in this voice; absent where it has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    preview_audio: Option<String>,
}

/// The open sessions of this caller.
pub async fn list(State(app): State<Arc<App>>, Caller(owner): Caller) -> Reply<SessionList> {
    let sessions = app.cluster.list(&owner).await?;
    Ok(Success(SessionList { sessions }))
}

/// The avatars, the default one first.
pub async fn avatars(
    State(app): State<Arc<App>>,
    Caller(_): Caller,
    Extension(reached): Extension<Reached>,
) -> Reply<AvatarList> {
    // Whole addresses, so that a page of another origin finds the pictures too.
    let base = reached.base();
    let catalog = app.avatars.catalog();
    let avatars = catalog.avatars().iter().map(|avatar| Avatar {
        avatar_id: avatar.id().into(),
        pose_name: avatar.pose_name().into(),
        normal_preview: format!("{base}{}", preview::path(avatar.id())),
        default_voice: avatar.default_voice().into(),
        is_public: true,
        created_at: 0,
        status: AvatarStatus::Active,
    });
    Ok(Success(avatars.collect()))
}

/// The voices, the default one first.
pub async fn voices(
    State(app): State<Arc<App>>,
    Caller(_): Caller,
    Extension(reached): Extension<Reached>,
) -> Reply<Vec<VoiceEntry>> {
    let base = reached.base();
    let voices = app.voices.all().await;
    Ok(Success(
        voices
            .into_iter()
            .map(|voice| VoiceEntry {
                preview_audio: sample::path(&voice).map(|path| [base.as_str(), &path].concat()),
                voice_id: voice.id,
                name: voice.name,
                language: voice.language,
            })
            .collect(),
    ))
}
