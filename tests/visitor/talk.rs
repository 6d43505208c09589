//! A session from start to stop: picture, speech, interruption.

use std::time::{Duration, Instant};

use end_to_end::{Browser, Failure, Server, eventually};

#[tokio::test]
async fn a_visitor_starts_sees_a_moving_face_and_stops() -> Result<(), Failure> {
    let server = Server::start("start", &[]).await?;
    let browser = Browser::start("start").await?;
    let visitor = browser.visit(&server).await?;
    assert_eq!(visitor.state().await?, "idle", "a session is never opened unasked");
    assert!(
        server.sessions(None).await?.is_empty(),
        "a session is never opened unasked"
    );

    visitor.start().await?;
    let first = visitor
        .receives("ten pictures decoded", |seen| seen.frames_decoded >= 10)
        .await?;
    assert!(first.width >= 320 && first.height >= 240, "{first:?}");
    let recording = visitor.records(Duration::from_secs(3)).await?;
    assert!(
        recording.pictures.len() >= 3,
        "{} pictures in 3 s",
        recording.pictures.len()
    );
    assert!(recording.motion() > 0.0, "nobody is that still: they breathe and blink");
    assert_eq!(server.sessions(None).await?.len(), 1);

    visitor.stop().await?;
    server.is_left_empty().await?;
    let last = visitor.statistics().await?;
    assert_eq!(last.open, 0, "a peer connection was left open: {last:?}");
    visitor.finds_the_console_clean().await?;
    browser.close().await?;
    server.stop()
}

#[tokio::test]
async fn a_typed_sentence_is_spoken_with_moving_lips() -> Result<(), Failure> {
    let server = Server::start("speak", &[]).await?;
    let browser = Browser::start("speak").await?;
    let visitor = browser.visit(&server).await?;
    visitor.start().await?;
    visitor
        .receives("ten pictures decoded", |seen| seen.frames_decoded >= 10)
        .await?;
    let silent = visitor.records(Duration::from_secs(2)).await?;
    let before = visitor.statistics().await?;

    visitor.begins_recording().await?;
    visitor.says("Good morning! It is a pleasure to meet you.").await?;
    let started = visitor.is_told("avatar_start_talking", 1).await?;
    let stopped = visitor.is_told("avatar_stop_talking", 1).await?;
    let spoken = visitor.ends_recording().await?;
    silent.keep("silent")?;
    spoken.keep("spoken")?;

    let talked = stopped[0].at - started[0].at;
    assert!((1000.0..10_000.0).contains(&talked), "the sentence took {talked} ms");
    let after = visitor.statistics().await?;
    assert!(
        after.audio_energy > before.audio_energy + 0.001,
        "silence: {before:?} then {after:?}"
    );
    let (resting, moving) = (silent.motion(), spoken.motion());
    assert!(
        moving > 3.0 * resting,
        "around the mouth {moving:.1} grey levels change in a second, at rest {resting:.1}"
    );
    let transcript = visitor.text("transcript").await?;
    assert!(
        transcript.contains("It is a pleasure to meet you."),
        "the transcript says: {transcript}"
    );

    visitor.stop().await?;
    server.is_left_empty().await?;
    visitor.finds_the_console_clean().await?;
    browser.close().await?;
    server.stop()
}

#[tokio::test]
async fn a_speech_can_be_interrupted_and_followed_by_another() -> Result<(), Failure> {
    let server = Server::start("interrupt", &[]).await?;
    let browser = Browser::start("interrupt").await?;
    let visitor = browser.visit(&server).await?;
    visitor.start().await?;

    let long = "This is a long story. It goes on and on, and nobody knows when it will end. \
                Once upon a time there was a mill by a river, and in the mill there lived a miller with three sons.";
    visitor.says(long).await?;
    visitor.is_told("avatar_start_talking", 1).await?;
    visitor.press("interrupt").await?;
    let pressed = Instant::now();
    visitor.is_told("avatar_stop_talking", 1).await?;
    // The story takes more than ten seconds, so that an interruption cannot be mistaken for its end.
    assert!(
        pressed.elapsed() < Duration::from_secs(5),
        "the speech went on for {:?}",
        pressed.elapsed()
    );
    tokio::time::sleep(Duration::from_millis(500)).await;
    let quiet = visitor.statistics().await?;
    tokio::time::sleep(Duration::from_secs(1)).await;
    let still = visitor.statistics().await?;
    assert!(
        still.audio_energy - quiet.audio_energy < 0.001,
        "it went on after the interruption"
    );

    visitor.says("And now something else.").await?;
    visitor.is_told("avatar_stop_talking", 2).await?;
    let again = visitor.statistics().await?;
    assert!(
        again.audio_energy > still.audio_energy + 0.001,
        "the next text was not spoken"
    );

    visitor.stop().await?;
    server.is_left_empty().await?;
    visitor.finds_the_console_clean().await?;
    browser.close().await?;
    server.stop()
}

#[tokio::test]
async fn a_stop_during_the_start_leaves_no_session() -> Result<(), Failure> {
    let server = Server::start("cancel", &[]).await?;
    let browser = Browser::start("cancel").await?;
    let visitor = browser.visit(&server).await?;
    // The Cancel button ignores clicks at first.
    browser.delays_requests(1500).await?;
    visitor.press("start").await?;
    visitor.stop().await?;
    server.is_left_empty().await?;
    browser.delays_requests(1).await?;

    // The page can start again.
    visitor.start().await?;
    visitor.stop().await?;
    server.is_left_empty().await?;
    visitor.finds_the_console_clean().await?;
    browser.close().await?;
    server.stop()
}

#[tokio::test]
async fn a_closed_page_leaves_no_session() -> Result<(), Failure> {
    let server = Server::start("leave", &[]).await?;
    let browser = Browser::start("leave").await?;
    let visitor = browser.visit(&server).await?;
    visitor.start().await?;
    visitor.leaves().await?;
    let look = async || server.sessions(None).await;
    // Well before the server's own timeout.
    eventually("the session is stopped", Duration::from_secs(10), look, Vec::is_empty).await?;
    browser.close().await?;
    server.stop()
}
