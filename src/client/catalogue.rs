//! What a service offers: its avatars and, where it says so, its voices.

use api::{ApiError, Avatar, AvatarStatus, Call};
use web_sys::AbortSignal;

use super::exchange::{Question, Service, ask};
use super::wire::read;

/// Where this project's own server lists its voices. Other deployments have no such call.
const VOICES: &str = "/v1/streaming/voice.list";

/// How long the lists may take, in ms: of the avatars, without which nothing is shown, and of the voices.
const AVATARS_WITHIN: u32 = 15_000;
const VOICES_WITHIN: u32 = 5_000;

/// A voice that a service offers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VoiceEntry {
    /// What `streaming.new` takes.
    pub voice_id: String,
    /// The name for people.
    pub name: String,
    /// The language it speaks, as a BCP 47 tag.
    pub language: String,
}

/// The avatars that can be used, in the service's order.
///
/// # Errors
/// What the refusal means, or that no service answered in time.
pub async fn avatars(service: &Service) -> Result<Vec<Avatar>, ApiError> {
    let late = AbortSignal::timeout_with_u32(AVATARS_WITHIN);
    let reply = ask(service, Question::get(Call::AvatarList.path(), Some(&late))).await?;
    let mut avatars = reply.data(read::avatars)?;
    avatars.retain(|avatar| avatar.status != AvatarStatus::Inactive);
    Ok(avatars)
}

/// The voices; empty where the service does not list any in time.
pub async fn voices(service: &Service) -> Vec<VoiceEntry> {
    let late = AbortSignal::timeout_with_u32(VOICES_WITHIN);
    match ask(service, Question::get(VOICES, Some(&late))).await {
        Ok(reply) => reply.data(read::voices).unwrap_or_default(),
        Err(_) => Vec::new(),
    }
}
