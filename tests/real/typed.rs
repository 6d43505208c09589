//! Typed questions, answered by a real language model.

use end_to_end::{Browser, Failure, Server};
use serde_json::{Value, json};

use crate::services::{Answers, Service};
use crate::{blank, with_module};

#[tokio::test]
async fn a_real_model_answers_is_interrupted_and_answers_again() -> Result<(), Failure> {
    let model = Service::model("real-typed", Answers::Short).await?;
    let server = Server::start("real-typed", &["--llm-url", &model.url()]).await?;
    let browser = Browser::start("real-typed").await?;
    let told: Value = with_module(&server, &browser, include_str!("typed.js")).await?;
    println!("answers of a real model: {told:#}");
    assert_eq!(told["first"]["outcome"], json!("spoken"), "{told:#}");
    assert!(
        told["first"]["answer"]
            .as_str()
            .is_some_and(|answer| !answer.trim().is_empty()),
        "{told:#}"
    );
    assert_eq!(told["interrupted"], json!("interrupted"), "{told:#}");
    assert_eq!(told["next"], json!("spoken"), "{told:#}");
    browser.close().await?;
    server.stop()
}

#[tokio::test]
async fn a_model_that_dies_in_mid_answer_leaves_the_session_alive() -> Result<(), Failure> {
    let model = Service::model("real-killed", Answers::Long).await?;
    let server = Server::start("real-killed", &["--llm-url", &model.url()]).await?;
    let browser = Browser::start("real-killed").await?;
    let page = blank(&server, &browser).await?;
    let begun: bool = page
        .ask(include_str!("killed.js"), vec![json!(server.address())])
        .await?;
    assert!(begun);
    model.kill()?;
    let told: Value = page.ask("window.afterwards().then(arguments[0])", Vec::new()).await?;
    println!("after the model's death: {told:#}");
    assert_eq!(told["cut"], json!(["failed", "answer-failed"]), "{told:#}");
    assert_eq!(told["repeated"], json!("spoken"), "{told:#}");
    browser.close().await?;
    server.stop_having_warned_of("an answer failed")
}
