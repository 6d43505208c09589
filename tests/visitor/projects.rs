//! The npm package in other people's projects: each page is built by its own framework's tools, and works.

use std::time::Duration;

use end_to_end::{Browser, Failure, Server, eventually, project};

#[tokio::test]
async fn a_page_without_a_framework_has_the_module() -> Result<(), Failure> {
    speaks_and_goes("plain").await
}

#[tokio::test]
async fn a_react_page_has_the_element() -> Result<(), Failure> {
    speaks_and_goes("react").await
}

#[tokio::test]
async fn a_vue_page_has_the_element() -> Result<(), Failure> {
    speaks_and_goes("vue").await
}

#[tokio::test]
async fn a_svelte_page_has_the_element() -> Result<(), Failure> {
    speaks_and_goes("svelte").await
}

/// Start, a sentence to its end, and the avatar is taken off the page: no session is left.
async fn speaks_and_goes(name: &str) -> Result<(), Failure> {
    let Some(site) = project(name)? else { return Ok(()) };
    let server = Server::start_with_site(name, &site, &[]).await?;
    let browser = Browser::start(name).await?;
    let visitor = browser.visit(&server).await?;
    visitor.start().await?;
    visitor.press("say").await?;
    let look = async || visitor.text("outcome").await;
    eventually("a sentence that was spoken", Duration::from_secs(30), look, |outcome| {
        outcome == "spoken"
    })
    .await?;
    visitor.takes_a_picture(&format!("project-{name}")).await?;
    assert_eq!(server.sessions(None).await?.len(), 1);

    visitor.press("remove").await?;
    server.is_left_empty().await?;
    visitor.finds_the_console_clean().await?;
    browser.close().await?;
    server.stop()
}
