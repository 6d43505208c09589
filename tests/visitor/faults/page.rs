//! Faults of the page: left, restored from the back/forward cache, reloaded, crashed, offline.

use std::time::Duration;

use api::Call;
use end_to_end::proxy::{Fault, Proxy, Rule, Times};
use end_to_end::{Browser, Failure, Server, Visitor, eventually};
use serde_json::{Value, json};

/// Time limit for a single call.
const SOON: Duration = Duration::from_secs(20);

const ONE_OF_TWO: &str = include_str!("page/one_of_two.js");

/// The browser's reason for not keeping the page in its back/forward cache.
const REASONS: &str = "const [entry] = performance.getEntriesByType('navigation'); \
    return JSON.stringify(entry?.notRestoredReasons ?? null)";

async fn is_seen(visitor: &Visitor) -> Result<(), Failure> {
    let seen = visitor.statistics().await?.frames_decoded;
    visitor
        .receives("ten more pictures", |now| now.frames_decoded >= seen + 10)
        .await
        .map(|_| ())
}

#[tokio::test]
async fn a_restored_page_shows_the_ended_session_and_restarts_with_one_click() -> Result<(), Failure> {
    let server = Server::start("back", &[]).await?;
    let browser = Browser::start("back").await?;
    // With a slow stop, the page is frozen while it waits for the reply.
    for delay in [0, 2] {
        let slow = Fault::Delay(Duration::from_secs(delay));
        let proxy = Proxy::before(&server, vec![Rule::new(Call::Stop, Times::Every, slow)]).await?;
        let visitor = browser.visit_at(&proxy.address()).await?;
        visitor.start().await?;
        is_seen(&visitor).await?;
        visitor.runs::<Option<()>>("window.kept = true").await?;
        visitor.goes_to(&format!("{}/embed/embed.css", proxy.address())).await?;
        server.is_left_empty().await?;
        visitor.goes_back().await?;

        let kept: bool = visitor.runs("return window.kept === true").await?;
        assert!(
            kept,
            "it was loaded anew, because: {}",
            visitor.runs::<String>(REASONS).await?
        );
        assert_eq!(visitor.state().await?, "ended");
        let status = visitor.text("state").await?;
        assert!(status.contains("left the page"), "{status}");
        visitor.sees_no_error().await?;
        visitor.start().await?;
        is_seen(&visitor).await?;
        assert_eq!(server.sessions(None).await?.len(), 1);
        visitor.stop().await?;
        server.is_left_empty().await?;
        assert_eq!(visitor.statistics().await?.open, 0);
    }
    browser.close().await?;
    server.stop()
}

#[tokio::test]
async fn a_reloaded_page_starts_at_once_where_only_one_session_is_allowed() -> Result<(), Failure> {
    let server = Server::start("again", &["--max-sessions", "1"]).await?;
    let browser = Browser::start("again").await?;
    let visitor = browser.visit(&server).await?;
    for _ in 0..3 {
        visitor.start().await?;
        visitor.loads_again().await?;
        visitor.start().await?;
        visitor.sees_no_error().await?;
        visitor.loads_again().await?;
    }
    server.is_left_empty().await?;
    browser.close().await?;
    server.stop()
}

#[tokio::test]
async fn the_next_start_stops_the_session_of_a_crashed_tab() -> Result<(), Failure> {
    let server = Server::start("crashed", &["--max-sessions", "1"]).await?;
    let browser = Browser::start("crashed").await?;
    let tab = browser.opens_a_tab(&server.address()).await?;
    tab.start().await?;
    tab.crashes().await?;
    let visitor = browser.visit(&server).await?;
    assert_eq!(server.sessions(None).await?.len(), 1, "nobody could stop it");
    let orphan = server.sessions(None).await?;

    visitor.start().await?;
    visitor.sees_no_error().await?;
    let open = server.sessions(None).await?;
    assert_eq!(open.len(), 1);
    assert_ne!(open.first(), orphan.first(), "it is another one");
    visitor.stop().await?;
    server.is_left_empty().await?;
    browser.close().await?;
    server.stop()
}

/// Pages over plain HTTP have no Web Locks, which distinguish a crashed tab's session from a living one's.
#[tokio::test]
async fn tabs_without_web_locks_do_not_stop_each_others_sessions() -> Result<(), Failure> {
    let without_locks = "Object.defineProperty(navigator, 'locks', { value: undefined })";
    let server = Server::start("no-locks", &[]).await?;
    let browser = Browser::start("no-locks").await?;
    let tab = browser.opens_a_tab(&server.address()).await?;
    tab.runs::<Option<()>>(without_locks).await?;
    tab.start().await?;
    let first = server.sessions(None).await?;

    let visitor = browser.visit(&server).await?;
    visitor.runs::<Option<()>>(without_locks).await?;
    let told: Value = visitor.ask(ONE_OF_TWO, Vec::new()).await?;
    assert_eq!(told, json!("live"));
    let open = server.sessions(None).await?;
    assert_eq!(open.len(), 2);
    assert!(
        first.iter().all(|session| is_among(session, &open)),
        "the first tab's was stopped"
    );
    assert_eq!(tab.state().await?, "live");

    tab.crashes().await?;
    let again = "const done = arguments[0]; window.one.stop().then(() => window.one.start()).then(() => done(true))";
    visitor.ask::<bool>(again, Vec::new()).await?;
    let look = async || server.sessions(None).await;
    eventually("the crashed tab's session is stopped", SOON, look, |open| {
        open.len() == 1 && !first.iter().any(|session| is_among(session, open))
    })
    .await?;
    visitor.leaves().await?;
    server.is_left_empty().await?;
    browser.close().await?;
    server.stop()
}

