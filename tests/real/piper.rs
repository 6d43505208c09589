//! A Piper voice in the server itself.

use end_to_end::{Browser, Failure, Server, lips_agree};

use crate::argument;
use crate::services::component;

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
    lips_agree(&visitor, "real-piper").await?;
    assert!(!server.log().contains("built-in voice"), "{}", server.log());
    visitor.stop().await?;
    browser.close().await?;
    server.stop()
}
