//! All choices for the next session.

use api::{Quality, VideoEncoding};
use leptos::prelude::*;

use super::avatars::Avatars;
use super::key::KeyField;
use super::settings::{Settings, named_quality};
use super::station::Station;
use super::voice::{RateField, VoiceField};
use crate::client::spawn;
use crate::player::{Button, on, open_network, texts, when, words};

/// Avatar, voice, pace, quality; codec and network for those who look for them.
#[component]
pub(super) fn Choices(station: RwSignal<Station, LocalStorage>, settings: Settings) -> impl IntoView {
    let network = move || station.with_untracked(|station| open_network(&settings.service(station), false));
    view! {
        <div class="choices">
            {when(move || station.with(|station| station.locked), move || view! { <KeyField station settings /> })}
            <Avatars station settings />
            <div class="pair">
                <VoiceField station settings />
                <RateField settings />
            </div>
            <QualityField settings />
            // Nothing goes over a network to the page's own avatar.
            {when(
                move || station.with(|station| station.service.page().is_none()),
                move || {
                    view! {
                        <details class="advanced">
                            <summary>{texts().advanced}</summary>
                            <EncodingField settings />
                            {Button::new("link", "network", texts().network, network).view()}
                        </details>
                    }
                },
            )}
            {share(settings)}
        </div>
    }
}

/// A button that copies an address with these choices.
fn share(settings: Settings) -> AnyView {
    let copied = RwSignal::new(false);
    let text = words(move || if copied.get() { texts().copied } else { texts().share });
    let share = move || {
        spawn(async move {
            let done = settings.share().await;
            copied.try_set(done);
        });
    };
    Button::new("link", "share", "", share).text(text).view()
}

#[component]
fn QualityField(settings: Settings) -> impl IntoView {
    let options = Quality::ALL
        .into_iter()
        .zip(["360p", "480p", "720p"])
        .map(move |(quality, name)| {
            view! {
                <option value=quality.name().to_owned() selected=settings.quality.get_untracked() == quality>
                    {name}
                </option>
            }
        });
    let choose = move |event| {
        if let Some(quality) = named_quality(&event_target_value(&event)) {
            settings.quality.set(quality);
            settings.keep();
        }
    };
    view! {
        <label class="field">
            <span>{texts().quality}</span>
            <select data-testid="quality" on:change=on(choose)>
                {options.collect_view()}
            </select>
        </label>
    }
}

#[component]
fn EncodingField(settings: Settings) -> impl IntoView {
    let choose = move |event| {
        let h264 = event_target_value(&event) == "H264";
        settings
            .encoding
            .set(if h264 { VideoEncoding::H264 } else { VideoEncoding::VP8 });
    };
    view! {
        <label class="field">
            <span>{texts().encoding}</span>
            <select data-testid="encoding" on:change=on(choose)>
                <option value=String::from("VP8")>"VP8"</option>
                <option value=String::from("H264") selected=settings.encoding.get_untracked() == VideoEncoding::H264>
                    "H.264"
                </option>
            </select>
        </label>
    }
}
