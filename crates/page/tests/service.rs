//! The service's calls, natively: replies, refusals, messages and sound, without a browser.

#![allow(clippy::unwrap_used, reason = "a test's panic is the failure it reports")]

use std::time::Duration;

use serde_json::{Value, json};
use streaming_avatar_page::{Outgoing, Service};

/// A service with the replies and messages that have come.
#[derive(Default)]
struct Page {
    service: Service,
    calls: u32,
    now: Duration,
    messages: Vec<Value>,
    ended: Vec<String>,
    replies: Vec<(u32, u16, Value)>,
}

impl Page {
    fn gather(&mut self) {
        while let Some(outgoing) = self.service.poll() {
            match outgoing {
                Outgoing::Reply(call, status, body) => {
                    self.replies.push((call, status, serde_json::from_str(&body).unwrap()));
                }
                Outgoing::Tell(_, message) => self.messages.push(serde_json::from_str(&message).unwrap()),
                Outgoing::Ended(session) => self.ended.push(session),
            }
        }
    }

    fn send(&mut self, path: &str, body: &Value) -> u32 {
        self.calls += 1;
        let random = format!("id-{}", self.calls);
        self.service
            .call(self.calls, path, &body.to_string(), &random, self.now);
        self.gather();
        self.calls
    }

    /// A call and its reply, after all synthesis.
    fn call(&mut self, path: &str, body: Value) -> (u16, Value) {
        let call = self.send(path, &body);
        while self.service.step() {}
        self.gather();
        let place = self.replies.iter().position(|(number, ..)| *number == call).unwrap();
        let (_, status, body) = self.replies.remove(place);
        (status, body)
    }

    fn started(&mut self, body: Value) -> String {
        let (status, reply) = self.call("/v1/streaming.new", body);
        assert_eq!(status, 200, "{reply}");
        let id = reply["data"]["session_id"].as_str().unwrap().to_owned();
        let start = json!({ "session_id": id, "sdp": { "type": "answer", "sdp": "" } });
        assert_eq!(self.call("/v1/streaming.start", start).0, 200);
        id
    }

    /// Takes so many samples of sound.
    fn sound(&mut self, session: &str, samples: usize) -> Vec<i16> {
        let mut sound = vec![0; samples];
        self.service.session(session).unwrap().sound(&mut sound);
        sound
    }
}

#[test]
fn a_text_is_said_and_its_begin_and_end_are_told() {
    let mut page = Page::default();
    let id = page.started(json!({ "avatar_id": "martin", "quality": "low" }));
    let (status, reply) = page.call(
        "/v1/streaming.task",
        json!({ "session_id": id, "text": "Hello **there**." }),
    );
    assert_eq!((status, reply["code"].as_i64()), (200, Some(100)));
    let length = reply["data"]["duration_ms"].as_u64().unwrap();
    assert!((400..3_000).contains(&length), "{length}");
    let mut played = 0;
    let mut loudest = 0;
    while page.messages.len() < 2 && played < 16_000 * 10 {
        let sound = page.sound(&id, 320);
        loudest = sound.iter().map(|sample| sample.unsigned_abs()).fold(loudest, u16::max);
        played += 320;
        page.service.played(&id, played);
        page.gather();
    }
    let types: Vec<_> = page.messages.iter().map(|message| message["type"].clone()).collect();
    assert_eq!(types, ["avatar_start_talking", "avatar_stop_talking"]);
    assert_eq!(page.messages[1]["duration_ms"].as_u64(), Some(length));
    assert!(loudest > 2_000, "{loudest}");
    let session = page.service.session(&id).unwrap();
    let figure = session.figure(played).unwrap();
    assert_eq!(figure.rgba[3], 0, "the corner is empty");
    let middle = (figure.height / 2 * figure.width + figure.width / 2) * 4 + 3;
    assert!(figure.rgba[middle] > 250, "the face is not");
}

