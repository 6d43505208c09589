//! The element on a page of another origin than its files.

use std::time::Duration;

use end_to_end::{Browser, Failure, Visitor, is_green, is_skin};
use serde_json::{Value, json};

use super::{Bare, built};
use crate::host::Host;

/// The content security policy that such a page needs, and nothing beyond.
fn policy(there: &str) -> String {
    format!(
        "default-src 'none'; script-src 'self' {there} 'wasm-unsafe-eval'; worker-src blob: {there}; style-src 'self'; connect-src {there}; img-src data:; \
         require-trusted-types-for 'script'; trusted-types streaming-avatar"
    )
}

/// A page of another origin with one element.
async fn page(bare: &Bare, browser: &Browser) -> Result<(Host, Visitor), Failure> {
    let there = bare.address();
    let origin = there.trim_end_matches("/demo");
    let body = format!(
        "<script type=module src={there}/embed/element.js></script><script type=module src=/page.js></script>\
         <streaming-avatar id=avatar service=page background=transparent captions></streaming-avatar>"
    );
    let host = Host::start(
        &policy(origin),
        &body,
        "document.body.style.background = 'rgb(255, 165, 0)';",
    )?;
    let visitor = browser.opens(&host.address()).await?;
    Ok((host, visitor))
}

fn is_orange([red, green, blue]: [u8; 3]) -> bool {
    red > 250 && (160..170).contains(&green) && blue < 5
}

#[tokio::test]
async fn it_works_on_another_origin_under_a_strict_policy_without_any_server() -> Result<(), Failure> {
    if !built()? {
        return Ok(());
    }
    let bare = Bare::start()?;
    let browser = Browser::start("in-page").await?;
    let (_host, visitor) = page(&bare, &browser).await?;
    let lived: Value = visitor.ask(include_str!("live.js"), Vec::new()).await?;
    assert_eq!(
        lived["outcomes"],
        json!(["spoken", "interrupted", "interrupted", "spoken"]),
        "{lived:#}"
    );
    assert_eq!(lived["captions"][0], json!("Good morning."), "{lived:#}");
    assert_eq!(lived["talk"], json!("no-language-model"), "{lived:#}");
    let progress = lived["progress"].as_array().map_or(0, Vec::len);
    assert!(progress > 0, "how much has come is told: {lived:#}");

    let seen = visitor.looks_at("#avatar", "in-page").await?;
    assert!(seen.share(is_skin) > 0.05, "nobody is there");
    assert!(
        seen.share(is_orange) > 0.2,
        "the page is behind it: {}",
        seen.share(is_orange)
    );
    assert!(seen.share(is_green) < 0.001, "no screen is left");

    // Offline from here on.
    browser.goes_offline(true).await?;
    let again: Value = visitor.ask(include_str!("again.js"), Vec::new()).await?;
    assert_eq!(again["outcome"], json!("spoken"), "{again:#}");
    assert_eq!(again["errors"], json!([]), "being offline is no trouble: {again:#}");
    browser.goes_offline(false).await?;

    let left: Value = visitor.ask(include_str!("left.js"), Vec::new()).await?;
    assert_eq!(left["tracks"], json!(["ended", "ended"]), "{left:#}");
    assert_eq!(left["stored"], json!([]), "{left:#}");
    assert!(bare.asked_of_a_service().is_empty(), "{:?}", bare.asked_of_a_service());
    visitor.finds_the_console_clean().await?;
    browser.close().await
}

#[tokio::test]
async fn a_page_that_forbids_workers_gets_an_error_with_the_reason() -> Result<(), Failure> {
    if !built()? {
        return Ok(());
    }
    let bare = Bare::start()?;
    let there = bare.address();
    let browser = Browser::start("in-page-forbidden").await?;
    let origin = there.trim_end_matches("/demo");
    let policy = policy(origin).replace(&format!("worker-src blob: {origin}"), "worker-src 'none'");
    let body = format!("<script type=module src={there}/embed/element.js></script>");
    let host = Host::start(&policy, &body, "")?;
    let visitor = browser.opens(&host.address()).await?;
    let told: Value = visitor.ask(include_str!("start.js"), Vec::new()).await?;
    assert_eq!(told["code"], json!("page-unsupported"), "{told:#}");
    assert!(
        told["detail"].as_str().is_some_and(|text| text.contains("worker-src")),
        "{told:#}"
    );
    assert!(told["read"].as_str().is_some_and(|text| !text.is_empty()), "{told:#}");
    browser.close().await
}

#[tokio::test]
async fn removing_the_element_during_speech_silences_it() -> Result<(), Failure> {
    if !built()? {
        return Ok(());
    }
    let bare = Bare::start()?;
    let browser = Browser::start("in-page-removed").await?;
    let (_host, visitor) = page(&bare, &browser).await?;
    let heard: Value = visitor.ask(include_str!("removed.js"), Vec::new()).await?;
    assert!(
        heard["speaking"].as_f64().is_some_and(|level| level > 0.01),
        "{heard:#}"
    );
    assert!(heard["after"].as_f64().is_some_and(|level| level < 0.001), "{heard:#}");
    assert_eq!(heard["outcome"], json!("interrupted"), "{heard:#}");
    tokio::time::sleep(Duration::from_millis(100)).await;
    visitor.finds_the_console_clean().await?;
    browser.close().await
}
