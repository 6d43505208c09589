//! A spoken question: Piper says it into the browser's microphone, Whisper writes it down, the language model answers.

use end_to_end::{Browser, Failure, Server, microphone};
use serde_json::{Value, json};

use crate::services::{Answers, Service, recorded};
use crate::{blank, words};

const QUESTION: &str = "Good morning! How can I help you today?";

#[tokio::test]
async fn a_spoken_question_is_written_down_and_answered() -> Result<(), Failure> {
    let speech = Service::speech("real-spoken").await?;
    let recognition = Service::recognition("real-spoken").await?;
    let model = Service::model("real-spoken", Answers::Short).await?;
    let sound = microphone::recording(&recorded(&speech, QUESTION).await?, "real-spoken-question")?;
    drop(speech);

    let urls = ["--llm-url", &model.url(), "--stt-url", &recognition.url()].map(str::to_owned);
    let arguments: Vec<&str> = urls.iter().map(String::as_str).collect();
    let server = Server::start("real-spoken", &arguments).await?;
    let browser = Browser::with_microphone("real-spoken", &sound).await?;
    let page = blank(&server, &browser).await?;
    let told: Value = page
        .ask(include_str!("spoken.js"), vec![json!(server.address())])
        .await?;
    println!("a spoken question: {told:#}");
    let heard = told["heard"].as_str().unwrap_or_default();
    assert_eq!(words(heard), words(QUESTION), "{told:#}");
    assert!(
        told["answer"].as_str().is_some_and(|answer| !answer.trim().is_empty()),
        "{told:#}"
    );
    browser.close().await?;
    server.stop()
}
