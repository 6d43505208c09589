//! The end-to-end life of a session while autoplay is blocked: a browser that is made to withhold the sound.

use js_sys::{Function, Reflect};
use session::{EndReason, Event, State};
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::HtmlVideoElement;

use super::fake_service::{FakeService, pause, until};
use super::life::{Told, client, end, reached, video};
use crate::client::*;

/// A video that refuses to play with sound until its `allowed` is set, as a browser does before the visitor touches the page.
fn withholding() -> HtmlVideoElement {
    let video = video();
    let play = "if (!this.muted && !this.allowed) return Promise.reject(new DOMException('', 'NotAllowedError'));
        return HTMLVideoElement.prototype.play.call(this)";
    Reflect::set(&video, &"play".into(), &Function::new_no_args(play)).unwrap();
    video
}

fn allow(video: &HtmlVideoElement) {
    Reflect::set(video, &"allowed".into(), &JsValue::TRUE).unwrap();
}

/// The events about the sound, in order.
fn blocked(told: &Told) -> Vec<bool> {
    let said = |event: &ClientEvent| match event {
        ClientEvent::Session(Event::SoundBlocked(blocked)) => Some(*blocked),
        _ => None,
    };
    told.borrow().iter().filter_map(said).collect()
}

/// How many sessions were shown so far.
fn sessions(told: &Told) -> usize {
    let is_one = |event: &&ClientEvent| matches!(event, ClientEvent::Session(Event::Session { .. }));
    told.borrow().iter().filter(is_one).count()
}

#[wasm_bindgen_test]
async fn withheld_sound_stays_withheld_over_a_renewal_until_the_visitor_taps() {
    let _service = FakeService::start();
    let (client, told) = client("https://withheld.test");
    let video = withholding();
    client.attach(Some(video.clone()));
    client.start();
    until("Live", || reached(&told, State::Live)).await;
    until("withheld", || blocked(&told) == [true]).await;
    client.renew();
    until("renewed", || sessions(&told) == 2).await;
    pause(300).await;
    assert_eq!(blocked(&told), [true], "it plays on muted, which is not sound");
    assert!(video.muted());

    client.unblock_sound();
    pause(300).await;
    assert_eq!(blocked(&told).last(), Some(&true), "not a tap yet");
    assert!(video.muted());

    allow(&video);
    client.unblock_sound();
    until("heard", || blocked(&told).last() == Some(&false)).await;
    assert!(!video.muted());
    video.remove();
}

#[wasm_bindgen_test]
async fn an_owner_who_unmutes_has_the_sound_back() {
    let _service = FakeService::start();
    let (client, told) = client("https://unmutes.test");
    let video = withholding();
    client.attach(Some(video.clone()));
    client.start();
    until("withheld", || blocked(&told) == [true]).await;
    allow(&video);
    video.set_muted(false);
    until("heard", || blocked(&told) == [true, false]).await;
    // Somebody who mutes then wants it so.
    video.set_muted(true);
    client.renew();
    until("renewed", || sessions(&told) == 2).await;
    pause(300).await;
    assert_eq!(blocked(&told), [true, false]);
    drop(client);
    assert!(video.muted());
    video.remove();
}

#[wasm_bindgen_test]
async fn a_new_start_tries_with_sound_again() {
    let _service = FakeService::start();
    let (client, told) = client("https://again.test");
    let video = withholding();
    client.attach(Some(video.clone()));
    for round in 1..=2 {
        client.start();
        let wanted: &[bool] = if round == 1 { &[true] } else { &[true, false, true] };
        until("withheld", || blocked(&told) == wanted).await;
        client.stop();
        until("Ended", || {
            end(&told) == Some(EndReason::Stopped) && video.src_object().is_none()
        })
        .await;
        pause(200).await;
    }
    allow(&video);
    client.start();
    until("third", || sessions(&told) == 3).await;
    pause(300).await;
    assert_eq!(blocked(&told), [true, false, true, false]);
    assert!(!video.muted());
    drop(client);
    video.remove();
}
