//! Lists of a service's avatars and voices.

use api::{Avatar, AvatarStatus};
use wasm_bindgen::JsValue;

use super::Read;
use super::value::{each, items, name, named, positive};
use crate::client::browser::property;

/// A voice that a service offers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VoiceEntry {
    /// The id that `streaming.new` takes.
    pub voice_id: String,
    /// The name for people.
    pub name: String,
    /// The language it speaks, as a BCP 47 tag.
    pub language: String,
    /// The address of a sentence in it; empty where the service has none.
    pub preview_audio: String,
}

/// The data of `streaming/avatar.list`.
pub(in crate::client) fn avatars(data: &JsValue) -> Read<Vec<Avatar>> {
    Ok(each(&items(data)?, "an avatar", avatar))
}

/// The data of this project's own list of voices.
pub(in crate::client) fn voices(data: &JsValue) -> Read<Vec<VoiceEntry>> {
    let voice = |value: &JsValue| {
        Ok(VoiceEntry {
            voice_id: named(value, "voice_id")?,
            name: name(value, "name"),
            language: name(value, "language"),
            preview_audio: name(value, "preview_audio"),
        })
    };
    Ok(each(&items(data)?, "a voice", voice))
}

fn avatar(value: &JsValue) -> Read<Avatar> {
    Ok(Avatar {
        avatar_id: named(value, "avatar_id")?,
        pose_name: name(value, "pose_name"),
        normal_preview: name(value, "normal_preview"),
        default_voice: name(value, "default_voice"),
        is_public: property::value(value, "is_public").as_bool() == Some(true),
        created_at: positive(value, "created_at"),
        status: match property::text(value, "status").as_deref() {
            None | Some("ACTIVE") => AvatarStatus::Active,
            Some("INACTIVE") => AvatarStatus::Inactive,
            Some(_) => AvatarStatus::Other,
        },
    })
}
