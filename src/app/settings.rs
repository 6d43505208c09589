//! What the visitor chose for the next session.

use api::{Avatar, NewRequest, Quality, VideoEncoding, Voice};
use leptos::prelude::*;
use session::Options;

use super::station::Station;
use crate::client::Config;

/// The choices. Copied freely; all copies are the same.
#[derive(Clone, Copy)]
pub(super) struct Settings {
    pub(super) avatar: RwSignal<String>,
    /// Empty for the avatar's own.
    pub(super) voice: RwSignal<String>,
    /// Speed of the voice, in per cent.
    pub(super) rate: RwSignal<u32>,
    pub(super) quality: RwSignal<Quality>,
    pub(super) encoding: RwSignal<VideoEncoding>,
}

impl Settings {
    pub(super) const SLOWEST: u32 = (Voice::SLOWEST * 100.0) as u32;
    pub(super) const FASTEST: u32 = (Voice::FASTEST * 100.0) as u32;

    /// The service's first avatar in its own voice.
    pub(super) fn for_station(station: &Station) -> Self {
        let first = station.avatars.first().map(|avatar: &Avatar| avatar.avatar_id.clone());
        Self {
            avatar: RwSignal::new(first.unwrap_or_default()),
            voice: RwSignal::default(),
            rate: RwSignal::new(100),
            quality: RwSignal::new(Quality::Medium),
            encoding: RwSignal::new(VideoEncoding::VP8),
        }
    }

    /// What the player starts with.
    pub(super) fn config(self, station: &Station) -> Config {
        let named = |name: String| Some(name.trim().to_owned()).filter(|name| !name.is_empty());
        let avatar = named(self.avatar.get());
        let rate = self.rate.get();
        let voice = Voice {
            voice_id: named(self.voice.get()),
            rate: (rate != 100).then_some(rate as f32 / 100.0),
            emotion: None,
        };
        let request = NewRequest {
            quality: self.quality.get(),
            avatar_id: avatar.clone(),
            avatar_name: avatar,
            voice: (voice != Voice::default()).then_some(voice),
            video_encoding: Some(self.encoding.get()),
            ..NewRequest::default()
        };
        Config {
            service: station.service.clone(),
            options: Options {
                request,
                ..Options::default()
            },
            relay_only: false,
        }
    }
}
