//! The player's behaviour against a service in the page itself.

use leptos::mount::mount_to;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{HtmlElement, HtmlTextAreaElement, HtmlVideoElement, KeyboardEvent, KeyboardEventInit};

use super::Player;
use crate::client::fake_service::{FakeService, pause, until};
use crate::client::{Config, Credential, Service};

/// Longer than a button that came into another's place takes no click, in ms.
const SETTLED: i32 = 650;

/// The player in a place of its own, taken away when it is dropped.
struct Page {
    place: HtmlElement,
    mounted: Option<Box<dyn std::any::Any>>,
}

impl Page {
    fn open() -> Self {
        let document = web_sys::window().unwrap().document().unwrap();
        let place: HtmlElement = document.create_element("div").unwrap().unchecked_into();
        document.body().unwrap().append_child(&place).unwrap();
        let mounted = mount_to(place.clone(), || {
            let config = Signal::derive_local(|| Config {
                service: Service::new("https://player.test", Credential::None),
                ..Config::default()
            });
            let (name, picture) = (Signal::derive(|| "Ada".into()), Signal::derive(String::new));
            view! {
                <Player config name picture>
                    <p></p>
                </Player>
            }
        });
        Self {
            place,
            mounted: Some(Box::new(mounted)),
        }
    }

    fn find<T: JsCast>(&self, id: &str) -> Option<T> {
        let found = self.place.query_selector(&format!("[data-testid='{id}']")).unwrap();
        found.map(JsCast::unchecked_into)
    }

    fn click(&self, id: &str) {
        self.find::<HtmlElement>(id).unwrap().click();
    }

    fn state(&self) -> String {
        self.find::<HtmlElement>("state")
            .unwrap()
            .get_attribute("data-state")
            .unwrap()
    }

    fn outcomes(&self) -> Vec<String> {
        let found = self.place.query_selector_all("[data-outcome]").unwrap();
        let outcome = |index| {
            let element: HtmlElement = found.item(index)?.unchecked_into();
            element.get_attribute("data-outcome")
        };
        (0..found.length()).filter_map(outcome).collect()
    }

    fn write(&self, text: &str) -> HtmlTextAreaElement {
        let area: HtmlTextAreaElement = self.find("speak-text").unwrap();
        area.set_value(text);
        area.dispatch_event(&web_sys::Event::new("input").unwrap()).unwrap();
        area
    }

    /// Puts an element in the place of every text node, as a browser does that translates the page.
    fn translate(&self) {
        let script = "const walker = document.createTreeWalker(place, NodeFilter.SHOW_TEXT); const nodes = []; \
            while (walker.nextNode()) nodes.push(walker.currentNode); \
            for (const node of nodes) { const font = document.createElement('font'); font.textContent = `(${node.data})`; node.replaceWith(font); }";
        let run = js_sys::Function::new_with_args("place", script);
        run.call1(&wasm_bindgen::JsValue::UNDEFINED, &self.place).unwrap();
    }

    fn text(&self, id: &str) -> String {
        self.find::<HtmlElement>(id).unwrap().text_content().unwrap_or_default()
    }

    /// Whether this has the focus.
    fn focused(&self, id: &str) -> bool {
        let document = self.place.owner_document().unwrap();
        let wanted = self.find::<web_sys::Element>(id);
        wanted.is_some() && document.active_element() == wanted
    }

    fn enter(&self, area: &HtmlTextAreaElement, shift: bool, composing: bool) {
        let init = KeyboardEventInit::new();
        init.set_shift_key(shift);
        init.set_is_composing(composing);
        self.key(area, "Enter", &init);
    }

    /// Presses a key in the text box. False where the player took it from the page.
    fn key(&self, area: &HtmlTextAreaElement, key: &str, init: &KeyboardEventInit) -> bool {
        init.set_key(key);
        init.set_bubbles(true);
        init.set_cancelable(true);
        let event = KeyboardEvent::new_with_keyboard_event_init_dict("keydown", init).unwrap();
        area.dispatch_event(&event).unwrap()
    }
}

impl Drop for Page {
    fn drop(&mut self) {
        self.mounted = None;
        self.place.remove();
    }
}

#[wasm_bindgen_test]
async fn enter_sends_and_other_enters_do_not() {
    let _service = FakeService::start();
    let page = Page::open();
    pause(20).await;
    let area = page.write("two lines");
    page.enter(&area, true, false);
    page.enter(&area, false, true);
    pause(20).await;
    assert_eq!((page.state().as_str(), page.outcomes().len()), ("idle", 0));
    // Before a session, Enter starts one, and the text is said in it.
    page.enter(&area, false, false);
    until("live", || page.state() == "live").await;
    until("spoken", || page.outcomes() == ["spoken"]).await;
    assert_eq!(area.value(), "");

    page.click("repeat");
    until("spoken twice", || page.outcomes() == ["spoken", "spoken"]).await;
    pause(SETTLED).await;
    page.click("stop");
    until("ended", || page.state() == "ended").await;
}

