//! The app on a host that has nothing but files.

use std::time::Duration;

use end_to_end::{Browser, Failure, Size, eventually, is_skin};
use serde_json::{Value, json};

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

#[tokio::test]
async fn the_gallery_runs_on_a_bare_host() -> Result<(), Failure> {
    if !built()? {
        return Ok(());
    }
    let bare = Bare::start()?;
    let browser = Browser::start("bare-gallery").await?;
    let visitor = browser.opens(&format!("{}/gallery.html", bare.address())).await?;
    visitor.waits_for_pictures().await?;
    // An element, the module and the frame at once: they share what draws and speaks.
    for (button, state) in [("#module-start", "#module-state"), ("#frame-start", "#frame-state")] {
        let live: Value = visitor
            .ask(include_str!("../modes/press.js"), vec![json!(button), json!(state)])
            .await?;
        assert_eq!(live, json!("Live"), "{state}");
    }
    let element = "#transparent streaming-avatar";
    let done: Value = visitor
        .ask(
            include_str!("../modes/bring.js"),
            vec![json!(element), json!("speaking")],
        )
        .await?;
    assert_eq!(done, json!("speaking"));
    for (place, name) in [(element, "element"), ("#own", "module"), ("#framed", "frame")] {
        let seen = visitor.looks_at(place, &format!("bare-gallery-{name}")).await?;
        assert!(seen.share(is_skin) > 0.03, "{name}: nobody is there");
    }
    let told = visitor.console().await?;
    assert!(told.iter().all(|line| line.contains("avatar.list")), "{told:#?}");
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
