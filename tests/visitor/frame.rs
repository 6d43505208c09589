//! The pages that may show and drive the frame: decided by the ancestor origins that the browser reports, not by a link.
//!
//! The embed folder is on a host without headers here, like a static host: the frame's own check of its ancestors must
//! suffice.

use std::path::{Path, PathBuf};
use std::time::Duration;

use end_to_end::{Browser, Failure, Server};
use serde_json::{Value, json};

use crate::host::Host;
use crate::in_page::built;

/// A copy of the built embed folder whose page lists these origins.
struct Embed {
    folder: tempfile::TempDir,
}

impl Embed {
    fn listing(parents: &str, services: &str) -> Result<Self, Failure> {
        let site = std::env::var_os("AVATAR_SITE").map(PathBuf::from);
        let from = site.ok_or(Failure::NotSet("AVATAR_SITE"))?.join("embed");
        let failed = |error: std::io::Error| Failure::Server(format!("the copy of the embed folder: {error}"));
        let folder = tempfile::tempdir().map_err(failed)?;
        copy(&from, &folder.path().join("embed")).map_err(failed)?;
        let page = folder.path().join("embed/embed.html");
        let html = std::fs::read_to_string(&page).map_err(failed)?;
        let listed = |html: &str, name: &str, content: &str| {
            html.replace(
                &format!("name=\"{name}\" content=\"\""),
                &format!("name=\"{name}\" content=\"{content}\""),
            )
        };
        let html = listed(
            &listed(&html, "streaming-avatar-parents", parents),
            "streaming-avatar-services",
            services,
        );
        std::fs::write(&page, html).map_err(failed)?;
        Ok(Self { folder })
    }

    fn host(&self) -> Result<Host, Failure> {
        Host::of_folder(&[], self.folder.path())
    }
}

fn copy(from: &Path, to: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(to)?;
    for entry in std::fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &target)?;
        } else {
            std::fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}

/// Shows a page in a frame and waits for a start.
const SHOW: &str = "const [link, done] = arguments; const frame = document.createElement('iframe'); frame.src = link; \
                    frame.onload = () => setTimeout(done, 1500, true); document.body.append(frame)";
/// Shows the page in the fragment of its own address.
const SHOWN: &str = "if (location.hash) { const frame = document.createElement('iframe'); frame.src = location.hash.slice(1); document.body.append(frame); }";
/// Drives a frame: the outcome of its start.
const DRIVE: &str = "const [there, service, done] = arguments; import(`${there}/embed/frame.js`).then(async ({ StreamingAvatarFrame }) => { \
                     const frame = new StreamingAvatarFrame({ options: { 'api-base': service, qualty: 'low' } }); document.body.append(frame.frame); \
                     const told = [await frame.start().then(() => 'started', ({ code }) => code), \
                     await frame.set('tokn-url', 'x').then(() => 'set', ({ code, action }) => `${code}: ${action}`), \
                     await frame.set('assets-url', 'https://elsewhere.test').then(() => 'set', ({ code }) => code)]; \
                     await frame.stop(); return told; }).then(done, (error) => done(String(error)))";

#[tokio::test]
async fn autostart_of_the_frame_needs_a_listed_page() -> Result<(), Failure> {
    let server = Server::start("frames", &[]).await?;
    let service = server.address();
    let browser = Browser::start("frames").await?;
    let around = Host::with_headers(&[], "<h1>A page</h1>", "")?;
    let other = Host::with_headers(&[], "<h1>Another page</h1>", "")?;
    let (near, far) = (around.address(), other.address());
    // (origins listed in embed.html, the parent's origin that the link names, whether a session is opened)
    let cases = [
        (
            "nobody is listed, and the link claims to be of the frame's own origin",
            String::new(),
            "{own}",
            false,
        ),
        ("nobody is listed, and the link says nothing", String::new(), "", false),
        (
            "another page is listed, and the link claims to be it",
            far.clone(),
            &*far,
            false,
        ),
        (
            "any page may show it, but none is listed by its name",
            "*".to_owned(),
            &*near,
            false,
        ),
        (
            "the page is listed",
            format!("{}/ {far}", near.to_uppercase().replace("HTTP", "http")),
            "",
            true,
        ),
    ];
    for (name, parents, claimed, opens) in cases {
        let embed = Embed::listing(&parents, &service)?;
        let host = embed.host()?;
        let own = host.address();
        let parent = if claimed.is_empty() {
            String::new()
        } else {
            format!("&parent={}", claimed.replace("{own}", &own))
        };
        let link = format!("{own}/embed/embed.html#api-base={service}&quality=low&start=load{parent}");
        let page = browser.opens(&near).await?;
        page.ask::<bool>(SHOW, vec![json!(link)]).await?;
        assert_eq!(server.sessions(None).await?.len(), usize::from(opens), "{name}");
        page.leaves().await?;
        server.is_left_empty().await?;
    }

    // A listed page inside an unlisted one. The listed page shows the address in its fragment.
    let listed = Host::with_headers(&[], "<script type=module src=/page.js></script>", SHOWN)?;
    let embed = Embed::listing(&listed.address(), &service)?;
    let host = embed.host()?;
    let link = format!(
        "{}/embed/embed.html#api-base={service}&quality=low&start=load",
        host.address()
    );
    let shown = format!("{}/#{link}", listed.address());
    for (place, opens) in [(&far, false), (&listed.address(), true)] {
        let page = browser.opens(place).await?;
        page.ask::<bool>(SHOW, vec![json!(shown)]).await?;
        assert_eq!(
            server.sessions(None).await?.len(),
            usize::from(opens),
            "shown by {place}"
        );
        page.leaves().await?;
        server.is_left_empty().await?;
    }

    // Any page that may show it may drive it.
    let embed = Embed::listing("*", &service)?;
    let host = embed.host()?;
    let page = browser.opens(&near).await?;
    let told: Value = page.ask(DRIVE, vec![json!(host.address()), json!(service)]).await?;
    let wanted = json!([
        "started",
        "unknown-attribute: Did you mean “token-url”?",
        "unknown-attribute"
    ]);
    assert_eq!(told, wanted);
    page.leaves().await?;
    server.is_left_empty_within(Duration::from_secs(15)).await?;
    browser.close().await?;
    server.stop()
}

