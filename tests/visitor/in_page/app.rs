//! The app on a host that has nothing but files.

use std::time::Duration;

use end_to_end::{Browser, Failure, Size, eventually};

use super::{Bare, built};

#[tokio::test]
async fn the_app_speaks_on_a_bare_host_and_later_without_a_network() -> Result<(), Failure> {
    if !built()? {
        return Ok(());
    }
    let bare = Bare::start()?;
    let browser = Browser::start("bare").await?;
    let visitor = browser.visit_at(&format!("{}/", bare.address())).await?;
    let line = visitor.text("service").await?;
    assert!(line.contains("Runs in your browser"), "{line}");
    visitor.start().await?;
    visitor.says("Nothing but files.").await?;
    spoken(&visitor, 1).await?;
    for (name, size) in [("phone", Size::PHONE), ("tablet", Size::TABLET), ("desk", Size::DESK)] {
        browser.resize(size).await?;
        assert!(!visitor.must_scroll_sideways().await?, "{name}");
        visitor.takes_a_picture(&format!("bare-{name}")).await?;
    }
    visitor.finds_no_barrier("in the page").await?;
    visitor.stop().await?;
    let stored = visitor.storage().await?;
    assert!(!stored.contains("streaming-avatar:"), "{stored}");
    // The only thing that did not go well is that there is no service.
    let told = visitor.console().await?;
    assert!(told.iter().all(|line| line.contains("avatar.list")), "{told:#?}");

    let kept = "navigator.serviceWorker.ready.then(() => arguments[0](!!navigator.serviceWorker.controller))";
    assert!(visitor.ask::<bool>(kept, Vec::new()).await?, "the page is kept");
    browser.goes_offline(true).await?;
    visitor.loads_again().await?;
    visitor.start().await?;
    visitor.says("Without a network.").await?;
    spoken(&visitor, 1).await?;
    browser.goes_offline(false).await?;
    browser.close().await
}

/// Waits until so many texts have been said.
async fn spoken(visitor: &end_to_end::Visitor, times: usize) -> Result<(), Failure> {
    let look = async || visitor.outcomes().await;
    let all = |outcomes: &Vec<String>| outcomes.len() == times && outcomes.iter().all(|outcome| outcome == "spoken");
    eventually("spoken", Duration::from_secs(30), look, all)
        .await
        .map(|_| ())
}
