//! The npm package in projects of several frameworks: each page is built by the framework's own tools, and works.

use std::time::Duration;

use end_to_end::{Browser, Failure, Server, eventually, project};
use serde_json::{Value, json};

use crate::host::Host;

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

#[tokio::test]
async fn a_page_rendered_by_next_js_has_the_element() -> Result<(), Failure> {
    let Some(site) = project("next")? else { return Ok(()) };
    let page = site.join("index.html");
    let html = std::fs::read_to_string(&page).map_err(|error| Failure::File {
        path: page.display().to_string(),
        reason: error.to_string(),
    })?;
    assert!(html.contains("<streaming-avatar"), "the server renders its tag");
    speaks_and_goes("next").await
}

/// The content security policy that the documentation prescribes for scripts of the page's own origin, and nothing
/// beyond.
fn prescribed(service: &str) -> Result<String, Failure> {
    const HOSTING: &str = include_str!("../../docs/src/hosting.md");
    let policy = HOSTING
        .split("```")
        .find(|block| block.trim_start().starts_with("default-src 'none';"))
        .ok_or_else(|| Failure::Server("docs/src/hosting.md prescribes no policy".to_owned()))?;
    let own = policy
        .replace("https://example.org", "")
        .replace("https://api.example.com", service);
    Ok(own.split_whitespace().collect::<Vec<_>>().join(" "))
}

#[tokio::test]
async fn each_bundlers_page_works_under_the_documented_policy() -> Result<(), Failure> {
    let Some(built) = project("bundled")? else {
        return Ok(());
    };
    let server = Server::start("bundled", &[]).await?;
    let browser = Browser::start("bundled").await?;
    let policy = prescribed(&server.address())?;
    let trusted = format!("{policy}; require-trusted-types-for 'script'");
    let mut wrong = Vec::new();
    for bundler in ["vite", "webpack", "esbuild", "rollup", "parcel"] {
        for (policy, ids) in [(&policy, &["de", "ar"][..]), (&trusted, &["ar"][..])] {
            let host = Host::of_folder(&[("Content-Security-Policy", policy)], &built.join(bundler))?;
            let address = format!("{}/?service={}", host.address(), server.address());
            let page = browser.opens(&address).await?;
            for id in ids {
                let (dir, stop) = if *id == "ar" {
                    ("rtl", "إنهاء")
                } else {
                    ("ltr", "Beenden")
                };
                let wanted = json!({
                    "position": "absolute", "keyed": true, "outcome": "spoken", "dir": dir, "stop": stop, "errors": [],
                    "entries": ["function", "function", "function"],
                });
                let found: Value = page.ask(include_str!("projects/bundled.js"), vec![json!(id)]).await?;
                if found != wanted {
                    wrong.push(format!("{bundler}, {id}, under {policy}: {found:#}"));
                }
            }
            if let Err(said) = page.finds_the_console_clean().await {
                wrong.push(format!("{bundler}, under {policy}: {said}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    server.is_left_empty().await?;
    browser.close().await?;
    server.stop()
}

/// Start, a sentence to its end, and the avatar is removed from the page: no session is left.
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
