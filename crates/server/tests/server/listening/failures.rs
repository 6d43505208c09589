//! Speech recognitions that fail, or are not there, and visitors who are heard by no language model.

use std::time::Duration;

use api::{Call, ChannelMessage};
use serde_json::json;
use streaming_avatar_server::options::Key;

use super::Scene;
use crate::caller::{options, start};
use scripted::model::Reply;
use scripted::transcriber::Written;

#[tokio::test(flavor = "multi_thread")]
async fn every_failure_of_the_recognition_is_told_and_the_next_turn_is_heard() {
    let refused = |status| Written::Refuse(status, "retry-after: 7\r\n", r#"{"error": {"message": "no: hush"}}"#);
    for (written, code) in [
        (refused(401), "stt-unauthorized"),
        (refused(429), "stt-rate-limited"),
        (refused(500), "stt-unavailable"),
        (Written::Refuse(200, "", "<html>"), "stt-not-the-api"),
        (Written::Cut, "stt-failed"),
        (Written::Stall, "stt-timed-out"),
    ] {
        let scene = Scene::deaf([written.clone()], [Reply::answer("Yes.")], |options| {
            options.hearing.stt_timeout = Duration::from_secs(2);
            options.hearing.stt_api_key = Some(Key::new("hush"));
        })
        .await;
        scene.listen(json!({})).await;
        scene.speak().await;
        let (task, told, message) = scene.error().await;
        assert_eq!((task.as_str(), told.as_str()), ("turn-1", code), "{written:?}");
        assert!(!message.contains("hush"), "{message}");
        assert!(scene.model.asked().is_empty());
        // The service repeats itself, and the visitor is told of each turn.
        scene.speak().await;
        scene
            .told(
                "a second error",
                |message| matches!(message, ChannelMessage::Error { task_id, .. } if task_id == "turn-2"),
            )
            .await;
        let sent = scene.transcriber.received();
        assert!(sent[0].head.contains("authorization: bearer hush"), "{}", sent[0].head);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_language_model_the_page_gets_the_words() {
    let scene = Scene::deaf([Written::Words("Hello.")], [], |options| options.talk.llm_url = None).await;
    scene.listen(json!({})).await;
    scene.speak().await;
    scene
        .told("the end of the words", |message| {
            matches!(message, ChannelMessage::UserEnd { .. })
        })
        .await;
    assert_eq!(scene.kinds(), ["user start", "user stop", "user words", "user end"]);
    scene.visitor.message("Is anybody there?");
    assert_eq!(scene.error().await.1, "no-language-model");
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_speech_recognition_the_call_is_refused_with_the_option_that_helps() {
    let (_running, caller) = start(options()).await;
    let opened = caller.data(Call::New, json!({"quality": "low"})).await;
    assert_eq!(opened["features"]["listen"], false);
    let body = json!({"session_id": opened["session_id"]});
    let (status, refusal) = caller.call(Call::StartListening, body.clone()).await;
    assert_eq!(status, 400, "{refusal}");
    assert!(refusal["message"].as_str().unwrap().contains("--stt-url"), "{refusal}");
    let (status, _) = caller.call(Call::StopListening, body).await;
    assert_eq!(status, 400, "it has not been started");
}
