//! Early start: `streaming.new` is sent while the wasm still loads, and is as safe as a call that the wasm sends.

use std::time::Duration;

use end_to_end::{Browser, Failure, Server, eventually};
use serde_json::{Value, json};

use crate::embed::module_page;

#[tokio::test]
async fn the_early_call_equals_the_wasms_own_call() -> Result<(), Failure> {
    let server = Server::start("early", &[]).await?;
    let browser = Browser::start("early").await?;
    let (_host, visitor) = module_page(&server, &browser).await?;
    let told: Value = visitor
        .ask(include_str!("embed/early.js"), vec![json!(server.address())])
        .await?;
    assert_eq!(told["order"], json!(["new", "wasm"]), "{told:#}");
    assert_eq!(told["sent"], json!(["new", 2]), "the second is early, too: {told:#}");
    assert_eq!(told["starting"], json!(0), "its outcome is known: {told:#}");
    assert_eq!(told["given_up"], json!(["stopped", "ended"]), "{told:#}");
    assert_eq!(told["early"], told["wasms"], "the same request: {told:#}");
    assert!(told["early"]["voice"]["rate"] == json!(0.5), "{told:#}");
    assert_eq!(told["early"]["activity_idle_timeout"], json!(45), "{told:#}");
    // In ms since start(), before the wasm was loaded.
    let created = told["milestones"]["created"].as_u64();
    assert!(created >= Some(400), "{told:#}");
    server.is_left_empty().await?;
    browser.close().await?;
    server.stop()
}

#[tokio::test]
async fn leaving_the_page_before_the_wasm_is_loaded_leaves_no_session() -> Result<(), Failure> {
    let server = Server::start("early-left", &[]).await?;
    let browser = Browser::start("early-left").await?;
    let (_host, visitor) = module_page(&server, &browser).await?;
    let begin = "const [there, done] = arguments; (async () => { \
                 while (!window.StreamingAvatar) await new Promise((later) => setTimeout(later, 50)); \
                 const before = window.fetch; \
                 window.fetch = (...given) => String(given[0]).endsWith('.wasm') ? new Promise(() => {}) : before(...given); \
                 window.avatar = new StreamingAvatar({ apiBase: there }); \
                 avatar.start(); })().then(() => done(0))";
    visitor.ask::<Value>(begin, vec![json!(server.address())]).await?;
    let look = async || server.sessions(None).await;
    eventually("an open session", Duration::from_secs(20), look, |open| open.len() == 1).await?;
    // Sessions whose reply no page received are ended by the server.
    tokio::time::sleep(Duration::from_millis(500)).await;
    visitor.leaves().await?;
    server.is_left_empty().await?;
    browser.close().await?;
    server.stop()
}

#[tokio::test]
async fn a_prerendered_page_opens_no_session_before_its_visit() -> Result<(), Failure> {
    let server = Server::start("ahead", &[]).await?;
    let browser = Browser::start("ahead").await?;
    let (_host, visitor) = module_page(&server, &browser).await?;
    let there = vec![json!(server.address())];
    let told: Value = visitor.ask(include_str!("early/ahead.js"), there).await?;
    assert_eq!(told["before"], json!(0), "{told:#}");
    assert_eq!(told["stopped"], json!("stopped"), "{told:#}");
    assert_eq!(told["after"], json!("live"), "{told:#}");
    assert_eq!(
        server.sessions(None).await?.len(),
        1,
        "one was stopped before the page was seen"
    );
    visitor.leaves().await?;
    server.is_left_empty().await?;
    browser.close().await?;
    server.stop()
}

#[tokio::test]
async fn a_start_whose_wasm_never_loads_times_out() -> Result<(), Failure> {
    let server = Server::start("never", &[]).await?;
    let browser = Browser::start("never").await?;
    let (_host, visitor) = module_page(&server, &browser).await?;
    let there = vec![json!(server.address())];
    let told: Value = visitor.ask(include_str!("early/never.js"), there).await?;
    assert_eq!(
        told,
        json!({ "code": "not-loaded", "state": "ended", "text": "failed", "timers": 0 })
    );
    server.is_left_empty().await?;
    browser.close().await?;
    server.stop()
}
