//! `streaming.new`: opening a session.

use serde::{Deserialize, Serialize};

use crate::{Description, IceServer, lenient};

/// How large the picture is and how many bits it may take.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Quality {
    /// 360 lines, 500 kbit/s.
    Low,
    /// 480 lines, 1000 kbit/s.
    #[default]
    Medium,
    /// 720 lines, 2000 kbit/s.
    High,
}

impl Quality {
    /// Every quality, lowest first.
    pub const ALL: [Self; 3] = [Self::Low, Self::Medium, Self::High];

    /// The height of the picture in lines.
    pub const fn lines(self) -> u32 {
        match self {
            Self::Low => 360,
            Self::Medium => 480,
            Self::High => 720,
        }
    }

    /// The highest bit rate of the video, in kbit/s.
    pub const fn kilobits(self) -> u32 {
        match self {
            Self::Low => 500,
            Self::Medium => 1000,
            Self::High => 2000,
        }
    }

    /// The name on the wire.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
        }
    }
}

/// The video codec that is asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum VideoEncoding {
    /// The API's default.
    #[default]
    #[serde(alias = "vp8")]
    VP8,
    /// Decoded in hardware by most phones.
    #[serde(alias = "h264")]
    H264,
}

impl VideoEncoding {
    /// The name on the wire.
    pub const fn name(self) -> &'static str {
        match self {
            Self::VP8 => "VP8",
            Self::H264 => "H264",
        }
    }
}

/// The ground behind the avatar in the pictures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Background {
    /// A studio, as in the avatar's preview.
    Studio,
    /// Plain green, in whose place the client shows something else.
    Green,
}

impl Background {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Studio, Self::Green];

    /// The name on the wire.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Studio => "studio",
            Self::Green => "green",
        }
    }
}

/// The mood of a voice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Emotion {
    /// Lively.
    #[serde(alias = "excited", alias = "EXCITED")]
    Excited,
    /// Calm and firm.
    #[serde(alias = "serious", alias = "SERIOUS")]
    Serious,
    /// Warm.
    #[serde(alias = "friendly", alias = "FRIENDLY")]
    Friendly,
    /// Slow and soft.
    #[serde(alias = "soothing", alias = "SOOTHING")]
    Soothing,
    /// As on the news.
    #[serde(alias = "broadcaster", alias = "BROADCASTER")]
    Broadcaster,
}

impl Emotion {
    /// Every emotion.
    pub const ALL: [Self; 5] = [
        Self::Excited,
        Self::Serious,
        Self::Friendly,
        Self::Soothing,
        Self::Broadcaster,
    ];

    /// The name on the wire.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Excited => "Excited",
            Self::Serious => "Serious",
            Self::Friendly => "Friendly",
            Self::Soothing => "Soothing",
            Self::Broadcaster => "Broadcaster",
        }
    }
}

/// The voice that speaks, and how.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Voice {
    /// The voice; the avatar's own where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub voice_id: Option<String>,
    /// Speed, 0.5 (half) to 1.5; 1 where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rate: Option<f32>,
    /// Mood; plain where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub emotion: Option<Emotion>,
    /// The language to speak, as in [`NewRequest::language`], for clients that say it here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
}

impl Voice {
    /// The slowest rate.
    pub const SLOWEST: f32 = 0.5;
    /// The fastest rate.
    pub const FASTEST: f32 = 1.5;
}