fn is_among(session: &Value, open: &[Value]) -> bool {
    open.iter().any(|one| one["session_id"] == session["session_id"])
}

#[tokio::test]
async fn leaving_the_page_during_the_start_leaves_no_session() -> Result<(), Failure> {
    // (the call that hangs, and how the server ends a session that no page knows of)
    let cases = [
        (Call::Start, Fault::Hold),
        (Call::Start, Fault::HoldReply),
        (Call::New, Fault::Hold),
        (Call::New, Fault::HoldReply),
    ];
    let server = Server::start("mid-start", &["--start-timeout", "5"]).await?;
    let browser = Browser::start("mid-start").await?;
    for (call, fault) in cases {
        let name = format!("{} {fault:?}", call.path());
        let proxy = Proxy::before(&server, vec![Rule::new(call, Times::Every, fault)]).await?;
        let visitor = browser.visit_at(&proxy.address()).await?;
        visitor.press("start").await?;
        let look = async || Ok(proxy.count(call.path()));
        eventually(&name, SOON, look, |count| *count > 0).await?;
        visitor.leaves().await?;
        if call == Call::Start {
            // Its id is known: it is stopped although `streaming.start` still hangs.
            server.is_left_empty().await?;
        }
        proxy.release().await;
        server.is_left_empty().await?;
    }
    browser.close().await?;
    server.stop()
}

#[tokio::test]
async fn offline_is_reported_until_the_network_is_back() -> Result<(), Failure> {
    let server = Server::start("offline", &[]).await?;
    let browser = Browser::start("offline").await?;
    let visitor = browser.visit(&server).await?;

    // During the start: no session is lost, and the start continues by itself.
    browser.goes_offline(true).await?;
    visitor.press("start").await?;
    let error = visitor.reads_an_error().await?;
    assert!(error.contains("offline"), "{error}");
    tokio::time::sleep(Duration::from_secs(2)).await;
    browser.goes_offline(false).await?;
    visitor.reaches("live").await?;
    visitor.sees_no_error().await?;

    // During the session: the picture stays, a text waits, and the message disappears once online.
    browser.goes_offline(true).await?;
    visitor.reads_an_error().await?;
    visitor.says("I am back.").await?;
    is_seen(&visitor).await?;
    tokio::time::sleep(Duration::from_secs(2)).await;
    browser.goes_offline(false).await?;
    let look = async || Ok((visitor.outcomes().await?, visitor.sees("error").await?));
    eventually(
        "the text is said and the message gone",
        SOON * 2,
        look,
        |(texts, error)| texts == &["spoken"] && !error,
    )
    .await?;
    assert_eq!(visitor.state().await?, "live");

    // During the stop: the stop is sent later.
    browser.goes_offline(true).await?;
    visitor.stop().await?;
    browser.goes_offline(false).await?;
    server.is_left_empty_within(SOON).await?;
    browser.close().await?;
    server.stop()
}

/// The number in a line of text.
fn seconds(line: &str) -> Option<u32> {
    line.split(|c: char| !c.is_ascii_digit())
        .find_map(|part| part.parse().ok())
}

#[tokio::test]
async fn the_end_of_the_session_is_announced() -> Result<(), Failure> {
    for (argument, words, reason) in [
        ("--max-duration", "longest time", "longest time"),
        ("--idle-timeout", "Nothing was said", "nothing was said"),
    ] {
        let server = Server::start("limit", &[argument, "14"]).await?;
        let browser = Browser::start("limit").await?;
        let visitor = browser.visit(&server).await?;
        visitor.start().await?;
        let look = async || visitor.text("facts").await;
        eventually("how long it lasts", SOON, look, |facts| {
            facts.contains("Ends by itself in 1")
        })
        .await?;
        let look = async || visitor.sees("limit").await;
        eventually("a line that counts down", SOON, look, |seen| *seen).await?;
        let line = visitor.text("limit").await?;
        assert!(line.contains(words), "{line}");
        let told = "const line = document.querySelector('[data-testid=limit]'); return !!line.closest('[role=status]') && !!line.querySelector('[role=timer]')";
        assert!(
            visitor.runs::<bool>(told).await?,
            "not read aloud, or with every second"
        );
        visitor.takes_a_picture(&format!("limit{argument}")).await?;
        // The line disappears with the session, and its last text is no number.
        let look = async || Ok(seconds(&visitor.text("limit").await.unwrap_or_default()));
        let fewer = |now: &Option<u32>| now.is_some() && *now < seconds(&line);
        eventually("fewer seconds", SOON, look, fewer).await?;
        visitor.reaches("ended").await?;
        let status = visitor.text("state").await?;
        assert!(status.contains(reason), "{status}");
        visitor.sees_no_error().await?;
        server.is_left_empty().await?;
        browser.close().await?;
        server.stop()?;
    }
    Ok(())
}
