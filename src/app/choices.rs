//! All choices for the next session.

use api::{Quality, VideoEncoding};
use leptos::prelude::*;

use super::avatars::Avatars;
use super::key::KeyField;
use super::select::Select;
use super::settings::{REPEAT, Settings, named_quality};
use super::station::Station;
use super::voice::{RateField, VoiceField};
use crate::client::spawn;
use crate::player::{Button, open_network, texts, when, words};

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
                            <div class="choices">
                                {encoding(settings)}
                                {task_type(settings)}
                                {Button::new("link", "network", texts().network, network).view()}
                            </div>
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
    let list = Select {
        label: texts().quality,
        id: "quality",
        options: options(&Quality::ALL.map(Quality::name), &["360p", "480p", "720p"]),
        chosen: settings.quality.get_untracked().name().to_owned(),
    };
    list.view(move |name| {
        if let Some(quality) = named_quality(&name) {
            settings.quality.set(quality);
            settings.keep();
        }
    })
}

/// The codec of the picture.
fn encoding(settings: Settings) -> AnyView {
    let h264 = settings.encoding.get_untracked() == VideoEncoding::H264;
    let list = Select {
        label: texts().encoding,
        id: "encoding",
        options: options(&["VP8", "H264"], &["VP8", "H.264"]),
        chosen: if h264 { "H264" } else { "VP8" }.to_owned(),
    };
    list.view(move |name| {
        let h264 = name == "H264";
        settings
            .encoding
            .set(if h264 { VideoEncoding::H264 } else { VideoEncoding::VP8 });
    })
}

/// The use of what is typed: the avatar answers it where the service can, or says it.
fn task_type(settings: Settings) -> AnyView {
    let list = Select {
        label: texts().task_type,
        id: "task-type",
        options: options(&["", REPEAT], &texts().task_types),
        chosen: settings.task_type.get_untracked(),
    };
    list.keeping(settings.task_type, settings)
}

/// The options of a list: values, and the words of each.
fn options(values: &[&str], words: &[&str]) -> Vec<(String, String)> {
    let pairs = values.iter().zip(words);
    pairs
        .map(|(value, words)| ((*value).to_owned(), (*words).to_owned()))
        .collect()
}
