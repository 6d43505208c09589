//! Replies and refusals of the calls.

use std::time::Duration;

use serde_json::{Value, json};

use crate::page::Page;

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
    assert_eq!(avatars["data"].as_array().unwrap().len(), 5);
    let (_, voices) = page.call("/v1/streaming/voice.list", json!({}));
    assert!(voices["data"].as_array().unwrap().len() >= 12);
    let (_, token) = page.call("/v1/streaming.create_token", json!({}));
    assert!(token["data"]["token"].is_string() && token["error"].is_null());
}