/// The body of `streaming.new`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct NewRequest {
    /// Picture size and bit rate.
    #[serde(default, deserialize_with = "lenient::or_default")]
    pub quality: Quality,
    /// The avatar; the deployment's default where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub avatar_id: Option<String>,
    /// The same under its older name. A client sends both, equal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub avatar_name: Option<String>,
    /// The voice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub voice: Option<Voice>,
    /// The language of the texts, as a BCP 47 tag (`de`, `de-AT`); a name (`German`) is read, too. Where no voice is named, a
    /// server of this project's takes one that speaks it; others ignore it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// The codec.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub video_encoding: Option<VideoEncoding>,
    /// The ground behind the avatar; the server's own choice where absent. An addition of this project's servers; others ignore it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub background: Option<Background>,
    /// The prompt of the language model behind `talk`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub knowledge_base: Option<String>,
    /// The name of a prompt that the server has, in place of one in [`NewRequest::knowledge_base`] or before it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub knowledge_base_id: Option<String>,
    /// Whether the session stays open without tasks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub disable_idle_timeout: Option<bool>,
    /// Seconds without a task after which the session ends, 30 to 3600.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub activity_idle_timeout: Option<u32>,
    /// "v2" asks for another transport; never sent by this client.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
}

impl NewRequest {
    /// The avatar asked for, under either name.
    pub fn avatar(&self) -> Option<&str> {
        let named = |name: &'_ Option<String>| name.as_deref().map(str::trim).is_some_and(|name| !name.is_empty());
        [&self.avatar_id, &self.avatar_name]
            .into_iter()
            .find(|name| named(name))
            .and_then(|name| name.as_deref())
            .map(str::trim)
    }

    /// The language asked for, at either place.
    pub fn language(&self) -> Option<&str> {
        let of_voice = self.voice.as_ref().and_then(|voice| voice.language.as_deref());
        [self.language.as_deref(), of_voice]
            .into_iter()
            .flatten()
            .map(str::trim)
            .find(|language| !language.is_empty())
    }
}

/// Abilities of a session beyond saying texts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Features {
    /// Whether tasks of the type `talk` are answered.
    #[serde(default, deserialize_with = "lenient::or_default")]
    pub talk: bool,
    /// Whether the visitor's microphone is listened to.
    #[serde(default, deserialize_with = "lenient::or_default")]
    pub listen: bool,
    /// Whether there is a list of voices to choose from.
    #[serde(default, deserialize_with = "lenient::or_default")]
    pub voices: bool,
    /// The ground behind the avatar. Where it is told, another may be chosen while the session lives: by the text `background:` with
    /// its name behind it, sent over the data channel as JSON.
    #[serde(
        default,
        deserialize_with = "lenient::or_default",
        skip_serializing_if = "Option::is_none"
    )]
    pub background: Option<Background>,
}

/// The data in the reply to `streaming.new`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewReply {
    /// Names the session in every later call.
    pub session_id: String,
    /// The server's complete offer. Null where the deployment speaks only the other transport (rooms of a conference server).
    #[serde(default)]
    pub sdp: Option<Description>,
    /// STUN addresses, the older form.
    #[serde(default, deserialize_with = "lenient::or_default")]
    pub ice_servers: Vec<String>,
    /// STUN and TURN servers.
    #[serde(default, deserialize_with = "lenient::or_default")]
    pub ice_servers2: Vec<IceServer>,
    /// After how many seconds the server ends the session whatever happens.
    #[serde(
        default,
        deserialize_with = "lenient::count",
        skip_serializing_if = "Option::is_none"
    )]
    pub session_duration_limit: Option<u32>,
    /// After how many seconds without a task the server ends the session. This project's server tells it; a client that is not
    /// told knows only what it asked for.
    #[serde(
        default,
        deserialize_with = "lenient::count",
        skip_serializing_if = "Option::is_none"
    )]
    pub activity_idle_timeout: Option<u32>,
    /// Abilities of the session. An addition of this project's servers; absent from others.
    #[serde(
        default,
        deserialize_with = "lenient::or_default",
        skip_serializing_if = "Option::is_none"
    )]
    pub features: Option<Features>,
}

impl NewReply {
    /// The ICE servers to use: the newer list, or the older one where that is absent.
    pub fn ice(&self) -> Vec<IceServer> {
        if !self.ice_servers2.is_empty() {
            return self.ice_servers2.clone();
        }
        self.ice_servers
            .iter()
            .map(|url| IceServer::open(vec![url.clone()]))
            .collect()
    }
}
