//! Hosting of the site: below a path, and in a frame on a cross-origin isolated page.

use std::time::Duration;

use end_to_end::{Browser, Failure, Server, eventually};
use serde_json::{Value, json};

use crate::host::Host;

/// Answers every request for a wasm with an HTML page.
const A_PAGE_FOR_WASM: &str = "const real = window.fetch; \
    window.fetch = (what, how) => new URL(what.url ?? what, document.baseURI).pathname.endsWith('.wasm') \
        ? Promise.resolve(new Response('<!doctype html><title>Home</title>', { headers: { 'content-type': 'text/html' } })) \
        : real(what, how);";

#[tokio::test]
async fn the_app_works_in_any_folder() -> Result<(), Failure> {
    let server = Server::start_in_folder("folder", "/avatar").await?;
    let browser = Browser::start("folder").await?;
    let visitor = browser.visit_at(&format!("{}/avatar/", server.address())).await?;
    visitor.start().await?;
    visitor.receives("a picture", |seen| seen.frames_decoded >= 1).await?;
    let lines: String = visitor
        .ask(
            "arguments[0](document.querySelector('[data-testid=snippet]')?.textContent ?? '')",
            Vec::new(),
        )
        .await?;
    let base = format!("api-base=\"{}/avatar\"", server.address());
    assert!(lines.is_empty() || lines.contains(&base), "{lines}");
    let asked: Vec<String> = visitor
        .ask(
            "arguments[0](performance.getEntriesByType('resource').map(({ name }) => new URL(name).pathname))",
            Vec::new(),
        )
        .await?;
    let outside: Vec<_> = asked.iter().filter(|path| !path.starts_with("/avatar/")).collect();
    assert!(outside.is_empty(), "{outside:?}");
    visitor.stop().await?;
    server.is_left_empty().await?;
    visitor.finds_the_console_clean().await?;

    // A host that answers every path with its own HTML page, as many hosts of single-page apps do.
    browser.runs_before_pages(A_PAGE_FOR_WASM).await?;
    let visitor = browser.opens(&format!("{}/avatar/", server.address())).await?;
    let look = async || {
        visitor
            .runs::<String>("return document.querySelector('.boot.failed[role=alert]')?.textContent ?? ''")
            .await
    };
    let words = eventually("words", Duration::from_secs(20), look, |words| !words.is_empty()).await?;
    assert!(
        words.contains("Something else stands in the place of the wasm.") && words.contains("Reload"),
        "{words}"
    );
    browser.close().await?;
    server.stop()
}

#[tokio::test]
async fn a_cross_origin_isolated_page_shows_the_frame() -> Result<(), Failure> {
    let isolated = [
        ("Cross-Origin-Opener-Policy", "same-origin"),
        ("Cross-Origin-Embedder-Policy", "require-corp"),
    ];
    let host = Host::with_headers(&isolated, "<h1>Isolated</h1>", "")?;
    let server = Server::start("isolated-frame", &["--frame-ancestor", &host.address()]).await?;
    let browser = Browser::start("isolated-frame").await?;
    let visitor = browser.opens(&host.address()).await?;
    let seen: Value = visitor
        .ask(
            "const [there, done] = arguments; const frame = document.createElement('iframe'); \
             addEventListener('message', ({ origin, data }) => done({ isolated: crossOriginIsolated, origin, event: data.event })); \
             frame.src = `${there}/embed/embed.html`; document.body.append(frame)",
            vec![json!(server.address())],
        )
        .await?;
    assert_eq!(
        seen,
        json!({ "isolated": true, "origin": server.address(), "event": "attached" })
    );
    browser.close().await?;
    server.stop()
}

/// Icons, manifest and preview are where the page says, of the type that it says.
#[tokio::test]
async fn the_page_can_be_put_on_a_home_screen_and_shown_in_a_link() -> Result<(), Failure> {
    let server = Server::start("manifest", &[]).await?;
    let browser = Browser::start("manifest").await?;
    let visitor = browser.visit(&server).await?;
    let look = "const done = arguments[0]; (async () => { \
        const of = (selector, name) => document.querySelector(selector)[name]; \
        const address = of('link[rel=manifest]', 'href'); \
        const manifest = await (await fetch(address)).json(); \
        const all = [of('link[rel=icon]', 'href'), of('link[rel=apple-touch-icon]', 'href'), \
            new URL(of('meta[property=\"og:image\"]', 'content'), document.baseURI).href, \
            ...manifest.icons.map(({ src }) => new URL(src, address).href)]; \
        const sizes = await Promise.all(all.map(async (src) => { \
            const image = Object.assign(new Image(), { src }); await image.decode(); return [image.naturalWidth, image.naturalHeight]; })); \
        return [manifest.name, sizes.filter(([width]) => !width).length, sizes[2], sizes.length]; \
        })().then(done, (error) => done({ error: String(error) }))";
    let found: Value = visitor.ask(look, Vec::new()).await?;
    assert_eq!(found, json!(["Streaming Avatar", 0, [1200, 630], 7]));
    visitor.finds_the_console_clean().await?;
    browser.close().await?;
    server.stop()
}
