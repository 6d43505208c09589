//! A real speech service behind the server.

use end_to_end::{Browser, Failure, Server};
use serde_json::{Value, json};

use crate::services::Service;
use crate::with_module;

#[tokio::test]
async fn a_real_speech_service_speaks() -> Result<(), Failure> {
    let service = Service::speech("real-speech").await?;
    let server = Server::start("real-speech", &["--tts-url", &service.url(), "--tts-voice", "joe=en"]).await?;
    let browser = Browser::start("real-speech").await?;
    let told: Value = with_module(&server, &browser, include_str!("speech.js")).await?;
    println!("speech by a service: {told}");
    assert_eq!(told["outcomes"], json!(["spoken", "spoken"]), "{told:#}");
    assert_eq!(told["problems"], json!([]), "{told:#}");
    browser.close().await?;
    server.stop()
}
