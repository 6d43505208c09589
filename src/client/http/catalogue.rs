//! The avatars of a service and, where it lists them, its voices.

use api::{ApiError, Avatar, AvatarStatus, Call};
use wasm_bindgen::JsValue;
use web_sys::AbortSignal;

use super::exchange::{Question, Reply};
use super::wire::read;
use super::{Credential, Service, VoiceEntry};
use crate::client::browser::property;
use crate::host;

/// Where this project's own server lists its voices. Other deployments have no such call.
const VOICES: &str = "/v1/streaming/voice.list";

/// How long the lists may take, in ms: of the avatars, without which nothing is shown, and of the voices.
const AVATARS_WITHIN: u32 = 15_000;
const VOICES_WITHIN: u32 = 5_000;

/// The avatars that can be used, in the service's order.
///
/// # Errors
/// The refusal's meaning, or that no service answered in time.
pub async fn avatars(service: &Service) -> Result<Vec<Avatar>, ApiError> {
    let reply = list(service, Call::AvatarList.path(), AVATARS_WITHIN).await?;
    let mut avatars = reply.data(read::avatars)?;
    avatars.retain(|avatar| avatar.status != AvatarStatus::Inactive);
    Ok(avatars)
}

/// The voices; empty where the service does not list any in time.
pub async fn voices(service: &Service) -> Vec<VoiceEntry> {
    match list(service, VOICES, VOICES_WITHIN).await {
        Ok(reply) => reply.data(read::voices).unwrap_or_default(),
        Err(_) => Vec::new(),
    }
}

/// Asks for a list, unless the page has asked its own service already.
async fn list(service: &Service, path: &str, within: u32) -> Result<Reply, ApiError> {
    // Without a host it is the page's own.
    if service.page().is_none()
        && !service.names_host()
        && *service.credential() == Credential::None
        && let Ok(Some(reply)) = host::with(|host| host.early_reply(path))
    {
        let reply = wasm_bindgen_futures::JsFuture::from(reply).await;
        return reply
            .ok()
            .and_then(|reply| told(&reply))
            .ok_or_else(ApiError::unreachable);
    }
    let late = AbortSignal::timeout_with_u32(within);
    service.ask(Question::get(path, Some(&late))).await
}

/// A reply as `boot.js` hands it over.
fn told(reply: &JsValue) -> Option<Reply> {
    let status = property::number(reply, "status")? as u16;
    let retry_after = property::text(reply, "retryAfter");
    Some(Reply::read(status, retry_after, &property::text(reply, "text")?))
}
