//! All choices for the next session.

use api::{Quality, VideoEncoding};
use leptos::prelude::*;

use super::avatars::Avatars;
use super::key::KeyField;
use super::settings::Settings;
use super::station::Station;
use super::voice::{RateField, VoiceField};
use crate::player::{Button, on, open_network, texts, when};

/// Avatar, voice, pace, quality, codec.
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
            {when(
                move || station.with(|station| station.service.page().is_none()),
                move || {
                    view! {
                        <div class="pair">
                            <QualityField settings />
                            <EncodingField settings />
                        </div>
                        {Button::new("link", "network", texts().network, network).view()}
                    }
                },
            )}
            // Nothing goes over a network there.
            {when(
                move || station.with(|station| station.service.page().is_some()),
                move || view! { <QualityField settings /> },
            )}
        </div>
    }
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
        let name = event_target_value(&event);
        if let Some(quality) = Quality::ALL.into_iter().find(|quality| quality.name() == name) {
            settings.quality.set(quality);
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
