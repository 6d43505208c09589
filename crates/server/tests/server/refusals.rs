//! Refusals (error responses) to every wrong body that one can think of.

use api::{Call, Envelope};
use serde_json::{Value, json};

use crate::caller::{CALLS_OF_A_SESSION, any_body, options, start};

/// Words of the libraries that the server is made of. They say nothing to clients, and too much to strangers.
const INSIDE: [&str; 12] = [
    "PointerOffset",
    "0x7f",
    "str0m",
    "serde",
    "struct ",
    "invalid type",
    "invalid value",
    "expected value",
    "EOF while",
    "os error",
    "Error(",
    "Some(",
];

/// Checks a refusal: its status, an envelope with a code and a message that says something, in our own words.
pub async fn refused(response: reqwest::Response, status: u16, message: &str) -> Value {
    let got = response.status().as_u16();
    assert_eq!(response.headers()["content-type"], "application/json");
    let body = response.text().await.unwrap();
    assert_eq!(got, status, "{body}");
    let envelope: Envelope<Value> = serde_json::from_str(&body).unwrap();
    assert_ne!(envelope.code, 100);
    assert!(envelope.message.len() > 15, "{body}");
    assert!(envelope.message.contains(message), "no \"{message}\" in {body}");
    for inside in INSIDE {
        assert!(!envelope.message.contains(inside), "{inside} in {body}");
    }
    assert_eq!(envelope.data, None);
    serde_json::from_str(&body).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_bodies() {
    let mut options = options();
    options.max_text = 50;
    options.max_body = 2000;
    options.max_sessions = 30;
    let (_running, caller) = start(options).await;
    let id = caller.open().await;
    let offer = json!({"type": "offer", "sdp": "v=0"});
    let long = "a".repeat(51);
    for (call, body, status, message) in [
        (Call::New, json!({"quality": "ultra"}), 400, "unknown variant `ultra`"),
        (Call::New, json!({"quality": 7}), 400, "not what this call takes"),
        (
            Call::New,
            json!({"avatar_id": "nobody"}),
            404,
            "avatar not found: nobody. There are: ",
        ),
        (Call::New, json!({"avatar_name": "nobody"}), 404, "avatar not found"),
        (
            Call::New,
            json!({"avatar_id": "x".repeat(500)}),
            404,
            "avatar not found",
        ),
        (
            Call::New,
            json!({"voice": {"voice_id": "nobody"}}),
            400,
            "voice not found: nobody. There are: ",
        ),
        (Call::New, json!({"voice": {"rate": 0.4}}), 400, "0.5 to 1.5"),
        (Call::New, json!({"voice": {"rate": 1.6}}), 400, "0.5 to 1.5"),
        (
            Call::New,
            json!({"voice": {"rate": "fast"}}),
            400,
            "not what this call takes",
        ),
        (Call::New, json!({"voice": {"emotion": "bored"}}), 400, "bored"),
        (Call::New, json!({"video_encoding": "MJPEG"}), 400, "MJPEG"),
        (Call::New, json!({"activity_idle_timeout": 29}), 400, "30 to 3600"),
        (Call::New, json!({"activity_idle_timeout": 3601}), 400, "30 to 3600"),
        (
            Call::New,
            json!({"activity_idle_timeout": -1}),
            400,
            "not what this call takes",
        ),
        (Call::New, json!({"version": "v2"}), 400, "plain WebRTC"),
        (Call::New, json!([]), 400, "not what this call takes"),
        (Call::New, json!("hello"), 400, "not what this call takes"),
        (Call::New, json!(null), 400, "not what this call takes"),
        (Call::Start, json!({}), 400, "session_id"),
        (Call::Start, json!({"session_id": id}), 400, "sdp"),
        (
            Call::Start,
            json!({"session_id": id, "sdp": "v=0"}),
            400,
            "not what this call takes",
        ),
        (
            Call::Start,
            json!({"session_id": id, "sdp": offer}),
            400,
            "sdp.type is offer",
        ),
        (
            Call::Start,
            json!({"session_id": id, "sdp": {"type": "pranswer", "sdp": ""}}),
            400,
            "pranswer",
        ),
        (
            Call::Start,
            json!({"session_id": id, "sdp": {"type": "answer", "sdp": ""}}),
            400,
            "not an SDP answer",
        ),
        (
            Call::Start,
            json!({"session_id": id, "sdp": {"type": "answer", "sdp": "nonsense"}}),
            400,
            "not an SDP answer",
        ),
        (Call::Ice, json!({"session_id": id}), 400, "candidate"),
        (
            Call::Ice,
            json!({"session_id": id, "candidate": 7}),
            400,
            "not what this call takes",
        ),
        (
            Call::Ice,
            json!({"session_id": id, "candidate": "nonsense"}),
            400,
            "not an ICE candidate",
        ),
        (
            Call::Ice,
            json!({"session_id": id, "candidate": {"candidate": "nonsense"}}),
            400,
            "not an ICE candidate",
        ),
        (Call::Task, json!({"session_id": id}), 400, "text"),
        (
            Call::Task,
            json!({"session_id": id, "text": 7}),
            400,
            "not what this call takes",
        ),
        (
            Call::Task,
            json!({"session_id": id, "text": ""}),
            400,
            "The text is empty",
        ),
        (
            Call::Task,
            json!({"session_id": id, "text": " \n\t"}),
            400,
            "The text is empty",
        ),
        (
            Call::Task,
            json!({"session_id": id, "text": long}),
            400,
            "The text is too long: 51 characters, at most 50",
        ),
        (
            Call::Task,
            json!({"session_id": id, "text": "Hi", "task_type": "talk"}),
            400,
            "no language model",
        ),
        (
            Call::Task,
            json!({"session_id": id, "text": "Hi", "task_type": "chat"}),
            400,
            "no language model",
        ),
        (
            Call::Task,
            json!({"session_id": id, "text": "Hi", "task_type": "sing"}),
            400,
            "sing",
        ),
        (
            Call::Task,
            json!({"session_id": id, "text": "Hi", "task_mode": "later"}),
            400,
            "later",
        ),
        (
            Call::Task,
            json!({"session_id": id, "text": "Hi"}),
            400,
            "has not been started",
        ),
        (Call::Interrupt, json!({"session_id": id}), 400, "has not been started"),
        (Call::Interrupt, json!({}), 400, "session_id"),
        (
            Call::KeepAlive,
            json!({"session_id": 7}),
            400,
            "not what this call takes",
        ),
        (Call::Stop, json!({"session_id": null}), 400, "not what this call takes"),
        (Call::Stop, json!({"sessionId": id}), 400, "session_id"),
    ] {
        eprintln!("{call:?} {body}");
        let response = caller.request(call).json(&body).send().await.unwrap();
        refused(response, status, message).await;
    }
    for call in CALLS_OF_A_SESSION {
        for unknown in ["", "nobody", "00000000-0000-0000-0000-000000000000"] {
            let body = any_body(unknown);
            let response = caller.request(call).json(&body).send().await.unwrap();
            let refusal = refused(response, 404, "Session does not exist").await;
            assert_eq!(refusal["code"], 400_004);
        }
    }
    // The session is unharmed by all this.
    assert_eq!(caller.sessions().await.len(), 1);
    assert_eq!(caller.call(Call::Stop, json!({"session_id": id})).await.0, 200);
}
