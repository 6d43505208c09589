//! Pages that the browser translates: it replaces every text node by `<font>` elements.

use std::time::Duration;

use end_to_end::{Browser, Failure, Server, eventually};
use serde_json::{Value, json};

use super::hand::ask;

/// The same change that Chrome's translation makes, below the node `root`.
const TRANSLATE: &str = "const translate = (root) => { \
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT); const nodes = []; \
    while (walker.nextNode()) nodes.push(walker.currentNode); \
    for (const node of nodes) { if (!node.data.trim() || node.parentNode.localName === 'style') continue; \
      const inner = document.createElement('font'); inner.textContent = node.data.toUpperCase(); \
      const outer = document.createElement('font'); outer.append(inner); node.replaceWith(outer); } };";

#[tokio::test]
async fn a_translated_app_still_shows_its_state() -> Result<(), Failure> {
    let server = Server::start("translated", &["--idle-timeout", "40"]).await?;
    let browser = Browser::start("translated").await?;
    let visitor = browser.visit(&server).await?;
    let translate = format!("{TRANSLATE} translate(document.body)");
    visitor.runs::<()>(&translate).await?;
    assert_eq!(visitor.text("state").await?, "READY WHEN YOU ARE");
    visitor.start().await?;
    visitor.waits_for_text("state", "Live").await?;
    assert_eq!(visitor.text("stop").await?, "Stop");
    visitor.waits_for_text("facts", "Ends by itself").await?;
    visitor.runs::<()>(&translate).await?;
    visitor.says("Hello there.").await?;
    visitor.is_told("avatar_start_talking", 1).await?;
    visitor.waits_for_text("state", "Speaking").await?;
    visitor.runs::<()>(&translate).await?;
    visitor.waits_for_text("transcript", "Said").await?;
    let facts = visitor.text("facts").await?;
    visitor.runs::<()>(&translate).await?;
    visitor.says("And again.").await?;
    visitor.is_told("avatar_stop_talking", 2).await?;
    let outcomes = visitor.outcomes().await?;
    assert_eq!(outcomes, ["spoken", "spoken"]);
    let look = async || visitor.text("facts").await;
    eventually("figures that go on", Duration::from_secs(10), look, |now| *now != facts).await?;
    visitor.runs::<()>(&translate).await?;
    visitor.stop().await?;
    visitor.waits_for_text("state", "The session has ended").await?;
    visitor.runs::<()>(&translate).await?;
    let other = server.occupy().await?;
    server.end(&other).await?;
    visitor.start().await?;
    visitor.waits_for_text("state", "Live").await?;
    visitor.stop().await?;
    visitor.finds_the_console_clean().await?;
    browser.close().await?;
    server.stop()
}

#[tokio::test]
async fn a_translated_element_still_shows_its_state() -> Result<(), Failure> {
    let server = Server::start("translated-element", &[]).await?;
    let browser = Browser::start("translated-element").await?;
    let visitor = browser.opens(&format!("{}/embed/embed.css", server.address())).await?;
    let script = TRANSLATE.to_owned()
        + "const done = arguments[0]; (async () => { \
            await import('/embed/element.js'); \
            const element = document.createElement('streaming-avatar'); element.language = 'de'; document.body.append(element); \
            const root = element.shadowRoot; const part = (name) => root.querySelector(`[part~=${name}]`); \
            const until = async (holds) => { for (let tries = 0; tries < 200 && !holds(); tries++) await new Promise((later) => setTimeout(later, 50)); }; \
            await until(() => part('start')?.textContent === 'Starten'); translate(root); \
            element.language = 'en'; await until(() => part('start').textContent === 'Start'); const start = part('start').textContent; translate(root); \
            await element.start(); const live = part('status').textContent; translate(root); \
            const speaking = new Promise((told) => element.addEventListener('speakstart', () => setTimeout(() => told(part('status').textContent), 50), { once: true })); \
            element.transcript = true; element.speak('One. Two. Three. Four.'); const says = await speaking; translate(root); \
            element.interrupt(); await until(() => part('transcript').textContent.includes('Interrupted')); \
            const interrupted = part('transcript').textContent.includes('Interrupted'); translate(root); \
            await element.stop(); const ended = part('status').textContent; const again = part('start').textContent; element.remove(); \
            return { start, live, says, interrupted, ended, again }; })().then(done, (error) => done({ error: String(error?.stack ?? error) }));";
    let told: Value = ask(&visitor, &script).await?;
    let wanted = json!({
        "start": "Start", "live": "Live", "says": "Speaking", "interrupted": true, "ended": "The session has ended", "again": "Start again",
    });
    assert_eq!(told, wanted);
    server.is_left_empty().await?;
    browser.close().await?;
    server.stop()
}
