//! Talk that the service's language model answers.

use std::time::Duration;

use end_to_end::{Browser, Failure, Server, eventually};
use scripted::model::{Act, Model, Reply, said};
use serde_json::{Value, json};

use crate::embed::module_page;

#[tokio::test]
async fn the_services_model_answers_with_captions_and_its_errors_are_reported() -> Result<(), Failure> {
    let mut endless = said("This is the beginning of a very long answer. It has a second sentence. And ");
    endless.push(Act::Stall);
    let model = Model::start([
        Reply::answer("**Hello there!** It is a fine day. What can I do for you?"),
        Reply::Refuse(401, "", "{}"),
        Reply::Stream(said("That is all I know, so")),
        Reply::Stream(endless),
        Reply::answer("Yes."),
    ])
    .await
    .map_err(|error| Failure::Server(error.to_string()))?;
    let server = Server::start("conversation", &["--llm-url", &model.url()]).await?;
    let browser = Browser::start("conversation").await?;
    let (_host, visitor) = module_page(&server, &browser).await?;
    let told: Value = visitor
        .ask(include_str!("conversation/talk.js"), vec![json!(server.address())])
        .await?;
    let answer = "Hello there! It is a fine day. What can I do for you?";
    assert_eq!(told["whole"]["outcome"], json!("spoken"), "{told:#}");
    assert_eq!(told["whole"]["answer"], json!(answer), "{told:#}");
    assert_eq!(told["whole"]["heard"], json!(answer), "{told:#}");
    assert_eq!(told["captions"], json!(answer), "{told:#}");
    let failed = json!(["failed", "answer-failed"]);
    assert_eq!(told["refused"]["outcome"], failed, "{told:#}");
    assert!(
        told["refused"]["detail"]
            .as_str()
            .is_some_and(|words| words.contains("key")),
        "{told:#}"
    );
    assert_eq!(told["cut"]["outcome"], failed, "{told:#}");
    assert_eq!(told["cut"]["answer"], json!("That is all I know, so"), "{told:#}");
    assert_eq!(told["interrupted"], json!("interrupted"), "{told:#}");
    assert_eq!(told["next"], json!("spoken"), "the session goes on: {told:#}");
    eventually(
        "the interrupt closes the request",
        Duration::from_secs(10),
        async || Ok(model.hung_up()),
        |hung_up| *hung_up == 1,
    )
    .await?;
    server.is_left_empty().await?;
    visitor.finds_the_console_clean().await?;
    browser.close().await?;
    server.stop_having_warned_of("an answer failed")
}