#[wasm_bindgen_test]
async fn escape_interrupts_and_the_transcript_keeps_the_order_of_sending() {
    let _service = FakeService::start();
    let page = Page::open();
    pause(20).await;
    let escape = |area: &HtmlTextAreaElement| page.key(area, "Escape", &KeyboardEventInit::new());
    let area = page.write("One.");
    assert!(escape(&area), "there is nothing to interrupt: the key is the page's");
    page.enter(&area, false, false);
    until("said", || page.outcomes() == ["spoken"]).await;
    for text in ["Two.", "Three."] {
        page.write(text);
        page.enter(&area, false, false);
    }
    until("sent", || page.outcomes().len() == 3).await;
    assert!(!escape(&area));
    until("interrupted", || {
        page.outcomes() == ["spoken", "interrupted", "interrupted"]
    })
    .await;
    let said = page.text("transcript");
    let places = ["One.", "Two.", "Three."].map(|text| said.find(text));
    assert!(places.is_sorted() && places.iter().all(Option::is_some), "{said}");
    assert!(escape(&area), "nor is there afterwards");
    pause(SETTLED).await;
    page.click("stop");
    until("ended", || page.state() == "ended").await;
}

#[wasm_bindgen_test]
async fn whoever_starts_with_the_button_types_into_the_box() {
    let service = FakeService::start();
    let page = Page::open();
    pause(20).await;
    page.find::<HtmlElement>("start").unwrap().focus().unwrap();
    page.click("start");
    until("the box has the focus", || page.focused("speak-text")).await;
    // The second half of a double click.
    page.click("stop");
    until("live", || page.state() == "live").await;
    pause(SETTLED).await;
    assert_eq!((page.state().as_str(), service.count("stop")), ("live", 0));
    page.find::<HtmlElement>("stop").unwrap().focus().unwrap();
    page.click("stop");
    until("the button in its place has the focus", || page.focused("start")).await;
    page.click("start");
    pause(SETTLED).await;
    assert_eq!((page.state().as_str(), service.count("new")), ("ended", 1));
}

#[wasm_bindgen_test]
async fn a_start_that_nobody_looks_at_takes_no_focus() {
    let _service = FakeService::start();
    let page = Page::open();
    pause(20).await;
    let document = page.place.owner_document().unwrap();
    let other: HtmlElement = document.create_element("input").unwrap().unchecked_into();
    document.body().unwrap().append_child(&other).unwrap();
    other.focus().unwrap();
    page.click("start");
    until("live", || page.state() == "live").await;
    pause(50).await;
    assert!(
        document
            .active_element()
            .is_some_and(|at| at.is_same_node(Some(&other)))
    );
    other.remove();
}

#[wasm_bindgen_test]
async fn a_page_that_is_translated_goes_on_saying_how_things_stand() {
    let _service = FakeService::start();
    let page = Page::open();
    pause(20).await;
    page.translate();
    assert_eq!(page.text("start"), "(Start)");
    page.click("start");
    until("Live, in words", || page.text("state").starts_with("Live")).await;
    assert_eq!(page.text("stop"), "Stop");
    page.translate();
    let area = page.write("Hello.");
    page.enter(&area, false, false);
    until("said, in words", || page.text("transcript").ends_with("Said")).await;
    page.translate();
    pause(SETTLED).await;
    page.click("stop");
    until("ended, in words", || page.text("state") == "The session has ended").await;
    assert_eq!(page.text("start"), "Start again");
}

#[wasm_bindgen_test]
async fn what_is_typed_outlasts_the_session() {
    let _service = FakeService::start();
    let page = Page::open();
    pause(20).await;
    page.click("start");
    until("live", || page.state() == "live").await;
    page.write("A draft.");
    pause(SETTLED).await;
    page.click("stop");
    until("ended", || page.state() == "ended").await;
    let area: HtmlTextAreaElement = page.find("speak-text").unwrap();
    assert_eq!(area.value(), "A draft.");
}

#[wasm_bindgen_test]
async fn mute_and_volume_are_the_videos_own() {
    let page = Page::open();
    pause(20).await;
    let video: HtmlVideoElement = page.find("video").unwrap();
    let mute: HtmlElement = page.find("mute").unwrap();
    mute.click();
    until("shown as muted", || {
        mute.get_attribute("aria-pressed").as_deref() == Some("true")
    })
    .await;
    assert!(video.muted());
    mute.click();
    until("shown as heard", || {
        mute.get_attribute("aria-pressed").as_deref() == Some("false")
    })
    .await;
    assert!(!video.muted());
    video.set_volume(0.3);
    let slider: web_sys::HtmlInputElement = page.find("volume").unwrap();
    until("shown on the slider", || slider.value() == "30").await;
}

#[wasm_bindgen_test]
async fn a_refusal_is_said_and_can_be_tried_again() {
    let service = FakeService::start();
    service.refuse(401, r#"{"code":400112,"message":"Unauthorized"}"#);
    let page = Page::open();
    pause(20).await;
    page.click("start");
    until("an error", || page.find::<HtmlElement>("error").is_some()).await;
    let error: HtmlElement = page.find("error").unwrap();
    assert_eq!(error.get_attribute("data-error").as_deref(), Some("unauthorized"));
    page.click("retry");
    until("asked again", || service.count("new") == 2).await;
}

#[wasm_bindgen_test]
async fn a_player_that_is_removed_ends_its_session() {
    let service = FakeService::start();
    let page = Page::open();
    pause(20).await;
    page.click("start");
    until("live", || page.state() == "live").await;
    drop(page);
    until("stopped", || service.count("stop") == 1).await;
}
