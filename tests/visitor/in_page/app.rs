//! The app on a static host.

use std::time::Duration;

use end_to_end::{Browser, Failure, Size, eventually, is_skin};
use serde_json::{Value, json};

use super::{Bare, built};

#[tokio::test]
async fn the_app_speaks_on_a_static_host_and_later_offline() -> Result<(), Failure> {
    if !built()? {
        return Ok(());
    }
    let bare = Bare::start_with_a_copy()?;
    // As in the folder for static hosts, so that not a single request fails.
    std::fs::create_dir_all(bare.file("v1/streaming")).unwrap();
    std::fs::write(
        bare.file("v1/streaming/avatar.list"),
        "No service is hosted here, only files.",
    )
    .unwrap();
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
    visitor.finds_the_console_clean().await?;

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
async fn a_new_build_replaces_the_cache_as_a_whole_and_a_service_clears_it() -> Result<(), Failure> {
    if !built()? {
        return Ok(());
    }
    let bare = Bare::start_with_a_copy()?;
    let browser = Browser::start("bare-update").await?;
    let address = format!("{}/", bare.address());
    let visitor = browser.visit_at(&address).await?;
    let waits_for = async |what: &str, script: &str| {
        let script = format!("({script})().then(arguments[0])");
        let look = async || visitor.ask::<bool>(&script, Vec::new()).await;
        eventually(what, Duration::from_secs(30), look, |is_it| *is_it)
            .await
            .map(|_| ())
    };
    waits_for(
        "the first build, kept",
        "async () => !!navigator.serviceWorker.controller",
    )
    .await?;

    let change = |name: &str, from: &str, to: &str| {
        let file = bare.file(name);
        let text = std::fs::read_to_string(&file).unwrap();
        assert!(text.contains(from), "{name}");
        std::fs::write(file, text.replacen(from, to, 1)).unwrap();
    };
    change("offline.js", "BUILD = \"", "BUILD = \"another");
    change("index.html", "<title>Streaming Avatar", "<title>Another build");
    visitor.goes_to(&address).await?;
    waits_for("both builds", "async () => (await caches.keys()).length === 2").await?;
    // The new build takes over once no page of the old one is open.
    let another = async || {
        visitor.leaves().await?;
        tokio::time::sleep(Duration::from_secs(1)).await;
        visitor.goes_to(&address).await?;
        visitor.runs::<String>("return document.title").await
    };
    eventually("the new build", Duration::from_secs(30), another, |title| {
        title == "Another build"
    })
    .await?;
    waits_for("the new build alone", "async () => (await caches.keys()).length === 1").await?;

    // A service is started beside the page.
    std::fs::create_dir_all(bare.file("v1/streaming")).unwrap();
    for list in ["avatar.list", "voice.list"] {
        std::fs::write(bare.file(&format!("v1/streaming/{list}")), r#"{"code":100,"data":[]}"#).unwrap();
    }
    visitor.goes_to(&address).await?;
    let gone =
        "async () => !(await caches.keys()).length && !(await navigator.serviceWorker.getRegistrations()).length";
    waits_for("nothing kept", gone).await?;
    browser.close().await
}

#[tokio::test]
async fn the_gallery_runs_on_a_static_host() -> Result<(), Failure> {
    if !built()? {
        return Ok(());
    }
    let bare = Bare::start()?;
    let browser = Browser::start("bare-gallery").await?;
    let visitor = browser.opens(&format!("{}/gallery.html", bare.address())).await?;
    visitor.waits_for_pictures().await?;
    // An element, the module and the frame at once: they share drawing and voice.
    for (button, state) in [("#module-start", "#module-state"), ("#frame-start", "#frame-state")] {
        let live: Value = visitor
            .ask(include_str!("../modes/press.js"), vec![json!(button), json!(state)])
            .await?;
        assert_eq!(live, json!("live"), "{state}");
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

/// Waits until this number of texts has been spoken.
async fn spoken(visitor: &end_to_end::Visitor, times: usize) -> Result<(), Failure> {
    let look = async || visitor.outcomes().await;
    let all = |outcomes: &Vec<String>| outcomes.len() == times && outcomes.iter().all(|outcome| outcome == "spoken");
    eventually("spoken", Duration::from_secs(30), look, all)
        .await
        .map(|_| ())
}
