//! Choosing the voice and its pace.

use leptos::prelude::*;

use super::settings::Settings;
use super::station::Station;
use crate::player::{on, part, texts, words};

/// The voices of the service, or a box for a voice's id where it lists none.
#[component]
pub(super) fn VoiceField(station: RwSignal<Station, LocalStorage>, settings: Settings) -> impl IntoView {
    let field = part(move || {
        let voices = station.with(|station| station.voices.clone());
        if voices.is_empty() {
            view! {
                <input
                    type="text"
                    spellcheck="false"
                    data-testid="voice"
                    placeholder=texts().own_voice
                    prop:value=words(move || settings.voice.get())
                    on:input=on(move |event| settings.voice.set(event_target_value(&event)))
                />
            }
            .into_any()
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
                    <option value=voice.voice_id selected=chosen>
                        {name}
                    </option>
                }
            });
            view! {
                <select data-testid="voice" on:change=on(move |event| settings.voice.set(event_target_value(&event)))>
                    <option value="">{texts().own_voice}</option>
                    {options.collect_view()}
                </select>
            }
            .into_any()
        }
    });
    view! { <label class="field"><span>{texts().voice}</span>{field}</label> }
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
            <span>{texts().rate} <output class="rate-shown">{words(shown)}</output></span>
            <input
                type="range"
                data-testid="rate"
                min=Settings::SLOWEST.to_string()
                max=Settings::FASTEST.to_string()
                step="5"
                aria-valuetext=words(shown)
                prop:value=words(move || settings.rate.get().to_string())
                on:input=on(move |event| settings.rate.set(event_target_value(&event).parse().unwrap_or(100)))
            />
        </label>
    }
}
