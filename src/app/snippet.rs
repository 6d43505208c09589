//! The lines that put this avatar, with these choices, on another page.

use api::{Quality, VideoEncoding};
use leptos::prelude::*;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use super::home;
use super::settings::Settings;
use super::station::Station;
use crate::client::{Credential, spawn};
use crate::player::{Button, texts, words};

#[wasm_bindgen]
extern "C" {
    // Missing where the page is no secure context; then this throws, and the lines can still be copied by hand.
    #[wasm_bindgen(js_namespace = ["navigator", "clipboard"], js_name = writeText, catch)]
    fn write_text(text: &str) -> Result<js_sys::Promise, JsValue>;
}

/// The lines, and a button that copies them.
#[component]
pub(super) fn Snippet(station: RwSignal<Station, LocalStorage>, settings: Settings) -> impl IntoView {
    let copied = RwSignal::new(false);
    let lines = words(move || {
        copied.set(false);
        station.with(|station| lines(&page_address(), station, settings))
    });
    let copy = move || {
        let text = lines.get_untracked();
        spawn(async move {
            if let Ok(written) = write_text(&text)
                && wasm_bindgen_futures::JsFuture::from(written).await.is_ok()
            {
                copied.try_set(true);
            }
        });
    };
    let text = words(move || if copied.get() { texts().copied } else { texts().copy });
    let copy = Button::new("", "copy", "", copy).text(text);
    view! {
        <div class="snippet">
            <p class="hint">{texts().embed_why}</p>
            <pre tabindex="0" role="region" aria-label=texts().embed data-testid="snippet" translate="no" prop:textContent=lines></pre>
            <p class="snippet-row">
                {copy.view()}
                <a href="gallery.html">{texts().gallery}</a>
            </p>
        </div>
    }
}

/// The page's own address, without what stands after it; the embed folder lies beside it.
fn page_address() -> String {
    let href = web_sys::window().and_then(|window| window.location().href().ok());
    let href = href.unwrap_or_default();
    let end = href.find(['?', '#']).unwrap_or(href.len());
    let path = href.get(..end).unwrap_or_default();
    match path.rsplit_once('/') {
        Some((folder, _)) => [folder, "/"].concat(),
        None => String::new(),
    }
}

/// The lines for a page anywhere.
fn lines(page: &str, station: &Station, settings: Settings) -> String {
    let own = home::is(&station.service);
    let base = if own {
        page.trim_end_matches('/')
    } else {
        station.service.base()
    };
    let mut tag = String::from("<streaming-avatar");
    let mut put = |name: &str, value: &str| {
        if !value.is_empty() {
            tag += &["\n  ", name, "=\"", &escaped(value), "\""].concat();
        }
    };
    if station.service.page().is_some() {
        put("service", "page");
    } else {
        put("api-base", base);
    }
    if station.locked || *station.service.credential() != Credential::None {
        put("token-url", "/avatar-token");
    }
    let avatar = settings.avatar.get();
    put("avatar-id", &avatar);
    let face = station.face(&avatar);
    put("name", &face.name);
    // The pictures of the page's own service begin where the page's address ends.
    let beside = face.picture.strip_prefix(station.service.base()).unwrap_or_default();
    let picture = if own && beside.starts_with('/') && !face.picture.starts_with("//") {
        [base, beside].concat()
    } else {
        face.picture
    };
    put("poster", &picture);
    put("voice-id", &settings.voice.get());
    let rate = settings.rate.get();
    if rate != 100 {
        let hundredths = rate % 100;
        let padding = if hundredths < 10 { "0" } else { "" };
        put(
            "voice-rate",
            &[&(rate / 100).to_string(), ".", padding, &hundredths.to_string()].concat(),
        );
    }
    if settings.quality.get() != Quality::default() {
        put("quality", settings.quality.get().name());
    }
    if settings.encoding.get() == VideoEncoding::H264 {
        put("encoding", "H264");
    }
    [
        "<script type=\"module\" src=\"",
        &escaped(page),
        "embed/element.js\"></script>\n",
        &tag,
        "></streaming-avatar>",
    ]
    .concat()
}

/// As it may stand in an attribute.
fn escaped(value: &str) -> String {
    value.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;")
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;
    use crate::client::Service;

    #[wasm_bindgen_test]
    fn the_lines_say_what_was_chosen_and_never_a_secret() {
        let owner = Owner::new();
        owner.set();
        let station = Station {
            service: Service::new("https://api.test/?a&b", Credential::Key("hidden".into())),
            ..Station::default()
        };
        let settings = Settings::for_station(&station);
        settings.avatar.set("anna \"A\"".into());
        settings.rate.set(105);
        settings.quality.set(Quality::High);
        let found = lines("https://page.test/app/", &station, settings);
        assert!(found.starts_with(
            "<script type=\"module\" src=\"https://page.test/app/embed/element.js\"></script>\n<streaming-avatar"
        ));
        for part in [
            "api-base=\"https://api.test/?a&amp;b\"",
            "token-url=\"/avatar-token\"",
            "avatar-id=\"anna &quot;A&quot;\"",
            "voice-rate=\"1.05\"",
            "quality=\"high\"",
        ] {
            assert!(found.contains(part), "{part} in {found}");
        }
        assert!(!found.contains("hidden") && !found.contains("encoding"), "{found}");
    }

    #[wasm_bindgen_test]
    fn the_own_service_is_named_with_the_folder_that_it_is_in() {
        let owner = Owner::new();
        owner.set();
        let avatar = api::Avatar {
            avatar_id: "anna".into(),
            pose_name: "Anna".into(),
            normal_preview: "/anna.png".into(),
            default_voice: String::new(),
            is_public: true,
            created_at: 0,
            status: api::AvatarStatus::Active,
        };
        let station = Station {
            service: Service::new("/avatar", Credential::None),
            avatars: vec![avatar],
            ..Station::default()
        };
        let settings = Settings::for_station(&station);
        settings.avatar.set("anna".into());
        let found = lines("https://page.test/avatar/", &station, settings);
        for part in [
            "api-base=\"https://page.test/avatar\"",
            "poster=\"https://page.test/avatar/anna.png\"",
        ] {
            assert!(found.contains(part), "{part} in {found}");
        }
    }
}
