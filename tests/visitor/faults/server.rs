//! Faults of the server: refusal, no free session, a killed session, a suspended process, a crash and a restart.

use std::time::Duration;

use end_to_end::{Browser, Failure, Server, eventually};

use super::is_live_and_has_said_it;

/// Long enough to be cut off in the middle, even on a slow machine.
const CUT_OFF: &str = "This sentence is cut off in the middle, wherever that may be, and then it is said once more, \
    from its beginning to its end, as if nothing at all had happened to anybody who listened to it.";

#[tokio::test]
async fn a_refused_key_is_reported_and_the_right_one_works() -> Result<(), Failure> {
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
async fn a_full_server_is_reported() -> Result<(), Failure> {
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
async fn a_server_crash_is_reported() -> Result<(), Failure> {
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
    assert_eq!(visitor.state().await?, "ended");
    assert_eq!(
        visitor.statistics().await?.open,
        0,
        "nothing is left behind in the page"
    );
    browser.close().await
}

#[tokio::test]
async fn the_page_reconnects_after_a_killed_session() -> Result<(), Failure> {
    let server = Server::start("killed", &[]).await?;
    let browser = Browser::start("killed").await?;
    let visitor = browser.visit(&server).await?;
    visitor.start().await?;
    // While the avatar is silent, and while it speaks: the sentence is spoken again.
    for speaks in [false, true] {
        let before = server.sessions(None).await?;
        if speaks {
            visitor.says(CUT_OFF).await?;
            visitor.is_told("avatar_start_talking", 1).await?;
        }
        server.kills_every_session().await?;
        let look = async || Ok((visitor.state().await?, server.sessions(None).await?));
        eventually(
            "another session, Live",
            Duration::from_secs(30),
            look,
            |(state, open)| state == "live" && open.len() == 1 && *open != before,
        )
        .await?;
        visitor.sees_no_error().await?;
    }
    let look = async || visitor.outcomes().await;
    eventually("the sentence is said", Duration::from_secs(30), look, |texts| {
        texts == &["spoken"]
    })
    .await?;
    visitor.is_told("avatar_start_talking", 2).await?;
    visitor.stop().await?;
    server.is_left_empty().await?;
    assert_eq!(visitor.statistics().await?.open, 0);
    browser.close().await?;
    server.stop()
}

#[tokio::test]
async fn the_page_reconnects_after_a_server_restart() -> Result<(), Failure> {
    let server = Server::start("restarted", &[]).await?;
    let browser = Browser::start("restarted").await?;
    let visitor = browser.visit(&server).await?;
    visitor.start().await?;
    visitor.says(CUT_OFF).await?;
    visitor.is_told("avatar_start_talking", 1).await?;
    let server = server.crashes_and_comes_back().await?;
    is_live_and_has_said_it(&visitor, Duration::from_secs(90)).await?;
    assert_eq!(server.sessions(None).await?.len(), 1);
    visitor.stop().await?;
    server.is_left_empty().await?;
    browser.close().await?;
    server.stop()
}

#[tokio::test]
async fn frozen_media_are_waited_for_and_then_reconnected() -> Result<(), Failure> {
    let server = Server::start("frozen", &[]).await?;
    let browser = Browser::start("frozen").await?;
    let visitor = browser.visit(&server).await?;
    visitor.start().await?;
    let first = server.sessions(None).await?;

    // A short suspension: no reconnect.
    server.freezes(Duration::from_secs(3)).await?;
    let seen = visitor.statistics().await?.frames_decoded;
    visitor
        .receives("pictures again", |now| now.frames_decoded > seen + 10)
        .await?;
    assert_eq!(visitor.state().await?, "live");
    assert_eq!(server.sessions(None).await?, first, "the session is the same");

    // A long suspension: the frozen session is given up, and the page reconnects as soon as the server answers.
    visitor.says("Is anybody there?").await?;
    server.freezes(Duration::from_secs(25)).await?;
    is_live_and_has_said_it(&visitor, Duration::from_secs(60)).await?;
    let open = server.sessions(None).await?;
    assert!(open.len() == 1 && open != first, "{open:?} after {first:?}");
    visitor.stop().await?;
    server.is_left_empty_within(Duration::from_secs(30)).await?;
    assert_eq!(visitor.statistics().await?.open, 0);
    browser.close().await?;
    server.stop()
}
