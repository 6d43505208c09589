//! The service's calls, natively: replies, refusals, messages and sound, without a browser.

#![allow(clippy::unwrap_used, reason = "a test's panic is the failure it reports")]

use std::collections::HashSet;
use std::time::Duration;

use proptest::prelude::*;
use serde_json::{Value, json};
use streaming_avatar_page::{Order, Outgoing, Service, Synthesis};

/// Service and synthesis, with the replies and messages that have come.
#[derive(Default)]
struct Page {
    service: Service,
    synthesis: Synthesis,
    /// Orders that wait for a synthesis that has not been loaded.
    orders: Vec<(String, Order)>,
    absent: bool,
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
                Outgoing::Ended(session) => {
                    self.synthesis.close(&session);
                    self.ended.push(session);
                }
                Outgoing::Order(session, order) => self.orders.push((session, order)),
            }
        }
        self.forward();
    }

    /// Gives the orders to the synthesis, and what comes of them to the service.
    fn forward(&mut self) {
        if self.absent {
            return;
        }
        let orders = std::mem::take(&mut self.orders);
        let some = !orders.is_empty();
        for (session, order) in orders {
            match order {
                Order::Say(text) => self.synthesis.order(&session, text),
                Order::Withdraw(task) => self.synthesis.withdraw(&session, &task),
                Order::CallOff => self.synthesis.call_off(&session),
            }
            while let Some((session, speech)) = self.synthesis.poll() {
                self.service.speech(&session, speech);
            }
        }
        if some {
            self.gather();
        }
    }

    /// Synthesises all that may be synthesised now.
    fn synthesise(&mut self) {
        loop {
            let more = self.synthesis.step();
            while let Some((session, speech)) = self.synthesis.poll() {
                self.service.speech(&session, speech);
            }
            self.gather();
            if !more {
                return;
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
        self.synthesise();
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
        self.service.hold(&id, false);
        id
    }

    /// Takes so many samples of sound.
    fn sound(&mut self, session: &str, samples: usize) -> Vec<i16> {
        let mut sound = vec![0; samples];
        let session_id = session;
        let session = self.service.session(session).unwrap();
        session.sound(&mut sound);
        self.synthesis.consumed(session_id, session.consumed());
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
    page.synthesise();
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

#[test]
fn a_clock_that_runs_backwards_or_ahead_of_the_sound_ends_nothing_early() {
    let mut page = Page::default();
    let id = page.started(json!({ "quality": "low" }));
    let (_, reply) = page.call("/v1/streaming.task", json!({ "session_id": id, "text": "Hello." }));
    let length = reply["data"]["duration_ms"].as_u64().unwrap() as usize;
    page.sound(&id, length / 2 * 16);
    page.service.played(&id, u64::MAX);
    page.service.played(&id, 0);
    page.gather();
    assert_eq!(page.messages.len(), 1, "half of it is handed out: {:?}", page.messages);
    page.sound(&id, length * 16);
    page.service.played(&id, u64::MAX);
    page.gather();
    assert_eq!(page.messages.len(), 2, "{:?}", page.messages);
}

#[test]
fn texts_wait_for_a_synthesis_that_has_not_been_loaded() {
    let mut page = Page {
        absent: true,
        ..Page::default()
    };
    let id = page.started(json!({}));
    let mut task = |text: &str| page.send("/v1/streaming.task", &json!({ "session_id": id, "text": text }));
    let (dropped, empty) = (task("Dropped."), task("  "));
    assert_eq!(
        page.replies.iter().map(|(call, ..)| *call).collect::<Vec<_>>(),
        [empty],
        "an empty text needs no synthesis to be refused"
    );
    assert_eq!(page.call("/v1/streaming.interrupt", json!({ "session_id": id })).0, 200);
    assert!(
        page.replies
            .iter()
            .any(|(call, status, body)| *call == dropped && *status == 200 && body["data"]["duration_ms"] == 0)
    );
    let said = page.send("/v1/streaming.task", &json!({ "session_id": id, "text": "Hello." }));
    page.absent = false;
    page.forward();
    page.synthesise();
    let (_, status, body) = page.replies.iter().find(|(call, ..)| *call == said).unwrap();
    assert!(
        *status == 200 && body["data"]["duration_ms"].as_u64() > Some(200),
        "{body}"
    );
    let samples = 16 * body["data"]["duration_ms"].as_u64().unwrap();
    page.sound(&id, samples as usize);
    assert!(
        !page.service.session(&id).unwrap().is_speaking(),
        "the interrupted text is not heard"
    );
}

#[test]
fn texts_fail_where_the_synthesis_does_not_come_and_the_next_ones_wait_anew() {
    let mut page = Page {
        absent: true,
        ..Page::default()
    };
    let id = page.started(json!({}));
    let failed = page.send("/v1/streaming.task", &json!({ "session_id": id, "text": "One." }));
    page.service.lose_voice(&id);
    page.gather();
    let (call, status, body) = &page.replies[0];
    assert_eq!((*call, *status), (failed, 400));
    assert!(body["message"].as_str().unwrap().contains("has not come"), "{body}");
    let said = page.send("/v1/streaming.task", &json!({ "session_id": id, "text": "Two." }));
    page.absent = false;
    page.forward();
    page.synthesise();
    assert!(
        page.replies
            .iter()
            .any(|(call, status, _)| *call == said && *status == 200)
    );
}

#[test]
fn a_text_beyond_the_limits_is_refused_and_never_synthesised() {
    let mut page = Page::default();
    let id = page.started(json!({ "voice": { "rate": 0.5 } }));
    let long = "This is a long text about nothing at all. ".repeat(115);
    let task = json!({ "session_id": id, "text": long });
    let mut accepted = 0;
    loop {
        let call = page.send("/v1/streaming.task", &task);
        let (_, status, body) = page.replies.iter().find(|(number, ..)| *number == call).unwrap();
        if *status != 200 {
            assert!(
                body["message"].as_str().unwrap().contains("Exceed rate limit"),
                "{body}"
            );
            break;
        }
        accepted += 1;
    }
    assert!(accepted > 0);
    assert!(matches!(page.orders[..], []), "the order is withdrawn");
}

#[test]
fn speech_is_held_while_nobody_can_hear_it_and_nothing_of_it_is_lost() {
    let mut page = Page::default();
    let id = page.started(json!({ "quality": "low" }));
    page.service.hold(&id, true);
    let (status, reply) = page.call("/v1/streaming.task", json!({ "session_id": id, "text": "Hello." }));
    assert_eq!(status, 200, "its length is known: {reply}");
    // The figure breathes meanwhile.
    assert!(page.sound(&id, 64_000).iter().all(|sample| *sample == 0));
    page.service.played(&id, 64_000);
    page.gather();
    let types = |page: &Page| -> Vec<String> {
        let text = |message: &Value| message["type"].as_str().unwrap().to_owned();
        page.messages.iter().map(text).collect()
    };
    assert_eq!(types(&page), ["avatar_pause_talking"]);
    page.service.hold(&id, false);
    page.service.hold(&id, false);
    page.gather();
    let samples = reply["data"]["duration_ms"].as_u64().unwrap() * 16;
    let sound = page.sound(&id, samples as usize);
    assert!(
        sound[..3_200].iter().any(|sample| *sample != 0),
        "it begins with its beginning"
    );
    page.service.played(&id, 64_000 + samples);
    page.gather();
    assert_eq!(
        types(&page)[1..],
        ["avatar_resume_talking", "avatar_start_talking", "avatar_stop_talking"]
    );
    assert_eq!(page.messages[3]["duration_ms"], reply["data"]["duration_ms"]);
}

#[test]
fn an_interrupt_tells_how_much_was_heard_and_not_how_much_lay_ready() {
    let mut page = Page::default();
    let id = page.started(json!({ "quality": "low" }));
    let long = "This is a long text about nothing at all. ".repeat(9);
    page.call("/v1/streaming.task", json!({ "session_id": id, "text": long }));
    // 250 ms lie ready in the audio thread.
    page.sound(&id, 16_000 + 4_000);
    page.service.played(&id, 16_000);
    page.call("/v1/streaming.interrupt", json!({ "session_id": id }));
    page.sound(&id, 320);
    page.service.played(&id, 20_320);
    page.gather();
    assert_eq!(
        page.messages.last().unwrap()["duration_ms"],
        1_010,
        "{:?}",
        page.messages
    );
}

#[derive(Clone, Debug)]
enum Act {
    Accept(&'static str),
    Step(usize),
    Play(usize),
    Interrupt,
    /// The synthesis has been loaded, or has not.
    Absent(bool),
    Voiceless,
    Hold(bool),
}

fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        3 => prop_oneof![Just("async"), Just("sync")].prop_map(Act::Accept),
        4 => (1..60_usize).prop_map(Act::Step),
        4 => (1..60_usize).prop_map(Act::Play),
        1 => Just(Act::Interrupt),
        2 => any::<bool>().prop_map(Act::Absent),
        1 => Just(Act::Voiceless),
        2 => any::<bool>().prop_map(Act::Hold),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn each_task_has_one_reply_and_each_begin_an_end(acts in prop::collection::vec(act(), 1..25)) {
        let mut page = Page::default();
        let id = page.started(json!({ "quality": "low" }));
        let mut tasks = Vec::new();
        let mut handed_out = 0;
        let finish = [Act::Absent(false), Act::Hold(false), Act::Interrupt, Act::Step(500), Act::Play(8)];
        for act in acts.into_iter().chain(finish) {
            match act {
                Act::Accept(mode) => {
                    let body = json!({ "session_id": id, "text": "Yes. No!", "task_mode": mode });
                    tasks.push(page.send("/v1/streaming.task", &body));
                }
                Act::Step(steps) => for _ in 0..steps {
                    page.synthesis.step();
                    while let Some((session, speech)) = page.synthesis.poll() {
                        page.service.speech(&session, speech);
                    }
                },
                // The player lags 80 ms behind.
                Act::Play(packets) => for _ in 0..packets {
                    page.sound(&id, 320);
                    handed_out += 320_u64;
                    page.service.played(&id, handed_out.saturating_sub(4 * 320));
                },
                Act::Interrupt => {
                    page.send("/v1/streaming.interrupt", &json!({ "session_id": id }));
                }
                Act::Absent(absent) => page.absent = absent,
                Act::Voiceless => page.service.lose_voice(&id),
                Act::Hold(held) => page.service.hold(&id, held),
            }
            page.gather();
        }
        let mut replied = HashSet::new();
        for (call, ..) in &page.replies {
            prop_assert!(replied.insert(*call));
        }
        prop_assert!(tasks.iter().all(|call| replied.contains(call)));
        let mut speaking = None;
        for message in &page.messages {
            match message["type"].as_str() {
                Some("avatar_pause_talking" | "avatar_resume_talking") => {}
                Some("avatar_start_talking") => prop_assert_eq!(speaking.replace(&message["task_id"]), None),
                _ => prop_assert_eq!(speaking.take(), Some(&message["task_id"])),
            }
        }
        prop_assert_eq!(speaking, None);
    }
}
