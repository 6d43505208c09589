//! Texts that the avatar is given: their order, and what becomes of them.

use std::time::{Duration, Instant};

use api::{Call, ChannelMessage};
use serde_json::json;
use str0m::format::Codec;

use crate::caller::{options, start, text};
use crate::media::loudness;
use crate::visitor::Visitor;

const CODECS: [Codec; 2] = [Codec::H264, Codec::Vp8];
const LONG: &str = "This is a long story. It goes on and on. Nobody knows how it ends. It may never end at all. \
                    There was a house. In the house there was a room. In the room there was a chair.";

fn told(visitor: &Visitor) -> Vec<(bool, String)> {
    let messages = visitor.see(|inbox| inbox.messages.clone());
    let told = messages.into_iter().map(|(_, message)| match message {
        ChannelMessage::StartTalking { task_id } => (true, task_id),
        ChannelMessage::StopTalking { task_id, .. } => (false, task_id),
        _ => panic!("{message:?} is none of the server's"),
    });
    told.collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn tasks_are_said_one_after_the_other_in_order() {
    let (_running, caller) = start(options()).await;
    let visitor = Visitor::enter(&caller, json!({"quality": "low"}), &CODECS).await;
    let mut tasks = Vec::new();
    for words in ["One.", "Two.", "Three."] {
        tasks.push(visitor.say(words).await.0);
    }
    visitor.said(&tasks[2]).await;
    let expected: Vec<_> = tasks
        .iter()
        .flat_map(|task| [(true, task.clone()), (false, task.clone())])
        .collect();
    assert_eq!(told(&visitor), expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_interrupt_silences_at_once_and_drops_what_waits() {
    let (_running, caller) = start(options()).await;
    let visitor = Visitor::enter(&caller, json!({"quality": "low"}), &CODECS).await;
    assert_eq!(
        visitor.call(Call::Interrupt).await.0,
        200,
        "no error when nothing is being said"
    );
    let (first, length) = visitor.say(LONG).await;
    let (second, _) = visitor.say("This is never heard.").await;
    visitor.begun(&first).await;
    visitor.hears(50).await;
    let asked = Instant::now();
    assert_eq!(visitor.call(Call::Interrupt).await.0, 200);
    let (ended, heard) = visitor.said(&first).await;
    assert!(ended - asked < Duration::from_millis(500), "{:?}", ended - asked);
    assert!(heard < length / 2 && heard > 500, "{heard} of {length}");
    visitor.hears(75).await;
    assert_eq!(
        told(&visitor),
        [(true, first.clone()), (false, first), (false, second)],
        "the other ends without having begun"
    );
    let quiet_from = ended + Duration::from_millis(150);
    let after = loudness(&visitor.see(|inbox| inbox.packets.clone()));
    let after = after
        .into_iter()
        .filter(|(at, _)| *at > quiet_from)
        .fold(0.0_f32, |most, (_, loud)| most.max(loud));
    assert!(after < 0.01, "{after}");
    // And the avatar can still be spoken with.
    let (third, _) = visitor.say("Yes?").await;
    visitor.said(&third).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_synchronous_task_is_replied_to_once_it_has_been_said() {
    let (_running, caller) = start(options()).await;
    let visitor = Visitor::enter(&caller, json!({"quality": "low"}), &CODECS).await;
    let asked = Instant::now();
    let body = json!({"session_id": visitor.session, "text": "Wait for me, please.", "task_mode": "sync"});
    let data = caller.data(Call::Task, body).await;
    let length = data["duration_ms"].as_u64().unwrap();
    assert!(asked.elapsed() + Duration::from_millis(100) > Duration::from_millis(length));
    visitor.said(&text(&data["task_id"])).await;
    // An interrupt releases whoever waits.
    let body = json!({"session_id": visitor.session, "text": LONG, "task_mode": "sync"});
    let waiting = tokio::spawn({
        let caller = caller.clone();
        async move { caller.data(Call::Task, body).await }
    });
    visitor.until("another start", |inbox| inbox.messages.len() > 2).await;
    visitor.call(Call::Interrupt).await;
    assert!(waiting.await.unwrap()["duration_ms"].as_u64().unwrap() < 5000);
    // And so does the end of the session, with a refusal.
    let body = json!({"session_id": visitor.session, "text": LONG, "task_mode": "sync"});
    let waiting = tokio::spawn({
        let caller = caller.clone();
        async move { caller.call(Call::Task, body).await }
    });
    visitor.until("a third start", |inbox| inbox.messages.len() > 4).await;
    visitor.call(Call::Stop).await;
    let (status, refusal) = waiting.await.unwrap();
    assert_eq!(status, 400, "{refusal}");
}

#[tokio::test(flavor = "multi_thread")]
async fn few_replies_wait_and_the_others_come_at_once() {
    let (_running, caller) = start(options()).await;
    let visitor = Visitor::enter(&caller, json!({"quality": "low"}), &CODECS).await;
    let body = json!({"session_id": visitor.session, "text": LONG, "task_mode": "sync"});
    let ask = || {
        let (caller, body) = (caller.clone(), body.clone());
        tokio::spawn(async move { caller.data(Call::Task, body).await })
    };
    let mut asked: Vec<_> = (0..4).map(|_| ask()).collect();
    visitor.until("a start", |inbox| !inbox.messages.is_empty()).await;
    // The four before it may come later on their way here, so one of the five comes at once.
    asked.push(ask());
    let place = loop {
        if let Some(place) = asked.iter().position(|reply| reply.is_finished()) {
            break place;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    };
    assert!(asked.remove(place).await.unwrap()["task_id"].is_string());
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert!(asked.iter().all(|reply| !reply.is_finished()));
    visitor.call(Call::Interrupt).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_synchronous_task_that_takes_long_is_replied_to_before_proxies_give_up_and_goes_on() {
    let mut options = options();
    options.sync_timeout = Duration::from_secs(1);
    let (_running, caller) = start(options).await;
    let visitor = Visitor::enter(&caller, json!({"quality": "low"}), &CODECS).await;
    let text_of_seconds = "This text takes a good deal longer than a second to say.";
    let body = json!({"session_id": visitor.session, "text": text_of_seconds, "task_mode": "sync"});
    let data = caller.data(Call::Task, body).await;
    assert_eq!(data["duration_ms"], 0, "it has not been said yet");
    let (_, heard) = visitor.said(&text(&data["task_id"])).await;
    assert!(heard > 1500, "{heard}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_queue_has_an_end() {
    let mut options = options();
    options.max_queue = 2;
    let (_running, caller) = start(options).await;
    let visitor = Visitor::enter(&caller, json!({"quality": "low"}), &CODECS).await;
    for _ in 0..2 {
        visitor.say(LONG).await;
    }
    let (status, refusal) = caller
        .call(Call::Task, json!({"session_id": visitor.session, "text": "No."}))
        .await;
    assert_eq!(status, 429, "{refusal}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rate_changes_how_long_a_text_takes() {
    let (_running, caller) = start(options()).await;
    let mut lengths = Vec::new();
    for rate in [0.5, 1.0, 1.5] {
        let body = json!({"quality": "low", "voice": {"rate": rate}});
        let visitor = Visitor::enter(&caller, body, &CODECS).await;
        lengths.push(visitor.say("The quick brown fox jumps over the lazy dog.").await.1);
        visitor.call(Call::Stop).await;
    }
    assert!(
        lengths[0] > lengths[1] * 3 / 2 && lengths[1] > lengths[2] * 5 / 4,
        "{lengths:?}"
    );
}
