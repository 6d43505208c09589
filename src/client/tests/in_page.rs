//! Whole lives of a session with the page's own service.

use api::ErrorKind;
use js_sys::{Function, Reflect};
use session::{EndReason, Event, Outcome, Problem, Progress, State};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::wasm_bindgen_test;

use super::fake_service::{FakeService, until};
use super::life::{Told, end, reached, video};
use crate::client::*;

const SCRIPT: &str = include_str!("fake_page.js");

fn page() -> JsValue {
    Function::new_no_args(SCRIPT).call0(&JsValue::UNDEFINED).unwrap()
}

fn client(page: &JsValue) -> (Client, Told) {
    let config = Config {
        service: Service::Page(page.clone().unchecked_into()),
        ..Config::default()
    };
    let told = Told::default();
    let notes = Rc::clone(&told);
    let client = Client::new(config, move |event| notes.borrow_mut().push(event));
    (client, told)
}

fn called(page: &JsValue, name: &str) -> usize {
    let calls: js_sys::Array = Reflect::get(page, &"calls".into()).unwrap().unchecked_into();
    let is_it = |call: &JsValue| property::text(call, "name").as_deref() == Some(&["streaming.", name].concat());
    calls.iter().filter(is_it).count()
}

/// The number of entries for sessions of this service; other tests have entries of theirs.
fn written() -> usize {
    let storage = web_sys::window().unwrap().local_storage().unwrap().unwrap();
    let keys = (0..storage.length().unwrap()).filter_map(|index| storage.key(index).unwrap());
    keys.filter(|key| {
        key.contains("in-page")
            || storage
                .get_item(key)
                .unwrap()
                .is_some_and(|value| value.trim_end().is_empty())
    })
    .count()
}

#[wasm_bindgen_test]
async fn a_session_in_the_page_lives_as_one_with_a_server_and_asks_nobody() {
    let network = FakeService::start();
    let page = page();
    let (client, told) = client(&page);
    let video = video();
    client.attach(Some(video.clone()));
    client.start();
    until("Live", || reached(&told, State::Live)).await;
    assert!(video.src_object().is_some());
    assert_eq!(written(), 0, "it goes with the page");
    until("statistics", || {
        told.borrow()
            .iter()
            .any(|event| matches!(event, ClientEvent::Statistics(now) if now.frames_decoded > 0 && now.width == 64))
    })
    .await;

    // The browser's word about the network does not concern it.
    let window = web_sys::window().unwrap();
    window.dispatch_event(&web_sys::Event::new("offline").unwrap()).unwrap();
    let id = client.speak("Good morning.".into(), TaskType::Repeat);
    until("spoken", || {
        let wanted = ClientEvent::Session(Event::Text {
            id,
            progress: Progress::Ended(Outcome::Spoken),
        });
        told.borrow().contains(&wanted)
    })
    .await;
    window.dispatch_event(&web_sys::Event::new("online").unwrap()).unwrap();
    let offline = ClientEvent::Session(Event::Problem(Problem::Offline));
    assert!(!told.borrow().contains(&offline));

    client.stop();
    until("Ended", || end(&told).is_some()).await;
    assert_eq!(end(&told), Some(EndReason::Stopped));
    assert!(video.src_object().is_none());
    assert_eq!(property::number(&page, "closed"), Some(1.0));
    for name in ["new", "start", "task", "stop"] {
        assert_eq!(called(&page, name), 1, "{name}");
    }
    assert!(network.calls().is_empty(), "{:?}", network.calls());
    video.remove();
}

#[wasm_bindgen_test]
async fn a_worker_that_dies_is_recovered_from() {
    let page = page();
    let (client, told) = client(&page);
    client.attach(Some(video()));
    client.start();
    until("Live", || reached(&told, State::Live)).await;
    told.borrow_mut().clear();
    let end: Function = Reflect::get(&page, &"end".into()).unwrap().unchecked_into();
    end.call0(&page).unwrap();
    until("Recovering", || reached(&told, State::Recovering)).await;
    until("Live again", || reached(&told, State::Live)).await;
    assert_eq!(called(&page, "new"), 2);
}

#[wasm_bindgen_test]
async fn files_that_do_not_come_and_browsers_that_cannot_are_told_by_their_names() {
    for kind in [ErrorKind::NotLoaded, ErrorKind::PageUnsupported] {
        let page = page();
        Reflect::set(&page, &"problem".into(), &(kind.wire().1 as f64).into()).unwrap();
        let (client, told) = client(&page);
        client.start();
        until("Ended", || end(&told).is_some()).await;
        match end(&told) {
            Some(EndReason::Failed(Problem::Api(refusal))) => {
                assert_eq!(refusal.kind, kind);
                assert!(
                    refusal.message.contains("404"),
                    "which file it was: {}",
                    refusal.message
                );
            }
            other => panic!("{kind:?}: {other:?}"),
        }
        drop(client);
        assert_eq!(written(), 0);
    }
}
