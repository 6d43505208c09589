//! Arbitrary bytes and arbitrary JSON never panic, and never pass for something with an impossible value.

#![allow(clippy::unwrap_used, reason = "an unwrap is how a test fails")]

use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::{Map, Value};
use streaming_avatar_api::*;

/// Reads bytes as everything that is ever read.
fn read_all(bytes: &[u8], status: u16, retry_after: Option<u32>) {
    _ = serde_json::from_slice::<NewRequest>(bytes);
    _ = serde_json::from_slice::<NewReply>(bytes);
    _ = serde_json::from_slice::<StartRequest>(bytes);
    _ = serde_json::from_slice::<IceRequest>(bytes);
    _ = serde_json::from_slice::<IceServer>(bytes);
    _ = serde_json::from_slice::<TaskRequest>(bytes);
    _ = serde_json::from_slice::<TaskReply>(bytes);
    _ = serde_json::from_slice::<SessionRequest>(bytes);
    _ = serde_json::from_slice::<SessionList>(bytes);
    _ = serde_json::from_slice::<AvatarList>(bytes);
    _ = serde_json::from_slice::<TokenReply>(bytes);
    _ = serde_json::from_slice::<ChannelMessage>(bytes);
    _ = serde_json::from_slice::<Envelope<Value>>(bytes);
    _ = serde_json::from_slice::<Verdict>(bytes);
    for error in [
        read_reply::<NewReply>(status, retry_after, bytes).err(),
        read_reply::<TaskReply>(status, retry_after, bytes).err(),
        read_reply::<SessionList>(status, retry_after, bytes).err(),
        read_reply::<AvatarList>(status, retry_after, bytes).err(),
        read_reply::<TokenReply>(status, retry_after, bytes).err(),
        read_reply::<Value>(status, retry_after, bytes).err(),
    ]
    .into_iter()
    .flatten()
    {
        assert_eq!(error.status, status);
        assert!(error.message.chars().count() <= 300);
        assert!(!error.to_string().is_empty());
    }
}

/// A scalar that a careless deployment might write.
fn scalar() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".{0,12}".prop_map(Value::from),
        "[0-9]{1,30}".prop_map(Value::from),
        "offer|answer|repeat|talk|avatar_start_talking|avatar_stop_talking|low|ACTIVE|100".prop_map(Value::from),
    ]
}

/// The names that the API uses.
fn key() -> impl Strategy<Value = String> {
    "code|message|data|error|detail|session_id|sdp|type|ice_servers|ice_servers2|urls|username|credential|candidate\
     |sdpMid|sdpMLineIndex|usernameFragment|duration_ms|task_id|text|task_type|task_mode|sessions|status|created_at\
     |avatar_id|voice|rate|emotion|quality|token|session_duration_limit|activity_idle_timeout|[a-z]{0,4}"
}

fn json() -> impl Strategy<Value = Value> {
    scalar().prop_recursive(4, 40, 6, |inner| {
        prop_oneof![
            1 => vec(inner.clone(), 0..4).prop_map(Value::from),
            4 => vec((key(), inner), 0..8).prop_map(|pairs| Value::from(Map::from_iter(pairs))),
        ]
    })
}

fn status() -> impl Strategy<Value = u16> {
    prop_oneof![Just(200), Just(0), Just(400), Just(500), any::<u16>()]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, ..ProptestConfig::default() })]

    #[test]
    fn bytes(bytes in vec(any::<u8>(), 0..200), status in status()) {
        read_all(&bytes, status, None);
    }

    #[test]
    fn values(value in json(), status in status(), retry_after in any::<Option<u32>>()) {
        read_all(&serde_json::to_vec(&value).unwrap(), status, retry_after);
    }

    #[test]
    fn cut_replies(value in json(), end in any::<prop::sample::Index>()) {
        let bytes = serde_json::to_vec(&value).unwrap();
        read_all(&bytes[..end.index(bytes.len())], 200, None);
    }

    #[test]
    fn every_refusal_has_a_kind(status in any::<u16>(), message in ".{0,400}", code in any::<Option<i64>>()) {
        let kind = ErrorKind::classify(status, &message, code);
        prop_assert!(ErrorKind::ALL.contains(&kind));
        let error = ApiError::new(kind, status, code, message, None);
        prop_assert!(error.message.chars().count() <= 300);
    }

    /// Members that a later version adds, or that were never documented, change nothing.
    #[test]
    fn unknown_members_are_ignored(name in "x_[a-z]{1,5}", value in json()) {
        let mut body = serde_json::json!({"code": 100, "message": "success", "data": {"duration_ms": 5, "task_id": "t"}});
        body[name.as_str()] = value.clone();
        body["data"][name.as_str()] = value;
        let bytes = serde_json::to_vec(&body).unwrap();
        let reply = read_reply::<TaskReply>(200, None, &bytes).unwrap();
        prop_assert_eq!(reply, TaskReply { duration_ms: 5, task_id: "t".into(), unsaid: None });
    }
}

#[test]
fn deep_nesting_is_refused_and_not_followed_to_the_end_of_the_stack() {
    let deep = "[".repeat(100_000);
    read_all(deep.as_bytes(), 200, None);
    let deep = format!("{{\"error\":{}", "{\"a\":".repeat(100_000));
    read_all(deep.as_bytes(), 200, None);
}
