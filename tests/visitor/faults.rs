//! What goes wrong is said, with what to do next, and leaves nothing behind.

use end_to_end::{Browser, Failure, Server};

#[tokio::test]
async fn a_refused_key_is_said_and_the_right_one_works() -> Result<(), Failure> {
    let key = "the-right-key-0123456789";
    let server = Server::start("key", &["--api-key", key]).await?;
    let browser = Browser::start("key").await?;
    let visitor = browser.visit(&server).await?;

    visitor.fills_in("credential", "a-wrong-key").await?;
    visitor.press("start").await?;
    let error = visitor.reads_an_error().await?;
    assert!(error.to_lowercase().contains("key"), "{error}");
    assert!(!error.contains("a-wrong-key"), "a key is never shown: {error}");
    assert!(server.sessions(Some(key)).await?.is_empty());

    visitor.fills_in("credential", key).await?;
    visitor.start().await?;
    visitor
        .receives("ten pictures decoded", |seen| seen.frames_decoded >= 10)
        .await?;
    assert!(!visitor.storage().await?.contains(key), "a key is never stored");
    visitor.stop().await?;
    assert!(server.sessions(Some(key)).await?.is_empty());
    browser.close().await?;
    server.stop()
}

#[tokio::test]
async fn a_full_server_is_said() -> Result<(), Failure> {
    let server = Server::start("full", &["--max-sessions", "1"]).await?;
    let browser = Browser::start("full").await?;
    let visitor = browser.visit(&server).await?;
    server.occupy().await?;

    visitor.press("start").await?;
    let error = visitor.reads_an_error().await?;
    assert!(error.to_lowercase().contains("session"), "{error}");
    assert_eq!(server.sessions(None).await?.len(), 1, "only the other one's");
    browser.close().await?;
    server.stop()
}

#[tokio::test]
async fn a_server_that_dies_is_said() -> Result<(), Failure> {
    let server = Server::start("dies", &[]).await?;
    let browser = Browser::start("dies").await?;
    let visitor = browser.visit(&server).await?;
    visitor.start().await?;
    visitor
        .receives("ten pictures decoded", |seen| seen.frames_decoded >= 10)
        .await?;
    server.kill()?;

    let error = visitor.reads_an_error_in_the_end().await?;
    assert!(error.len() > 20, "a sentence: {error}");
    assert_eq!(visitor.state().await?, "Ended");
    assert_eq!(
        visitor.statistics().await?.open,
        0,
        "nothing is left behind in the page"
    );
    browser.close().await
}
