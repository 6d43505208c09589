//! Choosing the voice and its pace.

use leptos::prelude::*;

use super::field::Field;
use super::settings::{Settings, page_language};
use super::station::Station;
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
            let options = voices.into_iter().map(|voice| {
                let name = if voice.name.is_empty() {
                    voice.voice_id.clone()
                } else {
                    voice.name
                };
                let name = if voice.language.is_empty() {
                    name
                } else {
                    [&name, " · ", &voice.language].concat()
                };
                let chosen = settings.voice.with_untracked(|chosen| *chosen == voice.voice_id);
                view! {
                    <option value=voice.voice_id selected=chosen prop:textContent=name></option>
                }
            });
            view! {
                <div class="voice">
                <label class="field">
                    <span>{texts().voice}</span>
                    <select data-testid="voice" on:change=on(move |event| {
                            settings.voice.set(event_target_value(&event));
                            settings.keep();
                        })>
                        <option value=String::new()>{texts().own_voice}</option>
                        {options.collect_view()}
                    </select>
                </label>
                {listen(station, settings)}
                </div>
            }
            .into_any()
        }
    })
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
    let shown = move || {
        let rate = settings.rate.get();
        format!("{}.{:02}×", rate / 100, rate % 100)
    };
    view! {
        <label class="field">
            <span>{texts().rate} <span class="rate-shown" prop:textContent=words(shown)></span></span>
            <input
                type="range"
                data-testid="rate"
                min="50"
                max="150"
                step="5"
                prop:value=words(move || settings.rate.get().to_string())
                on:input=on(move |event| settings.rate.set(event_target_value(&event).parse().unwrap_or(100)))
                on:change=on(move |_| settings.keep())
            />
        </label>
    }
}
