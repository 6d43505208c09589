//! Speech of the voices: what they say and cannot say, and how much of it may wait.

use std::time::Duration;

use api::{Call, ChannelMessage};
use serde_json::{Value, json};
use str0m::format::Codec;

use crate::caller::{Caller, options, start, text};
use crate::visitor::Visitor;

const CODECS: [Codec; 2] = [Codec::H264, Codec::Vp8];

/// A text of some 300 s.
fn long() -> String {
    "The weather was warm and sunny, so we walked along the river to the old market. ".repeat(62)
}

async fn say(caller: &Caller, visitor: &Visitor, words: &str) -> (u16, Value) {
    let body = json!({"session_id": visitor.session, "text": words});
    caller.call(Call::Task, body).await
}

/// The unsaid part that the end of a task told.
fn unsaid(visitor: &Visitor, task: &str) -> Option<String> {
    let messages = visitor.see(|inbox| inbox.messages.clone());
    messages.into_iter().find_map(|(_, message)| match message {
        ChannelMessage::StopTalking { task_id, unsaid, .. } if task_id == task => unsaid,
        _ => None,
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_said_at_all_is_refused_before_it_begins() {
    let (_running, caller) = start(options()).await;
    let visitor = Visitor::enter(&caller, json!({"quality": "low"}), &CODECS).await;
    for (words, reason) in [
        ("\u{4f60}\u{597d}", "speaks English, and the text is in Chinese"),
        ("Привет", "Cyrillic"),
        ("مرحبا", "Arabic"),
        ("\u{1f600}", "neither letters nor digits"),
        ("...", "neither letters nor digits"),
        ("<play file=\"/etc/passwd\"/>", "neither letters nor digits"),
        ("**** ====", "neither letters nor digits"),
        ("\u{7}\u{0}", "neither letters nor digits"),
    ] {
        let (status, refusal) = say(&caller, &visitor, words).await;
        assert_eq!((status, &refusal["code"]), (400, &json!(40_039)), "{words}: {refusal}");
        assert!(text(&refusal["message"]).contains(reason), "{words}: {refusal}");
    }
    // The session goes on, and nothing of that was ever begun.
    let (task, _) = visitor.say("Yes?").await;
    visitor.said(&task).await;
    assert_eq!(visitor.see(|inbox| inbox.messages.len()), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_can_be_said_in_part_is_said_and_told() {
    let (_running, caller) = start(options()).await;
    let visitor = Visitor::enter(&caller, json!({"quality": "low"}), &CODECS).await;
    let body = json!({"session_id": visitor.session, "text": "Hello 你好 there."});
    let data = caller.data(Call::Task, body).await;
    assert_eq!(data["unsaid"], "你好");
    let task = text(&data["task_id"]);
    visitor.said(&task).await;
    assert_eq!(unsaid(&visitor, &task).as_deref(), Some("你好"));
    // A text that is said whole has no such field.
    let body = json!({"session_id": visitor.session, "text": format!("**My number** is {}.", "7".repeat(60))});
    let data = caller.data(Call::Task, body).await;
    assert_eq!(data.get("unsaid"), None);
    assert!(data["duration_ms"].as_u64().unwrap() > 12_000, "{data}");
    visitor.call(Call::Interrupt).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_voice_fits_the_language_where_none_is_named() {
    let (_running, caller) = start(options()).await;
    let mut lengths = Vec::new();
    for body in [
        json!({"quality": "low"}),
        json!({"quality": "low", "language": "de-DE"}),
        json!({"quality": "low", "voice": {"language": "German"}}),
        json!({"quality": "low", "voice": {"voice_id": "pico-de-de"}}),
        json!({"quality": "low", "language": "de", "voice": {"voice_id": "pico-en-us"}}),
    ] {
        let visitor = Visitor::enter(&caller, body, &CODECS).await;
        lengths.push(visitor.say("1998, 1997, 1796, 2468.").await.1);
        visitor.call(Call::Stop).await;
    }
    let [english, tag, name, german, named] = lengths[..] else {
        panic!("{lengths:?}")
    };
    // Numbers are longer in German.
    assert!(german > english + 200, "{lengths:?}");
    for (length, expected) in [(tag, german), (name, german), (named, english)] {
        assert!(length.abs_diff(expected) < 20, "{lengths:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn speech_that_waits_is_bounded_in_seconds() {
    let mut options = options();
    options.max_speech = Duration::from_secs(500);
    let (_running, caller) = start(options).await;
    let visitor = Visitor::enter(&caller, json!({"quality": "low"}), &CODECS).await;
    let (status, first) = say(&caller, &visitor, &long()).await;
    assert_eq!(status, 200, "{first}");
    // The length is told at once, although most of it is not synthesised for minutes.
    let length = first["data"]["duration_ms"].as_u64().unwrap();
    assert!((270_000..370_000).contains(&length), "{length}");
    let (status, refusal) = say(&caller, &visitor, &long()).await;
    assert_eq!((status, &refusal["code"]), (429, &json!(400_123)), "{refusal}");
    let (status, refusal) = say(&caller, &visitor, "But a short one has room.").await;
    assert_eq!(status, 200, "{refusal}");
    // And after an interrupt there is room again.
    visitor.call(Call::Interrupt).await;
    visitor.hears(5).await;
    let (status, again) = say(&caller, &visitor, &long()).await;
    assert_eq!(status, 200, "{again}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_text_longer_than_the_bound_is_said_alone() {
    let mut options = options();
    options.max_speech = Duration::from_secs(1);
    let (_running, caller) = start(options).await;
    let visitor = Visitor::enter(&caller, json!({"quality": "low"}), &CODECS).await;
    let (task, length) = visitor.say("This sentence takes more than a second to be said.").await;
    assert!(length > 1_000);
    let (status, refusal) = say(&caller, &visitor, "No room.").await;
    assert_eq!(status, 429, "{refusal}");
    visitor.said(&task).await;
}
