//! The key of a service that is locked.

use leptos::prelude::*;

use super::field::Field;
use super::settings::Settings;
use super::station::Station;
use crate::client::spawn;
use crate::player::texts;

/// A box for the key. Once the service takes it, its avatars and voices are there to choose from; whether it does is told
/// where a session is started.
#[component]
pub(super) fn KeyField(station: RwSignal<Station, LocalStorage>, settings: Settings) -> impl IntoView {
    let look = move || {
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
    let field = Field {
        label: texts().key,
        id: "credential",
        secret: true,
        example: "",
        note: texts().key_note,
        value: settings.key,
    };
    field.view(look)
}
