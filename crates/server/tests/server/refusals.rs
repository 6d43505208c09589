//! Every wrong request that one can think of, and those that chance thinks of.

use std::sync::OnceLock;

use api::{Call, Envelope, ErrorKind, Method};
use proptest::prelude::*;
use serde_json::{Value, json};
use str0m::format::Codec;
use tokio::runtime::Runtime;

use crate::caller::{Caller, options, start, text};
use crate::visitor::answer;

/// Checks a refusal: its status, an envelope with a code and a message that says something.
async fn refused(response: reqwest::Response, status: u16, message: &str) -> Value {
    let got = response.status().as_u16();
    assert_eq!(response.headers()["content-type"], "application/json");
    assert_eq!(response.headers()["access-control-allow-origin"], "*");
    let body = response.text().await.unwrap();
    assert_eq!(got, status, "{body}");
    let envelope: Envelope<Value> = serde_json::from_str(&body).unwrap();
    assert_ne!(envelope.code, 100);
    assert!(envelope.message.len() > 15, "{body}");
    assert!(envelope.message.contains(message), "no \"{message}\" in {body}");
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
    for call in [
        Call::Start,
        Call::Ice,
        Call::Task,
        Call::Interrupt,
        Call::KeepAlive,
        Call::Stop,
    ] {
        for unknown in ["", "nobody", "00000000-0000-0000-0000-000000000000"] {
            let body = json!({
                "session_id": unknown, "text": "Hi", "candidate": "", "sdp": {"type": "answer", "sdp": "v=0"},
            });
            let response = caller.request(call).json(&body).send().await.unwrap();
            let refusal = refused(response, 404, "Session does not exist").await;
            assert_eq!(refusal["code"], 400_004);
        }
    }
    // None of this has hurt the session.
    assert_eq!(caller.sessions().await.len(), 1);
    assert_eq!(caller.call(Call::Stop, json!({"session_id": id})).await.0, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_forms() {
    let mut options = options();
    options.max_body = 2000;
    let (_running, caller) = start(options).await;
    for call in Call::ALL.into_iter().filter(|call| call.method() == Method::Post) {
        let send = |kind: &'static str, body: &'static str| {
            caller.request(call).header("content-type", kind).body(body).send()
        };
        refused(send("application/json", "{").await.unwrap(), 400, "not JSON").await;
        refused(
            send("application/json", "{'session_id': 1}").await.unwrap(),
            400,
            "not JSON",
        )
        .await;
        refused(send("application/json", "\u{0}").await.unwrap(), 400, "not JSON").await;
        refused(
            send("application/x-www-form-urlencoded", "a=b").await.unwrap(),
            415,
            "content-type",
        )
        .await;
        refused(send("text/plain", "{}").await.unwrap(), 415, "content-type").await;
        let bytes = caller
            .request(call)
            .header("content-type", "application/json")
            .body(vec![0xff, 0xfe]);
        refused(bytes.send().await.unwrap(), 400, "not JSON").await;
        let long = caller
            .request(call)
            .header("content-type", "application/json")
            .body(vec![b' '; 2001]);
        refused(long.send().await.unwrap(), 413, "at most 2000 bytes").await;
        let deep = "[".repeat(1500);
        let deep = caller
            .request(call)
            .header("content-type", "application/json")
            .body(deep);
        refused(deep.send().await.unwrap(), 400, "The body is not").await;
        for method in ["GET", "PUT", "DELETE", "PATCH"] {
            let address = format!("{}{}", caller.base, call.path());
            let response = caller
                .http
                .request(method.parse().unwrap(), address)
                .send()
                .await
                .unwrap();
            assert_eq!(response.headers()["allow"], "POST");
            refused(response, 405, "takes POST only").await;
        }
    }
    for call in [Call::List, Call::AvatarList] {
        let address = format!("{}{}", caller.base, call.path());
        let response = caller.http.post(address).json(&json!({})).send().await.unwrap();
        assert_eq!(response.headers()["allow"], "GET, HEAD");
        refused(response, 405, "takes GET").await;
    }
    for path in [
        "/v1",
        "/v1/",
        "/v1/streaming",
        "/v1/streaming.news",
        "/v1/streaming.new/",
        "/v1/../etc/passwd",
        "/v1/%00",
    ] {
        let response = caller
            .http
            .post(format!("{}{path}", caller.base))
            .json(&json!({}))
            .send()
            .await
            .unwrap();
        if !path.contains("..") {
            refused(response, 404, "There is no call").await;
        }
    }
    // Liberal where clients are: no content type, a parameter behind it, an empty body.
    for (kind, body) in [
        (None, "{}"),
        (Some("application/json; charset=utf-8"), "{}"),
        (None, ""),
        (Some("text/plain"), ""),
    ] {
        let request = caller.request(Call::CreateToken).body(body);
        let request = match kind {
            Some(kind) => request.header("content-type", kind),
            None => request,
        };
        let response = request.send().await.unwrap();
        assert_eq!(response.status(), 200, "{kind:?} {body}");
        let envelope: Value = serde_json::from_str(&response.text().await.unwrap()).unwrap();
        assert_eq!(envelope["error"], Value::Null);
        assert!(!text(&envelope["data"]["token"]).is_empty());
        assert!(envelope.get("code").is_none());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_of_any_origin_may_call() {
    let (_running, caller) = start(options()).await;
    for call in Call::ALL {
        let response = caller
            .http
            .request(reqwest::Method::OPTIONS, format!("{}{}", caller.base, call.path()))
            .header("origin", "https://example.org")
            .header("access-control-request-method", "POST")
            .header("access-control-request-headers", "content-type,x-api-key,authorization")
            .header("access-control-request-private-network", "true")
            .send()
            .await
            .unwrap();
        assert_eq!(response.status(), 200);
        let header = |name: &str| response.headers()[name].to_str().unwrap().to_ascii_lowercase();
        assert_eq!(header("access-control-allow-origin"), "*");
        assert!(header("access-control-allow-methods").contains("post"));
        for name in ["content-type", "x-api-key", "authorization"] {
            assert!(header("access-control-allow-headers").contains(name), "{name}");
        }
        assert_eq!(header("access-control-allow-private-network"), "true");
        assert!(header("access-control-max-age").parse::<u32>().unwrap() > 0);
    }
}

/// A server that lives as long as the tests, for tests that cannot await.
fn shared() -> &'static (Runtime, Caller) {
    static SHARED: OnceLock<(Runtime, Caller)> = OnceLock::new();
    SHARED.get_or_init(|| {
        let runtime = Runtime::new().unwrap();
        let mut options = options();
        options.max_sessions = 10_000;
        let (running, caller) = runtime.block_on(start(options));
        std::mem::forget(running);
        (runtime, caller)
    })
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "\\PC{0,20}".prop_map(Value::from),
    ];
    let key = prop_oneof![
        Just("session_id".to_owned()),
        Just("sdp".to_owned()),
        Just("type".to_owned()),
        Just("candidate".to_owned()),
        Just("text".to_owned()),
        Just("quality".to_owned()),
        Just("voice".to_owned()),
        Just("rate".to_owned()),
        Just("task_type".to_owned()),
        "[a-z]{0,5}",
    ];
    leaf.prop_recursive(4, 32, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::hash_map(key.clone(), inner, 0..6)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_bytes_make_a_call_fail(body in prop::collection::vec(any::<u8>(), 0..200), number in 0_usize..10) {
        let (runtime, caller) = shared();
        let status = runtime.block_on(async {
            let request = caller.request(Call::ALL[number]).header("content-type", "application/json");
            request.body(body).send().await.unwrap().status().as_u16()
        });
        prop_assert!(status < 500, "{}", status);
    }

    #[test]
    fn no_json_makes_a_call_fail(body in any_json(), number in 0_usize..10) {
        let (runtime, caller) = shared();
        let (status, _) = runtime.block_on(caller.call(Call::ALL[number], body));
        prop_assert!(status < 500, "{}", status);
    }

    #[test]
    fn no_answer_makes_a_start_fail(
        edits in prop::collection::vec((0_usize..120, 0_u8..5, "[ -~]{0,12}"), 1..6),
    ) {
        let (runtime, caller) = shared();
        runtime.block_on(async {
            let opened = caller.data(Call::New, json!({"quality": "low"})).await;
            let session = text(&opened["session_id"]);
            let answered = answer(&text(&opened["sdp"]["sdp"]), &[Codec::H264, Codec::Vp8]).await;
            let mut lines: Vec<String> = answered.sdp.lines().map(str::to_owned).collect();
            for (at, edit, words) in edits {
                let at = at % lines.len();
                match edit {
                    0 => { lines.remove(at); }
                    1 => { let line = lines[at].clone(); lines.insert(at, line); }
                    2 => lines.insert(at, words),
                    3 => { let half = lines[at].len() / 2; lines[at].truncate(half); }
                    _ => lines.swap(at, 0),
                }
                if lines.is_empty() {
                    break;
                }
            }
            let sdp = lines.join("\r\n") + "\r\n";
            let body = json!({"session_id": session, "sdp": {"type": "answer", "sdp": sdp}});
            let (status, reply) = caller.call(Call::Start, body).await;
            let code = reply["code"].as_i64().unwrap();
            let over = ErrorKind::WrongState.wire().1;
            assert!(status < 500 && !(code == over && text(&reply["message"]).contains("meanwhile")), "{reply}\n{sdp}");
            caller.call(Call::Stop, json!({"session_id": session})).await;
        });
    }
}
