//! Choosing the voice and its pace.

use leptos::prelude::*;
use player_model::decimal;

use super::field::Field;
use super::select::Select;
use super::settings::{Settings, page_language};
use super::station::Station;
use crate::client::VoiceEntry;
use crate::host;
use crate::player::{Button, flag, on, part, texts, words};

/// The voices of the service, or a box for a voice's id where it lists none.
#[component]
pub(super) fn VoiceField(station: RwSignal<Station, LocalStorage>, settings: Settings) -> impl IntoView {
    part(move || {
        let voices = station.with(|station| station.voices.clone());
        if voices.is_empty() {
            let field = Field {
                label: texts().voice,
                id: "voice",
                secret: false,
                example: texts().own_voice,
                note: "",
                value: settings.voice,
            };
            field.view(move || settings.keep())
        } else {
            let own = (String::new(), texts().own_voice.to_owned());
            let list = Select {
                label: texts().voice,
                id: "voice",
                options: [own].into_iter().chain(voices.into_iter().map(option)).collect(),
                chosen: settings.voice.get_untracked(),
            };
            let list = list.keeping(settings.voice, settings);
            view! { <div class="voice">{list} {listen(station, settings)}</div> }.into_any()
        }
    })
}

/// The option of a voice: its id, and its name with its language.
fn option(voice: VoiceEntry) -> (String, String) {
    let VoiceEntry {
        voice_id,
        mut name,
        language,
        ..
    } = voice;
    if name.is_empty() {
        name.clone_from(&voice_id);
    }
    if !language.is_empty() {
        name = [&name, " · ", &language].concat();
    }
    (voice_id, name)
}

/// A button that lets the chosen voice be heard, where the service has a sample of it or is the page itself.
fn listen(station: RwSignal<Station, LocalStorage>, settings: Settings) -> AnyView {
    let sample = move || {
        let language = page_language().unwrap_or_default();
        station.with(|station| station.sample(&settings.voice.get(), &settings.avatar.get(), &language))
    };
    let listen = move || {
        if let Some((voice, address)) = sample() {
            // Where the script does not come, nothing is heard, and nothing else is lost.
            let _ = host::with(|host| host.listen(&voice, &address));
        }
    };
    Button::new("link", "listen-voice", texts().listen, listen)
        .hidden(flag(move || sample().is_none()))
        .view()
}

/// How fast the voice speaks.
#[component]
pub(super) fn RateField(settings: Settings) -> impl IntoView {
    let shown = move || [&factor(settings.rate.get()), "×"].concat();
    view! {
        <label class="field">
            <span>{texts().rate} <span class="rate-shown" prop:textContent=words(shown)></span></span>
            <input
                type="range"
                data-testid="rate"
                min="50"
                max="150"
                step="5"
                prop:value=words(move || decimal(settings.rate.get()))
                on:input=on(move |event| settings.rate.set(event_target_value(&event).parse().unwrap_or(100)))
                on:change=on(move |_| settings.keep())
            />
        </label>
    }
}

/// A pace in per cent as a factor with two decimals.
pub(super) fn factor(rate: u32) -> String {
    let hundredths = rate % 100;
    let padding = if hundredths < 10 { ".0" } else { "." };
    [&decimal(rate / 100), padding, &decimal(hundredths)].concat()
}
