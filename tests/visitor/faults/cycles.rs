//! What comes goes: a page that starts and stops again and again holds no more than before.

use end_to_end::{Browser, Cycled, Failure, Footprint, Server};

/// Cycles before the first look: what is made once is no leak.
const WARM_UP: u32 = 20;
/// So many that a kilobyte of each would be seen, although wasm memory grows by whole pages.
const CYCLES: u32 = 80;

/// What may have been made once more in the meantime; what each cycle leaves behind is more than that.
fn allowed(name: &str) -> u64 {
    match name {
        // Sound comes and goes a little; a session's listeners are some thirty.
        "event listeners" | "DOM nodes" => u64::from(CYCLES) - 1,
        // The allocator takes pages of 64 KiB: one more may be what was almost full.
        "wasm memory, bytes" => 65_536,
        _ => 0,
    }
}

async fn holds_no_more(name: &str, whose: Cycled) -> Result<(), Failure> {
    let server = Server::start(name, &[]).await?;
    let browser = Browser::start(name).await?;
    let visitor = browser.visit(&server).await?;
    visitor.cycles(whose, WARM_UP).await?;
    let before = visitor.footprint().await?;
    visitor.cycles(whose, CYCLES).await?;
    let after = visitor.footprint().await?;
    let figures = before.figures().into_iter().zip(after.figures());
    // The heap is no count: how full it is depends on when it was cleaned up.
    for (name, (before, after)) in Footprint::NAMES.into_iter().zip(figures).skip(1) {
        assert!(
            after <= before + allowed(name),
            "{name}: {before} before {CYCLES} starts and stops, {after} after them"
        );
    }
    assert_eq!(after.peers, 0, "a peer connection is held by something");
    server.is_left_empty().await?;
    browser.close().await?;
    server.stop()
}

#[tokio::test]
async fn starts_and_stops_leave_the_app_as_it_was() -> Result<(), Failure> {
    holds_no_more("cycles-app", Cycled::App).await
}

#[tokio::test]
async fn starts_and_stops_leave_the_module_as_it_was() -> Result<(), Failure> {
    holds_no_more("cycles-module", Cycled::Module).await
}

#[tokio::test]
async fn starts_and_stops_leave_a_page_with_its_own_service_as_it_was() -> Result<(), Failure> {
    if !crate::in_page::built()? {
        return Ok(());
    }
    holds_no_more("cycles-page", Cycled::Page).await
}
