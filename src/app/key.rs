//! The key of a service that is locked.

use leptos::prelude::*;

use super::settings::Settings;
use super::station::Station;
use crate::client::spawn;
use crate::player::{on, texts, words};

/// A box for the key. Once the service takes it, its avatars and voices are there to choose from; whether it does is told
/// where a session is started.
#[component]
pub(super) fn KeyField(station: RwSignal<Station, LocalStorage>, settings: Settings) -> impl IntoView {
    let look = move |_| {
        let service = station.with_untracked(|station| settings.service(station));
        spawn(async move {
            if let Ok(opened) = Station::reach(service).await {
                station.try_update(|station| {
                    settings.prefer_first(&opened);
                    station.unlock(opened);
                });
            }
        });
    };
    view! {
        <label class="field">
            <span>{texts().key}</span>
            <input
                type="password"
                autocomplete="off"
                data-testid="credential"
                aria-describedby="key-note"
                prop:value=words(move || settings.key.get())
                on:input=on(move |event| settings.key.set(event_target_value(&event)))
                on:change=on(look)
            />
            <small id="key-note">{texts().key_note}</small>
        </label>
    }
}
