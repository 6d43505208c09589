//! All choices for the next session.

use api::{Quality, VideoEncoding};
use leptos::prelude::*;

use super::avatars::Avatars;
use super::key::KeyField;
use super::settings::{REPEAT, Settings, named_quality};
use super::station::Station;
use super::voice::{RateField, VoiceField};
use crate::client::spawn;
use crate::player::{Button, on, open_network, texts, when, words};

/// Avatar, voice, pace, quality; codec, use of typed texts and network for those who look for them.
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
            {quality(settings)}
            // Nothing goes over a network to the page's own avatar.
            {when(
                move || station.with(|station| station.service.page().is_none()),
                move || {
                    view! {
                        <details class="advanced">
                            <summary>{texts().advanced}</summary>
                            {encoding(settings)}
                            {task_type(settings)}
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

/// The size of the picture.
fn quality(settings: Settings) -> AnyView {
    let options = Quality::ALL
        .map(Quality::name)
        .into_iter()
        .zip(["360p", "480p", "720p"]);
    let chosen = settings.quality.get_untracked().name();
    select("quality", texts().quality, options, chosen, move |name| {
        if let Some(quality) = named_quality(&name) {
            settings.quality.set(quality);
            settings.keep();
        }
    })
}

/// The codec of the picture.
fn encoding(settings: Settings) -> AnyView {
    let options = [("VP8", "VP8"), ("H264", "H.264")];
    let chosen = match settings.encoding.get_untracked() {
        VideoEncoding::VP8 => "VP8",
        VideoEncoding::H264 => "H264",
    };
    select("encoding", texts().encoding, options, chosen, move |name| {
        let h264 = name == "H264";
        settings
            .encoding
            .set(if h264 { VideoEncoding::H264 } else { VideoEncoding::VP8 });
    })
}

/// The use of what is typed: the avatar answers it where the service can, or says it.
fn task_type(settings: Settings) -> AnyView {
    let [talk, repeat] = texts().task_types;
    let options = [("", talk), (REPEAT, repeat)];
    let chosen = if settings.repeats.get_untracked() { REPEAT } else { "" };
    select("task-type", texts().task_type, options, chosen, move |name| {
        settings.repeats.set(name == REPEAT);
        settings.keep();
    })
}

/// A box of choices with a label. Each option is a value and its words.
fn select(
    name: &'static str,
    label: &'static str,
    options: impl IntoIterator<Item = (&'static str, &'static str)>,
    chosen: &str,
    choose: impl Fn(String) + 'static,
) -> AnyView {
    let options: Vec<AnyView> = options
        .into_iter()
        .map(|(value, words)| {
            let selected = value == chosen;
            view! { <option value=value selected=selected>{words}</option> }.into_any()
        })
        .collect();
    view! {
        <label class="field">
            <span>{label}</span>
            <select data-testid=name on:change=on(move |event| choose(event_target_value(&event)))>
                {options}
            </select>
        </label>
    }
    .into_any()
}
