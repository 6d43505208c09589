//! What a service offers: its avatars and, where it says so, its voices.

use api::{ApiError, Avatar, AvatarStatus, Call};

use super::exchange::{Question, Service, ask};
use super::wire::read;

/// Where this project's own server lists its voices. Other deployments have no such call.
const VOICES: &str = "/v1/streaming/voice.list";

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
/// What the refusal means, or that no service answered.
pub async fn avatars(service: &Service) -> Result<Vec<Avatar>, ApiError> {
    let reply = ask(service, Question::get(Call::AvatarList.path())).await?;
    let mut avatars = reply.data(read::avatars)?;
    avatars.retain(|avatar| avatar.status != AvatarStatus::Inactive);
    Ok(avatars)
}

/// The voices; empty where the service does not list any.
pub async fn voices(service: &Service) -> Vec<VoiceEntry> {
    match ask(service, Question::get(VOICES)).await {
        Ok(reply) => reply.data(read::voices).unwrap_or_default(),
        Err(_) => Vec::new(),
    }
}
