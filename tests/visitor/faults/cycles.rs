//! No leaks: repeated starts and stops leave a page as it was.

use std::time::Duration;

use end_to_end::{Browser, Cycled, Failure, Footprint, Server, eventually};

/// Warm-up cycles before the first look: objects that are made once are no leak.
const WARM_UP: u32 = 20;
/// Enough cycles that a leak of one kilobyte each is seen, although wasm memory grows in whole pages.
const CYCLES: u32 = 80;
/// How long timers of the page may hold what they are for.
const TIMEOUT: Duration = Duration::from_secs(10);

/// Tolerance for objects that are made anew once in the meantime; a leak in each cycle exceeds it.
fn allowed(name: &str) -> u64 {
    match name {
        // The browser keeps something of each script that the test runs, and of functions that run for the first time meanwhile: 22 kB were seen.
        "JS heap, bytes" => u64::from(CYCLES - 1) * 1024,
        // Sound varies a little; a session has about thirty listeners.
        "event listeners" | "DOM nodes" => u64::from(CYCLES) - 1,
        // The allocator takes pages of 64 KiB: one more may have been almost full before.
        "wasm memory, bytes" => 65_536,
        _ => 0,
    }
}

async fn holds_no_more(name: &str, whose: Cycled) -> Result<(), Failure> {
    let server = Server::start(name, &[]).await?;
    let browser = Browser::without_compiler(name).await?;
    let visitor = browser.visit(&server).await?;
    visitor.cycles(whose, WARM_UP).await?;
    let before = visitor.footprint().await?;
    visitor.cycles(whose, CYCLES).await?;
    let has_grown = |after: &Footprint| {
        let figures = before.figures().into_iter().zip(after.figures());
        let mut named = Footprint::NAMES.into_iter().zip(figures);
        named.any(|(name, (before, after))| after > before + allowed(name))
    };
    // An object that a timer of the page still holds is no leak: it is gone some seconds later.
    let wanted = format!("after {CYCLES} starts and stops, hardly more than {before:?}");
    let look = async || visitor.footprint().await;
    let after = eventually(&wanted, TIMEOUT, look, |after| !has_grown(after)).await?;
    assert_eq!(after.peers, 0, "a peer connection is held by something");
    server.is_left_empty().await?;
    browser.close().await?;
    server.stop()
}

#[tokio::test]
async fn starts_and_stops_leak_nothing_in_the_app() -> Result<(), Failure> {
    holds_no_more("cycles-app", Cycled::App).await
}

#[tokio::test]
async fn starts_and_stops_leak_nothing_in_the_module() -> Result<(), Failure> {
    holds_no_more("cycles-module", Cycled::Module).await
}

#[tokio::test]
async fn starts_and_stops_leak_nothing_with_the_pages_own_service() -> Result<(), Failure> {
    if !crate::in_page::built()? {
        return Ok(());
    }
    holds_no_more("cycles-page", Cycled::Page).await
}
