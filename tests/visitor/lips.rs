//! Lip synchronisation of the built-in voices.

use end_to_end::{Browser, Failure, Server, lips_agree};

#[tokio::test]
async fn lips_and_sound_agree_where_they_arrive() -> Result<(), Failure> {
    let server = Server::start("lips", &[]).await?;
    let browser = Browser::start("lips").await?;
    // To take the green screen out takes time without a graphics card; it is not what is measured.
    let visitor = browser
        .visit_at(&format!("{}/?greeting=off&background=keep", server.address()))
        .await?;
    visitor.start().await?;
    visitor
        .receives("thirty pictures decoded", |seen| seen.frames_decoded >= 30)
        .await?;
    lips_agree(&visitor, "lips").await?;
    visitor.stop().await?;
    browser.close().await?;
    server.stop()
}
