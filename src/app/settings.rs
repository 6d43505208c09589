//! The visitor's choices for the next session. `web/app/boot/choices.js` keeps them for later visits, and takes them from the page's address.

use api::{Avatar, NewRequest, Quality, TaskType, VideoEncoding, Voice};
use leptos::prelude::*;
use player_model::decimal;
use session::Options;

use super::station::Station;
use crate::client::{Cleaner, Config, Credential, Recorder, Service, VoiceEntry};
use crate::host::{self, Host};
use crate::player::{texts, with_choices};

/// The slowest and the fastest pace, in per cent.
const PACES: core::ops::RangeInclusive<u32> = 50..=150;

/// The kept name of the choice that typed texts are said, not answered, after that of the element's attribute.
pub(super) const REPEAT: &str = TaskType::Repeat.name();

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
    /// The use of typed texts: [`REPEAT`] where they are said even by a service that answers, else empty.
    pub(super) task_type: RwSignal<String>,
    /// The key of a service that is locked.
    pub(super) key: RwSignal<String>,
}

impl Settings {
    /// The choices of earlier visits, as far as the service offers them; else its first avatar in its own voice.
    pub(super) fn for_station(station: &Station) -> Self {
        let (voice, pace, quality) = (
            host::choice("voice"),
            host::choice("pace").parse(),
            host::choice("quality"),
        );
        let known = |entry: &VoiceEntry| entry.voice_id == voice;
        let offered = station.voices.is_empty() || station.voices.iter().any(known);
        let settings = Self {
            avatar: RwSignal::new(host::choice("avatar")),
            voice: RwSignal::new(if offered { voice } else { String::new() }),
            rate: RwSignal::new(pace.ok().filter(|pace| PACES.contains(pace)).unwrap_or(100)),
            quality: RwSignal::new(named_quality(&quality).unwrap_or(Quality::Medium)),
            encoding: RwSignal::new(VideoEncoding::VP8),
            task_type: RwSignal::new(host::choice("task-type")),
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

    /// Each choice by its name, as it is kept.
    fn each(self) -> [(&'static str, String); 5] {
        [
            ("avatar", self.avatar.get_untracked()),
            ("voice", self.voice.get_untracked()),
            ("pace", decimal(self.rate.get_untracked())),
            ("quality", self.quality.get_untracked().name().to_owned()),
            ("task-type", self.task_type.get_untracked()),
        ]
    }

    /// Keeps the choices for later visits.
    pub(super) fn keep(self) {
        for (name, value) in self.each() {
            let _ = host::with(|host| host.choose(name, &value));
        }
    }

    /// Copies an address that carries the choices. False where the browser does not let the page copy; then the page's own address is that.
    pub(super) async fn share(self) -> bool {
        self.keep();
        match host::with(Host::share) {
            Ok(copied) => wasm_bindgen_futures::JsFuture::from(copied).await.is_ok(),
            Err(_) => false,
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
            cleaner: cleaner(),
            recorder: Recorder::new(host::with(|host| Ok(host.record())).unwrap_or_default()),
            options: Options {
                request,
                greeting: if station.speaks(&page_language().unwrap_or_default()) {
                    texts().greeting.to_owned()
                } else {
                    String::new()
                },
                ..Options::default()
            },
            ..Config::default()
        })
    }
}

/// The page's way to take the markup out of texts; none where the page has no scripts of its own, as in tests.
fn cleaner() -> Cleaner {
    Cleaner::new(host::with(|host| Ok(host.clean())).unwrap_or_default())
}

/// The language of the page, which is that of the visitor where the browser translated it.
pub(super) fn page_language() -> Option<String> {
    let page = document().document_element()?;
    page.get_attribute("lang").and_then(named)
}

/// The quality with a name.
pub(super) fn named_quality(name: &str) -> Option<Quality> {
    Quality::ALL.into_iter().find(|quality| quality.name() == name)
}

fn named(text: String) -> Option<String> {
    Some(text.trim().to_owned()).filter(|text| !text.is_empty())
}
