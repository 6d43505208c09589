//! Texts that are said, held back, interrupted or refused, and the messages about them.

use serde_json::{Value, json};

use crate::page::Page;

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
    while page.messages.len() < 2 && played < 24_000 * 10 {
        let sound = page.sound(&id, 480);
        loudest = sound.iter().map(|sample| sample.unsigned_abs()).fold(loudest, u16::max);
        played += 480;
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
    page.sound(&id, 24_000);
    page.service.played(&id, 24_000);
    assert_eq!(page.call("/v1/streaming.interrupt", json!({ "session_id": id })).0, 200);
    let after = page.sound(&id, 4_800);
    assert!(after[240..].iter().all(|sample| *sample == 0));
    page.service.played(&id, 28_800);
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
fn a_clock_that_runs_backwards_or_ahead_of_the_sound_ends_nothing_early() {
    let mut page = Page::default();
    let id = page.started(json!({ "quality": "low" }));
    let (_, reply) = page.call("/v1/streaming.task", json!({ "session_id": id, "text": "Hello." }));
    let length = reply["data"]["duration_ms"].as_u64().unwrap() as usize;
    page.sound(&id, length / 2 * 24);
    page.service.played(&id, u64::MAX);
    page.service.played(&id, 0);
    page.gather();
    assert_eq!(page.messages.len(), 1, "half of it is handed out: {:?}", page.messages);
    page.sound(&id, length * 24);
    page.service.played(&id, u64::MAX);
    page.gather();
    assert_eq!(page.messages.len(), 2, "{:?}", page.messages);
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
    let samples = reply["data"]["duration_ms"].as_u64().unwrap() * 24;
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
    page.sound(&id, 24_000 + 6_000);
    page.service.played(&id, 24_000);
    page.call("/v1/streaming.interrupt", json!({ "session_id": id }));
    page.sound(&id, 480);
    page.service.played(&id, 30_480);
    page.gather();
    assert_eq!(
        page.messages.last().unwrap()["duration_ms"],
        1_010,
        "{:?}",
        page.messages
    );
}
