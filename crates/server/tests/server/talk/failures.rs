//! Language models that fail, or are not there.

use std::time::Duration;

use api::Call;
use openai::BaseUrl;
use serde_json::json;
use streaming_avatar_server::options::Key;

use super::{ask, enter, failed, talking, with, words};
use crate::caller::{options, start, text};
use scripted::model::{Act, Model, Reply, said};

#[tokio::test(flavor = "multi_thread")]
async fn every_failure_is_told_in_words_and_the_session_goes_on() {
    let error = r#"{"error": {"message": "secret-of-the-service", "code": 1}}"#;
    let in_middle = |end: Act| {
        let mut acts = said("One is said. And ");
        acts.push(end);
        Reply::Stream(acts)
    };
    let cases = [
        (Reply::Refuse(401, "", error), "llm-unauthorized", ""),
        (Reply::Refuse(404, "", error), "llm-not-found", ""),
        (Reply::Refuse(429, "retry-after: 7\r\n", error), "llm-rate-limited", ""),
        (
            Reply::Refuse(302, "location: http://127.0.0.1:1/v1\r\n", ""),
            "llm-not-the-api",
            "",
        ),
        (Reply::Refuse(503, "", "<html>"), "llm-unavailable", ""),
        (
            Reply::Stream(vec![Act::Wait(Duration::from_secs(20))]),
            "llm-timed-out",
            "",
        ),
        (Reply::Stream(vec![Act::Finish]), "llm-empty", ""),
        (Reply::answer("你好。"), "voice-unsuitable", ""),
        (
            in_middle(Act::Raw("data: {\"choices\": [{\"del".into())),
            "llm-cut-off",
            "One is said. And",
        ),
        (
            in_middle(Act::Raw(format!("data: {error}\n\n"))),
            "llm-failed",
            "One is said. And",
        ),
        (in_middle(Act::Stall), "llm-stalled", "One is said. And"),
    ];
    let replies = cases
        .iter()
        .map(|(reply, ..)| reply.clone())
        .chain([Reply::answer("All is well.")]);
    let model = Model::start(replies).await.unwrap();
    let mut options = with(&model);
    options.talk.llm_timeout = Duration::from_secs(1);
    options.talk.llm_api_key = Some(Key::new("hush-hush"));
    let (_running, visitor) = enter(options).await;
    for (_, code, said) in cases {
        let task = ask(&visitor, "Well?").await;
        let (told, message) = failed(&visitor, &task).await;
        assert_eq!(told, code, "{message}");
        assert_eq!(words(&visitor, &task), said, "{code}");
        assert!(!message.contains("secret") && !message.contains("hush"), "{message}");
    }
    let task = ask(&visitor, "And now?").await;
    visitor.said(&task).await;
    assert_eq!(words(&visitor, &task), "All is well.");
    assert!(
        model
            .asked()
            .iter()
            .all(|asked| asked.head.contains("authorization: bearer hush-hush"))
    );
    // Whoever waits for the whole answer learns of a failure by the reply.
    let body = json!({"session_id": visitor.session, "text": "Hi", "task_type": "chat", "task_mode": "sync"});
    let data = visitor.caller.data(Call::Task, body).await;
    assert!(data["duration_ms"].as_u64().unwrap() > 300, "{data}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_fails_is_the_reply_to_whoever_waits_for_it() {
    let (_model, _running, visitor) = talking([Reply::Refuse(401, "", "{}")]).await;
    let body = json!({"session_id": visitor.session, "text": "Hi", "task_type": "talk", "task_mode": "sync"});
    let (status, refusal) = visitor.caller.call(Call::Task, body).await;
    assert_eq!((status, &refusal["code"]), (400, &json!(400_803)), "{refusal}");
    assert!(
        text(&refusal["message"]).contains("refused the server's key"),
        "{refusal}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_service_that_is_not_there_is_told_in_words() {
    let mut options = options();
    options.talk.llm_url = Some(BaseUrl::parse("http://127.0.0.1:9/v1").unwrap());
    let (_running, visitor) = enter(options).await;
    let task = ask(&visitor, "Hello?").await;
    assert_eq!(failed(&visitor, &task).await.0, "llm-unreachable");
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_model_talk_is_refused_with_a_recipe_and_pages_are_told_before() {
    let (_running, caller) = start(options()).await;
    let opened = caller.data(Call::New, json!({})).await;
    assert_eq!(
        opened["features"],
        json!({"background": "studio", "talk": false, "listen": false, "voices": true})
    );
    let body = json!({"session_id": opened["session_id"], "text": "Hi", "task_type": "talk"});
    let (status, refusal) = caller.call(Call::Task, body).await;
    assert_eq!(status, 400);
    let message = text(&refusal["message"]);
    assert!(message.contains("--llm-url") && message.contains("ollama"), "{message}");
}
