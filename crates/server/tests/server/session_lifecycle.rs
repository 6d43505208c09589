//! The lifecycle of sessions: how they begin and end.

use std::time::{Duration, Instant};

use api::Call;
use serde_json::json;
use str0m::format::Codec;

use crate::caller::{Caller, options, start, text};
use crate::visitor::{TIMEOUT, Visitor, answer};

const CODECS: [Codec; 2] = [Codec::H264, Codec::Vp8];

pub async fn until_empty(caller: &Caller) {
    let deadline = Instant::now() + TIMEOUT;
    while !caller.sessions().await.is_empty() {
        assert!(Instant::now() < deadline, "a session is left open");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_goes_through_its_states_and_is_gone_after_stop() {
    let (_running, caller) = start(options()).await;
    let opened = caller.data(Call::New, json!({"quality": "low"})).await;
    let session = text(&opened["session_id"]);
    assert_eq!(opened["sdp"]["type"], "offer");
    assert_eq!(caller.sessions().await, [(session.clone(), "new".to_owned())]);
    let answered = answer(&text(&opened["sdp"]["sdp"]), &CODECS).await;
    let body = json!({"session_id": session, "sdp": {"type": "answer", "sdp": answered.sdp}});
    caller.data(Call::Start, body.clone()).await;
    assert_eq!(caller.sessions().await, [(session.clone(), "connecting".to_owned())]);
    let visitor = Visitor::live(&caller, session.clone(), answered);
    visitor.until("a connection", |inbox| !inbox.labels.is_empty()).await;
    assert_eq!(caller.sessions().await, [(session.clone(), "connected".to_owned())]);
    let (status, refusal) = caller.call(Call::Start, body).await;
    assert_eq!((status, &refusal["code"]), (400, &json!(400_006)), "{refusal}");
    assert_eq!(visitor.call(Call::Stop).await.0, 200);
    assert!(caller.sessions().await.is_empty(), "gone as soon as stop is answered");
    visitor.until("the end at the other side", |inbox| inbox.closed).await;
    assert_eq!(visitor.call(Call::Stop).await.0, 200, "stopping twice is no error");
    let (status, refusal) = visitor.call(Call::KeepAlive).await;
    assert_eq!(status, 400);
    assert!(text(&refusal["message"]).contains("it was stopped"), "{refusal}");
}

#[tokio::test(flavor = "multi_thread")]
async fn candidates_are_taken_in_every_form_before_and_after_start() {
    let (_running, caller) = start(options()).await;
    let opened = caller.data(Call::New, json!({"quality": "low"})).await;
    let session = text(&opened["session_id"]);
    let answered = answer(&text(&opened["sdp"]["sdp"]), &CODECS).await;
    let mdns = "candidate:1 1 udp 2122260223 0b2a4d00-1111-4222-8333-444455556666.local 50000 typ host";
    let forms = [
        json!({"session_id": session, "candidate": answered.candidate, "sdpMid": "0", "sdpMLineIndex": 0}),
        json!({"session_id": session, "candidate": {"candidate": mdns, "sdpMid": "0", "sdpMLineIndex": 0}}),
        json!({"session_id": session, "candidate": {"candidate": "", "sdpMid": "0"}}),
        json!({"session_id": session, "candidate": null}),
        json!({"session_id": session, "candidate": {"candidate": answered.candidate, "usernameFragment": "abcd"}}),
    ];
    for form in &forms {
        assert_eq!(caller.call(Call::Ice, form.clone()).await.0, 200, "{form}");
    }
    let body = json!({"session_id": session, "sdp": {"type": "answer", "sdp": answered.sdp}});
    caller.data(Call::Start, body).await;
    for form in &forms {
        assert_eq!(caller.call(Call::Ice, form.clone()).await.0, 200, "{form}");
    }
    let visitor = Visitor::live(&caller, session, answered);
    visitor.until("pictures", |inbox| !inbox.pictures.is_empty()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_that_nobody_answers_or_that_never_connects_ends() {
    let mut options = options();
    options.start_timeout = Duration::from_millis(300);
    options.connect_timeout = Duration::from_millis(300);
    let (_running, caller) = start(options).await;
    let unanswered = caller.open().await;
    until_empty(&caller).await;
    let (_, refusal) = caller.call(Call::KeepAlive, json!({"session_id": unanswered})).await;
    assert!(
        text(&refusal["message"]).contains("streaming.start did not come"),
        "{refusal}"
    );
    let opened = caller.data(Call::New, json!({})).await;
    let answered = answer(&text(&opened["sdp"]["sdp"]), &CODECS).await;
    let body = json!({"session_id": opened["session_id"], "sdp": {"type": "answer", "sdp": answered.sdp}});
    caller.data(Call::Start, body).await;
    until_empty(&caller).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_keeps_a_seat_for_ever_without_a_task() {
    let mut options = options();
    options.max_idle_timeout = Duration::from_secs(1);
    let (_running, caller) = start(options).await;
    for wish in [
        json!({"disable_idle_timeout": true}),
        json!({"activity_idle_timeout": 3600}),
    ] {
        let opened = caller.data(Call::New, wish.clone()).await;
        assert_eq!(opened["activity_idle_timeout"], 1, "the client is told: {wish}");
        caller
            .call(Call::Stop, json!({"session_id": opened["session_id"]}))
            .await;
        let visitor = Visitor::enter(&caller, wish, &CODECS).await;
        visitor.until("the end", |inbox| inbox.closed).await;
        let (_, refusal) = visitor.call(Call::KeepAlive).await;
        assert!(text(&refusal["message"]).contains("no task for 1 s"), "{refusal}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_ends_at_the_longest_time_it_may_last() {
    let mut options = options();
    options.max_duration = Some(Duration::from_secs(2));
    let (_running, caller) = start(options).await;
    let opened = caller.data(Call::New, json!({})).await;
    assert_eq!(opened["session_duration_limit"], 2);
    until_empty(&caller).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_server_says_so_and_has_room_again_after_a_stop() {
    let mut options = options();
    options.max_sessions = 2;
    let (_running, caller) = start(options).await;
    let first = caller.open().await;
    caller.open().await;
    let (status, refusal) = caller.call(Call::New, json!({})).await;
    assert_eq!((status, &refusal["code"]), (400, &json!(10_007)));
    assert!(text(&refusal["message"]).starts_with("Concurrent limit reached"));
    assert_eq!(caller.call(Call::Stop, json!({"session_id": first})).await.0, 200);
    caller.open().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_closes_its_connection_ends_its_session() {
    let (_running, caller) = start(options()).await;
    let visitor = Visitor::enter(&caller, json!({"quality": "low"}), &CODECS).await;
    let closed = Instant::now();
    visitor.close();
    until_empty(&caller).await;
    assert!(closed.elapsed() < Duration::from_secs(5), "{:?}", closed.elapsed());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_shutdown_closes_every_session() {
    let (running, caller) = start(options()).await;
    let visitor = Visitor::enter(&caller, json!({"quality": "low"}), &CODECS).await;
    caller.open().await;
    let asked = Instant::now();
    running.shutdown().await;
    assert!(asked.elapsed() < Duration::from_secs(2), "{:?}", asked.elapsed());
    visitor.until("the end", |inbox| inbox.closed).await;
    assert!(
        caller.http.get(&caller.base).send().await.is_err(),
        "it does not listen any more"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn sessions_do_not_disturb_each_other() {
    let (_running, caller) = start(options()).await;
    let one = Visitor::enter(&caller, json!({"quality": "low"}), &CODECS).await;
    let other = Visitor::enter(&caller, json!({"quality": "low"}), &CODECS).await;
    let (task, _) = one.say("Only one of us hears this.").await;
    one.said(&task).await;
    assert!(other.see(|inbox| inbox.messages.is_empty()));
    one.call(Call::Stop).await;
    other.hears(21).await;
}
