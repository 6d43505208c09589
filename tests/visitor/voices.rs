//! Voices of a speech service, as a page hears them.

use end_to_end::{Browser, Failure, Server};
use scripted::speech::{Form, Sound, SpeechService};
use serde_json::{Value, json};

use crate::embed::module_page;

#[tokio::test]
async fn a_speech_service_speaks_and_a_built_in_voice_where_it_fails() -> Result<(), Failure> {
    let service = SpeechService::start(
        "",
        [
            Sound::Hum(Form::Endless, 22_050),
            Sound::Refuse(401, "", r#"{"error": {"message": "no such key: hush-hush"}}"#),
        ],
    )
    .await
    .map_err(|error| Failure::Server(error.to_string()))?;
    let url = service.url();
    let arguments = ["--tts-url", &url, "--tts-voice", "hum", "--tts-api-key", "hush-hush"];
    let server = Server::start("speech-service", &arguments).await?;
    let browser = Browser::start("speech-service").await?;
    let (_host, visitor) = module_page(&server, &browser).await?;
    let told: Value = visitor
        .ask(include_str!("voices/speak.js"), vec![json!(server.address())])
        .await?;
    assert_eq!(told["spoken"], json!(["spoken", "spoken", "spoken"]), "{told:#}");
    let problems = told["problems"].as_array().cloned().unwrap_or_default();
    assert_eq!(problems.len(), 1, "told once: {told:#}");
    assert_eq!(problems[0]["code"], json!("voice-replaced"), "{told:#}");
    let words = problems[0]["detail"].as_str().unwrap_or_default();
    assert!(
        words.contains("refused the server's key") && words.contains("built-in voice"),
        "{told:#}"
    );
    assert!(!told.to_string().contains("hush-hush"), "{told:#}");
    let first = &service.asked()[0].1;
    assert_eq!(first["input"], json!("This is the voice of a service."), "{first}");
    assert_eq!(service.asked().len(), 2, "a service that refuses the key is left alone");
    server.is_left_empty().await?;
    visitor.finds_the_console_clean().await?;
    browser.close().await?;
    assert!(!server.log().contains("hush-hush"), "the key is in the log");
    server.stop_having_warned_of("speech")
}
