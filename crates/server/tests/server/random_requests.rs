//! Random wrong requests (fuzzing): no call fails with an internal error.

use std::sync::{Mutex, OnceLock};

use api::{Call, ErrorKind};
use proptest::prelude::*;
use serde_json::{Value, json};
use str0m::format::Codec;
use streaming_avatar_server::Running;
use tokio::runtime::Runtime;

use crate::caller::{Caller, options, start, text};
use crate::visitor::answer;

/// A server that runs as long as the tests, for tests that cannot await.
fn shared() -> (&'static Runtime, &'static Caller) {
    static SHARED: OnceLock<(Runtime, Caller, Mutex<Running>)> = OnceLock::new();
    let (runtime, caller, _) = SHARED.get_or_init(|| {
        let runtime = Runtime::new().unwrap();
        let mut options = options();
        options.max_sessions = 10_000;
        let (running, caller) = runtime.block_on(start(options));
        (runtime, caller, Mutex::new(running))
    });
    (runtime, caller)
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
