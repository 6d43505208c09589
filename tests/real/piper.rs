//! A Piper voice in the server itself.

use end_to_end::{Browser, Failure, Server, lag_of};

use crate::argument;
use crate::services::component;

/// Tolerance of lips against sound, in milliseconds either way.
const AGREES_WITHIN: f64 = 80.0;

#[tokio::test]
async fn lips_agree_with_the_sound_of_a_piper_voice() -> Result<(), Failure> {
    let voice = argument(&component("REAL_VOICE")?);
    let server = Server::start("real-piper", &["--piper-voice", &voice]).await?;
    let browser = Browser::start("real-piper").await?;
    let visitor = browser
        .visit_at(&format!(
            "{}/?greeting=off&background=keep&voice=piper:joe",
            server.address()
        ))
        .await?;
    visitor.start().await?;
    visitor
        .receives("thirty pictures decoded", |seen| seen.frames_decoded >= 30)
        .await?;
    visitor.begins_recording().await?;
    visitor.says("Papa. Bob. Mama. Pop. Palm. Baba. Mop. Papa.").await?;
    visitor.is_told("avatar_stop_talking", 1).await?;
    let recording = visitor.ends_recording().await?;
    recording.keep("real-piper")?;
    let (sound, mouth) = (recording.sound().smoothed(60.0), recording.mouth().smoothed(60.0));
    let (lag, agreement) = lag_of(&mouth, &sound, 500.0).expect("both vary");
    println!("the mouth is {lag} ms behind the sound of joe; they agree by {agreement:.2}");
    assert!(
        agreement > 0.4,
        "mouth and sound hardly follow each other: {agreement:.2}"
    );
    assert!(lag.abs() <= AGREES_WITHIN, "the mouth is {lag} ms behind the sound");
    assert!(!server.log().contains("built-in voice"), "{}", server.log());
    visitor.stop().await?;
    browser.close().await?;
    server.stop()
}
