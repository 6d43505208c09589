//! The visitor's choices for the next session.

use api::{Avatar, NewRequest, Quality, VideoEncoding, Voice};
use leptos::prelude::*;
use session::Options;

use super::station::Station;
use crate::client::{Config, Credential, Service};
use crate::player::with_choices;

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
    /// The key of a service that is locked.
    pub(super) key: RwSignal<String>,
}

impl Settings {
    /// The service's first avatar in its own voice.
    pub(super) fn for_station(station: &Station) -> Self {
        let settings = Self {
            avatar: RwSignal::default(),
            voice: RwSignal::default(),
            rate: RwSignal::new(100),
            quality: RwSignal::new(Quality::Medium),
            encoding: RwSignal::new(VideoEncoding::VP8),
            key: RwSignal::default(),
        };
        settings.prefer_first(station);
        settings
    }

    /// Chooses the service's first avatar, unless one of its avatars is chosen.
    pub(super) fn prefer_first(self, station: &Station) {
        let chosen = self.avatar.get_untracked();
        let known = |avatar: &Avatar| avatar.avatar_id == chosen;
        if let Some(first) = station.avatars.first().filter(|_| !station.avatars.iter().any(known)) {
            self.avatar.set(first.avatar_id.clone());
        }
    }

    /// The service as it is to be called.
    pub(super) fn service(self, station: &Station) -> Service {
        match named(self.key.get()) {
            Some(key) if station.locked => Service::new(station.service.base(), Credential::Key(key)),
            _ => station.service.clone(),
        }
    }

    /// The configuration that the player starts with.
    pub(super) fn config(self, station: &Station) -> Config {
        let avatar = named(self.avatar.get());
        let rate = self.rate.get();
        let voice = Voice {
            voice_id: named(self.voice.get()),
            rate: (rate != 100).then_some(rate as f32 / 100.0),
            emotion: None,
            language: None,
        };
        let request = NewRequest {
            quality: self.quality.get(),
            avatar_id: avatar.clone(),
            avatar_name: avatar,
            voice: (voice != Voice::default()).then_some(voice),
            language: page_language(),
            video_encoding: Some(self.encoding.get()),
            // An avatar in the page costs nobody anything while it waits.
            disable_idle_timeout: station.service.page().map(|_| true),
            ..NewRequest::default()
        };
        with_choices(Config {
            service: self.service(station),
            options: Options {
                request,
                ..Options::default()
            },
            ..Config::default()
        })
    }
}

/// The language of the page, which is that of the visitor where the browser translated it.
fn page_language() -> Option<String> {
    let page = document().document_element()?;
    page.get_attribute("lang").and_then(named)
}

fn named(text: String) -> Option<String> {
    Some(text.trim().to_owned()).filter(|text| !text.is_empty())
}
