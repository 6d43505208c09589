//! Answers of the page's own function, with a server as the service.

use end_to_end::{Browser, Failure, Server};
use serde_json::{Value, json};

use crate::embed::module_page;

#[tokio::test]
async fn the_pages_own_function_streams_answers_and_its_errors_are_reported() -> Result<(), Failure> {
    let server = Server::start("answer", &[]).await?;
    let browser = Browser::start("answer").await?;
    let (_host, visitor) = module_page(&server, &browser).await?;
    let told: Value = visitor
        .ask(include_str!("answer/answers.js"), vec![json!(server.address())])
        .await?;
    let whole = &told["whole"];
    assert_eq!(whole["outcome"], json!("spoken"), "{told:#}");
    assert_eq!(
        whole["answer"],
        json!("You asked Dr. Who. It is a fine question!"),
        "{told:#}"
    );
    assert_eq!(whole["heard"], whole["answer"], "{told:#}");
    assert_eq!(told["captions"], whole["answer"], "each piece has its own: {told:#}");
    assert_eq!(
        told["events"],
        json!(["start Who?", "end Who?", "start After it.", "end After it."]),
        "in their order: {told:#}"
    );
    assert_eq!(
        told["interrupted"],
        json!(["interrupted", true]),
        "its signal aborts: {told:#}"
    );
    assert_eq!(told["next"], json!("spoken"), "what waits goes on: {told:#}");
    assert_eq!(
        told["faults"],
        json!([
            ["failed", "answer-failed", "No model today."],
            ["failed", "answer-failed", "It gave nothing in place of a text."],
            ["failed", "answer-failed", ""],
            ["spoken", null, null],
        ]),
        "{told:#}"
    );
    assert_eq!(
        told["stopped"],
        json!(["interrupted", true]),
        "a stop ends what never comes: {told:#}"
    );
    server.is_left_empty().await?;
    visitor.finds_the_console_clean().await?;
    browser.close().await?;
    server.stop()
}
