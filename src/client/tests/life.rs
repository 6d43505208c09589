//! Whole lives of a session in the browser, against a service in the page itself.

use std::cell::RefCell;
use std::rc::Rc;

use api::ErrorKind;
use session::{EndReason, Event, Outcome, Problem, Progress, State};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::HtmlVideoElement;

use super::fake_service::{FakeService, pause, until};
use crate::client::storage::orphans;
use crate::client::*;

pub(super) type Told = Rc<RefCell<Vec<ClientEvent>>>;

pub(super) fn client(base: &str) -> (Client, Told) {
    let config = Config {
        service: Service::new(base, Credential::Key("secret".into())),
        ..Config::default()
    };
    let told = Told::default();
    let notes = Rc::clone(&told);
    let client = Client::new(config, move |event| notes.borrow_mut().push(event));
    (client, told)
}

/// A muted video in the page, as a browser without a gesture plays it.
pub(super) fn video() -> HtmlVideoElement {
    let document = web_sys::window().unwrap().document().unwrap();
    let video: HtmlVideoElement = document.create_element("video").unwrap().unchecked_into();
    document.body().unwrap().append_child(&video).unwrap();
    video
}

pub(super) fn reached(told: &Told, wanted: State) -> bool {
    let is_it =
        |event: &ClientEvent| matches!(event, ClientEvent::Session(Event::State { state, .. }) if *state == wanted);
    told.borrow().iter().any(is_it)
}

pub(super) fn end(told: &Told) -> Option<EndReason> {
    told.borrow().iter().find_map(|event| match event {
        ClientEvent::Session(Event::Ended(reason)) => Some(reason.clone()),
        _ => None,
    })
}

#[wasm_bindgen_test]
async fn a_session_from_start_to_stop() {
    let service = FakeService::start();
    let (client, told) = client("https://whole.test/");
    let video = video();
    client.attach(Some(video.clone()));
    client.start();
    until("Live", || reached(&told, State::Live)).await;
    assert!(video.src_object().is_some());
    until("statistics", || {
        told.borrow()
            .iter()
            .any(|event| matches!(event, ClientEvent::Statistics(now) if now.frames_decoded > 0 && now.width == 64))
    })
    .await;

    let id = client.speak("Good morning.".into(), TaskType::Repeat);
    until("spoken", || {
        let wanted = ClientEvent::Session(Event::Text {
            id,
            progress: Progress::Ended(Outcome::Spoken),
        });
        told.borrow().contains(&wanted)
    })
    .await;

    client.stop();
    until("Ended", || end(&told).is_some()).await;
    assert_eq!(end(&told), Some(EndReason::Stopped));
    assert!(video.src_object().is_none());
    let calls = service.calls();
    assert_eq!(calls.first().map(String::as_str), Some("new"));
    for (name, times) in [("new", 1), ("start", 1), ("task", 1), ("stop", 1)] {
        assert_eq!(service.count(name), times, "{name}: {calls:?}");
    }
    assert!(service.carried("key").iter().all(|key| key == "secret"));
    assert!(!orphans::any("https://whole.test"), "nothing is left in the storage");
    video.remove();
}

#[wasm_bindgen_test]
async fn a_client_dropped_while_a_session_is_being_opened_stops_it() {
    let service = FakeService::start();
    service.delay(300);
    let (client, told) = client("https://dropped.test");
    client.start();
    until("asked", || service.count("new") == 1).await;
    let before = told.borrow().len();
    drop(client);
    until("stopped", || service.count("stop") == 1).await;
    assert_eq!(told.borrow().len(), before, "nothing is told after the drop");
    until("removed", || !orphans::any("https://dropped.test")).await;
}

#[wasm_bindgen_test]
async fn a_client_may_be_dropped_by_its_own_listener() {
    let service = FakeService::start();
    let place: Rc<RefCell<Option<Client>>> = Rc::default();
    let inner = Rc::clone(&place);
    let config = Config {
        service: Service::new("https://listener.test", Credential::None),
        ..Config::default()
    };
    let client = Client::new(config, move |event| {
        if matches!(
            event,
            ClientEvent::Session(Event::State {
                state: State::Connecting,
                ..
            })
        ) {
            let client = inner.borrow_mut().take();
            drop(client);
        }
    });
    client.start();
    *place.borrow_mut() = Some(client);
    until("stopped", || service.count("stop") == 1).await;
    assert!(place.borrow().is_none());
}

#[wasm_bindgen_test]
async fn refusals_end_the_session_with_their_meaning() {
    let cases = [
        (
            401,
            r#"{"code":400112,"message":"Unauthorized"}"#,
            ErrorKind::Unauthorized,
        ),
        (
            400,
            r#"{"code":"10004","message":"Concurrent limit reached"}"#,
            ErrorKind::ConcurrentLimit,
        ),
        (200, "<!doctype html><title>Sign in</title>", ErrorKind::NotTheApi),
        (200, r#"{"code":100,"data":{"session_id":7}}"#, ErrorKind::NotTheApi),
        (200, r#"{"code":100,"data":null}"#, ErrorKind::NotTheApi),
    ];
    for (status, body, kind) in cases {
        let service = FakeService::start();
        service.refuse(status, body);
        let (client, told) = client("https://refusal.test");
        client.start();
        until("Ended", || end(&told).is_some()).await;
        match end(&told) {
            Some(EndReason::Failed(Problem::Api(refusal))) => assert_eq!(refusal.kind, kind, "{body}"),
            other => panic!("{body}: {other:?}"),
        }
        drop(client);
    }
}

#[wasm_bindgen_test]
async fn an_orphan_of_an_earlier_visit_is_stopped_by_the_next_start() {
    let base = "https://earlier.test";
    let register = orphans::Register::default();
    register.add(base, "left-behind");
    // The page of that visit is gone: nobody holds the session any more.
    drop(register);
    while orphans::find(base).await.sessions.is_empty() {
        pause(20).await;
    }
    let service = FakeService::start();
    let (client, told) = client(base);
    client.start();
    until("Live or asked", || reached(&told, State::Creating)).await;
    until("stopped", || service.calls().iter().any(|call| call == "stop")).await;
    let bodies = service.carried("body");
    let stopped = bodies.iter().any(|body| {
        let id = js_sys::Reflect::get(body, &"session_id".into()).ok();
        id.and_then(|id| id.as_string()).as_deref() == Some("left-behind")
    });
    assert!(stopped);
    drop(client);
    until("removed", || !orphans::any(base)).await;
    pause(50).await;
}