#[tokio::test]
async fn an_address_in_a_link_is_read_by_the_url_parser() -> Result<(), Failure> {
    let server = Server::start("parsed", &[]).await?;
    let browser = Browser::start("parsed").await?;
    let link = format!("{}/embed/embed.html#api-base=%5C&quality=low", server.address());
    let page = browser.opens(&link).await?;
    let start = "const done = arguments[0]; customElements.whenDefined('streaming-avatar').then(async () => { \
                 const element = document.querySelector('streaming-avatar'); const base = element.apiBase; \
                 const end = await element.start().then(() => element.state, ({ code }) => code); await element.stop(); done([base, end]) })";
    let told: Value = page.ask(start, Vec::new()).await?;
    assert_eq!(told, json!([format!("{}/", server.address()), "live"]));
    page.finds_the_console_clean().await?;
    page.leaves().await?;
    server.is_left_empty().await?;
    browser.close().await?;
    server.stop()
}

#[tokio::test]
async fn the_frame_runs_the_avatar_in_the_page_without_a_service() -> Result<(), Failure> {
    if !built()? {
        return Ok(());
    }
    let server = Server::start("frame-in-page", &[]).await?;
    let browser = Browser::start("frame-in-page").await?;
    let link = format!("{}/embed/embed.html#service=page&quality=low", server.address());
    let page = browser.opens(&link).await?;
    let say = "const done = arguments[0]; customElements.whenDefined('streaming-avatar').then(async () => { \
               const element = document.querySelector('streaming-avatar'); await element.start(); \
               done(await element.speak('Hello.')); }).catch(({ code, detail }) => done([code, detail]))";
    let told: Value = page.ask(say, Vec::new()).await?;
    assert_eq!(told, json!("spoken"));
    server.is_left_empty().await?;
    page.finds_the_console_clean().await?;
    browser.close().await?;
    server.stop()
}

#[tokio::test]
async fn cross_origin_isolated_pages_have_the_element_and_the_frame() -> Result<(), Failure> {
    let server = Server::start("isolated", &[]).await?;
    let there = server.address();
    let browser = Browser::start("isolated").await?;
    let isolated = [
        ("Cross-Origin-Opener-Policy", "same-origin"),
        ("Cross-Origin-Embedder-Policy", "require-corp"),
    ];
    // The frame is of another origin, and sends the documented headers.
    let embed = Embed::listing("*", &there)?;
    let frames = Host::of_folder(
        &[
            ("Cross-Origin-Resource-Policy", "cross-origin"),
            ("Cross-Origin-Embedder-Policy", "require-corp"),
        ],
        embed.folder.path(),
    )?;
    let host = Host::with_headers(&isolated, "<h1>A page</h1>", "")?;
    let page = browser.opens(&host.address()).await?;
    let element = "const [there, done] = arguments; import(`${there}/embed/element.js`).then(async () => { \
                   const element = document.createElement('streaming-avatar'); \
                   Object.assign(element, { apiBase: there, quality: 'low', poster: `${there}/v1/streaming/avatar/clara.png` }); \
                   document.body.append(element); const poster = element.shadowRoot.querySelector('img'); \
                   await poster.decode(); await element.start(); const state = element.state; await element.stop(); element.remove(); \
                   return [crossOriginIsolated, state]; }).then(done, (error) => done(String(error)))";
    let told: Value = page.ask(element, vec![json!(there)]).await?;
    assert_eq!(told, json!([true, "live"]));
    let told: Value = page.ask(DRIVE, vec![json!(frames.address()), json!(there)]).await?;
    assert_eq!(told[0], json!("started"), "{told:#}");
    page.leaves().await?;
    server.is_left_empty().await?;
    browser.close().await?;
    server.stop()
}
