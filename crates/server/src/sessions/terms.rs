//! The terms of a session: avatar, video format, codec, voice, language model, idle timeout.

use std::time::Duration;

use api::{Background, VideoEncoding};
use avatar::Avatar;
use avatar::speech::Delivery;

use crate::hearing::Listening;
use crate::media::VideoFormat;
use crate::talk::Talk;
use crate::traces::Parent;

/// The terms on which a session was opened.
#[derive(Clone, Debug)]
pub struct Terms {
    /// Who is seen.
    pub avatar: Avatar,
    /// Size and rate of the pictures.
    pub format: VideoFormat,
    /// The codec that the client prefers.
    pub encoding: VideoEncoding,
    /// The background behind the avatar at first.
    pub background: Background,
    /// The voice.
    pub delivery: Delivery,
    /// The language model that answers, where there is one.
    pub talk: Option<Talk>,
    /// The speech recognition, where there is one.
    pub listening: Option<Listening>,
    /// How long it may go without a task.
    pub idle: Option<Duration>,
    /// The span of the call that asks for it.
    pub trace: Parent,
}