#[test]
fn an_interrupt_silences_and_a_stop_answers_whoever_waits() {
    let mut page = Page::default();
    let id = page.started(json!({}));
    let long = "This is a long text about nothing at all. ".repeat(20);
    let waiting = page.send(
        "/v1/streaming.task",
        &json!({ "session_id": id, "text": long, "task_mode": "sync" }),
    );
    while page.service.step() {}
    page.sound(&id, 16_000);
    page.service.played(&id, 16_000);
    assert_eq!(page.call("/v1/streaming.interrupt", json!({ "session_id": id })).0, 200);
    let after = page.sound(&id, 3_200);
    assert!(after[200..].iter().all(|sample| *sample == 0));
    page.service.played(&id, 19_200);
    page.gather();
    assert!(
        page.replies
            .iter()
            .any(|(call, status, _)| *call == waiting && *status == 200)
    );
    let other = page.send(
        "/v1/streaming.task",
        &json!({ "session_id": id, "text": long, "task_mode": "sync" }),
    );
    assert_eq!(page.call("/v1/streaming.stop", json!({ "session_id": id })).0, 200);
    assert!(
        page.replies
            .iter()
            .any(|(call, status, _)| *call == other && *status == 400)
    );
    assert_eq!(page.ended, std::slice::from_ref(&id));
    // Twice is no error, and a later call is told why it comes to nothing.
    assert_eq!(page.call("/v1/streaming.stop", json!({ "session_id": id })).0, 200);
    let (status, reply) = page.call("/v1/streaming.keep_alive", json!({ "session_id": id }));
    assert!(
        status == 400 && reply["message"].as_str().unwrap().contains("closed"),
        "{reply}"
    );
}

#[test]
fn wrong_calls_are_refused_as_the_server_refuses_them() {
    let mut page = Page::default();
    let mut refused = |path: &str, body: Value, words: &str| {
        let (status, reply) = page.call(path, body.clone());
        let message = reply["message"].as_str().unwrap_or_default().to_owned();
        assert!(
            (400..500).contains(&status) && message.contains(words),
            "{path} {body}: {status} {message}"
        );
    };
    refused(
        "/v1/streaming.new",
        json!({ "avatar_id": "nobody" }),
        "avatar not found: nobody",
    );
    refused(
        "/v1/streaming.new",
        json!({ "voice": { "voice_id": "nobody" } }),
        "voice not found",
    );
    refused(
        "/v1/streaming.new",
        json!({ "voice": { "rate": 9 } }),
        "voice.rate is 9",
    );
    refused(
        "/v1/streaming.new",
        json!({ "activity_idle_timeout": 1 }),
        "activity_idle_timeout",
    );
    refused("/v1/streaming.new", json!([]), "not what this call takes");
    refused(
        "/v1/streaming.task",
        json!({ "session_id": "x", "text": "a" }),
        "does not exist",
    );
    refused("/v1/streaming.stop", json!({ "session_id": "x" }), "does not exist");
    refused("/v1/nothing", json!({}), "no such call");
    let (_, reply) = page.call("/v1/streaming.new", json!({}));
    let id = reply["data"]["session_id"].clone();
    let mut refused = |path: &str, body: Value, words: &str| {
        let (status, reply) = page.call(path, body);
        assert!(
            status >= 400 && reply["message"].as_str().unwrap().contains(words),
            "{reply}"
        );
    };
    refused(
        "/v1/streaming.task",
        json!({ "session_id": id, "text": "a" }),
        "not been started",
    );
    refused(
        "/v1/streaming.task",
        json!({ "session_id": id, "text": "a", "task_type": "chat" }),
        "no language model",
    );
}

#[test]
fn a_session_ends_for_idleness_only_where_that_is_asked_for() {
    let mut page = Page::default();
    let patient = page.started(json!({}));
    let idle = page.started(json!({ "activity_idle_timeout": 30 }));
    page.now = Duration::from_secs(31);
    page.service.expire(page.now);
    page.gather();
    assert_eq!(page.ended, [idle]);
    assert!(page.service.session(&patient).is_some());
}

#[test]
fn the_lists_have_everybody_in_them() {
    let mut page = Page::default();
    let id = page.started(json!({}));
    let (_, sessions) = page.call("/v1/streaming.list", json!({}));
    assert_eq!(sessions["data"]["sessions"][0]["session_id"], id.as_str());
    let (_, avatars) = page.call("/v1/streaming/avatar.list", json!({}));
    assert_eq!(avatars["data"].as_array().unwrap().len(), 3);
    let (_, voices) = page.call("/v1/streaming/voice.list", json!({}));
    assert!(voices["data"].as_array().unwrap().len() >= 12);
    let (_, token) = page.call("/v1/streaming.create_token", json!({}));
    assert!(token["data"]["token"].is_string() && token["error"].is_null());
}
