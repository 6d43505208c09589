//! `streaming/avatar.list`.

use serde::{Deserialize, Serialize};

use crate::lenient;

/// Whether an avatar can be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum AvatarStatus {
    /// Usable.
    Active,
    /// Not usable now.
    Inactive,
    /// A word that this version does not know.
    #[serde(other)]
    Other,
}

/// An avatar that a deployment offers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Avatar {
    /// The id that `streaming.new` takes.
    pub avatar_id: String,
    /// The name for people.
    #[serde(default, deserialize_with = "lenient::or_default")]
    pub pose_name: String,
    /// The address of a picture; may be empty.
    #[serde(default, deserialize_with = "lenient::or_default")]
    pub normal_preview: String,
    /// The voice it speaks with unless asked otherwise; may be empty.
    #[serde(default, deserialize_with = "lenient::or_default")]
    pub default_voice: String,
    /// Whether everyone may use it.
    #[serde(default, deserialize_with = "lenient::or_default")]
    pub is_public: bool,
    /// When it was made, in seconds since 1970.
    #[serde(default, deserialize_with = "lenient::count_or_zero")]
    pub created_at: u64,
    /// Whether it can be used; active where the deployment does not say.
    #[serde(default = "active")]
    pub status: AvatarStatus,
}

fn active() -> AvatarStatus {
    AvatarStatus::Active
}

/// The data in the reply to `streaming/avatar.list`.
pub type AvatarList = Vec<Avatar>;
