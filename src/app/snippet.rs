//! The lines that put this avatar, with these choices, on another page. They are written by `web/app/embed/embed.js`, which is loaded when
//! they are asked for.

use api::VideoEncoding;
use leptos::html::Div;
use leptos::prelude::*;

use super::settings::Settings;
use super::station::Station;
use super::voice::factor;
use crate::client::{Credential, pause, spawn};
use crate::host;
use crate::player::words;

/// The place of the lines. The choices stand in an attribute, where the script follows it.
#[component]
pub(super) fn Snippet(station: RwSignal<Station, LocalStorage>, settings: Settings) -> impl IntoView {
    let place = NodeRef::<Div>::new();
    spawn(async move {
        // Once it is on the page.
        pause(0).await;
        if let Some(place) = place.try_get_untracked().flatten() {
            // Where the script does not come, there are no lines, and nothing else is lost.
            let _ = host::with(|host| host.embed(&place));
        }
    });
    let choices = words(move || station.with(|station| choices(station, settings)));
    view! { <div class="snippet" node_ref=place data-choices=choices></div> }
}

/// The element's attributes, each on a line of its own: its name, a space, its value. Addresses of this page's own service have no host.
fn choices(station: &Station, settings: Settings) -> String {
    let mut lines = Vec::new();
    let mut put = |name: &str, value: &str| lines.push([name, " ", value].concat());
    if station.service.page().is_some() {
        put("service", "page");
    } else {
        put("api-base", station.service.base());
    }
    if station.locked || *station.service.credential() != Credential::None {
        put("token-url", "/avatar-token");
    }
    let avatar = settings.avatar.get();
    let face = station.face(&avatar);
    put("avatar-id", &avatar);
    put("name", &face.name);
    put("poster", &face.picture);
    put("voice-id", &settings.voice.get());
    let rate = settings.rate.get();
    if rate != 100 {
        put("voice-rate", &factor(rate));
    }
    let quality = settings.quality.get();
    if quality != api::Quality::default() {
        put("quality", quality.name());
    }
    if settings.encoding.get() == VideoEncoding::H264 {
        put("encoding", "H264");
    }
    let task_type = settings.task_type.get();
    if !task_type.is_empty() {
        put("task-type", &task_type);
    }
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::super::settings::REPEAT;
    use api::Quality;
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;
    use crate::client::Service;

    #[wasm_bindgen_test]
    fn the_lines_say_what_was_chosen_and_never_a_secret() {
        let owner = Owner::new();
        owner.set();
        let station = Station {
            service: Service::new("https://api.test/", Credential::Key("hidden".into())),
            ..Station::default()
        };
        let settings = Settings::for_station(&station);
        settings.avatar.set("anna \"A\"".into());
        settings.rate.set(105);
        settings.quality.set(Quality::High);
        settings.task_type.set(REPEAT.into());
        let found = choices(&station, settings);
        for line in [
            "api-base https://api.test",
            "token-url /avatar-token",
            "avatar-id anna \"A\"",
            "voice-rate 1.05",
            "quality high",
            "task-type repeat",
        ] {
            assert!(found.lines().any(|there| there == line), "{line} in {found}");
        }
        assert!(!found.contains("hidden") && !found.contains("encoding"), "{found}");
    }

    #[wasm_bindgen_test]
    fn the_own_service_has_no_host() {
        let owner = Owner::new();
        owner.set();
        let station = Station {
            service: Service::new("/avatar", Credential::None),
            ..Station::default()
        };
        let found = choices(&station, Settings::for_station(&station));
        assert!(found.starts_with("api-base /avatar\n"), "{found}");
    }
}
