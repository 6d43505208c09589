//! Choices of the app that outlast a visit and travel with a link, its greeting, its sample sentences, and the queue that can be cleared.

use std::time::Duration;

use end_to_end::{Browser, Failure, Server, Visitor, eventually};
use serde_json::{Value, json};

const SOON: Duration = Duration::from_secs(20);

/// The choices that the page shows: avatar, voice, pace, quality, volume.
async fn chosen(visitor: &Visitor) -> Result<Value, Failure> {
    let look = "const of = (id) => document.querySelector(`[data-testid=${id}]`).value; \
        return [document.querySelector('.avatar input:checked')?.value ?? '', of('voice'), of('rate'), of('quality'), of('volume')]";
    visitor.runs(look).await
}

/// Chooses as a visitor does.
const CHOOSE: &str = "const set = (id, value, ...events) => { const node = document.querySelector(`[data-testid=${id}]`); node.value = value; \
    for (const type of events) node.dispatchEvent(new Event(type, { bubbles: true })); }; \
    document.querySelector('[data-testid=avatar-martin]').click(); \
    const voices = document.querySelector('[data-testid=voice]'); \
    set('voice', voices.options[2].value, 'change'); set('rate', '125', 'input', 'change'); set('quality', 'high', 'change'); \
    set('volume', '40', 'input'); return voices.value";

#[tokio::test]
async fn choices_are_remembered_and_travel_with_a_link() -> Result<(), Failure> {
    let server = Server::start("choices", &[]).await?;
    let browser = Browser::start("choices").await?;
    let visitor = browser.visit(&server).await?;
    let plain = chosen(&visitor).await?;
    let voice: String = visitor.runs(CHOOSE).await?;
    let wanted = json!(["martin", voice, "125", "high", "40"]);
    assert_eq!(chosen(&visitor).await?, wanted);
    visitor.loads_again().await?;
    let look = async || chosen(&visitor).await;
    eventually("the choices of the last visit", SOON, look, |now| *now == wanted).await?;
    visitor.press("share").await?;
    let look = async || visitor.runs::<String>("return location.href").await;
    let link = eventually("a link", SOON, look, |link| link.contains("avatar=martin")).await?;
    assert!(!link.contains("api") && !link.contains("key"), "{link}");
    browser.close().await?;

    // Somebody else follows the link.
    let browser = Browser::start("choices-link").await?;
    let visitor = browser.visit_at(&link).await?;
    let look = async || chosen(&visitor).await;
    eventually("the choices of the link", SOON, look, |now| *now == wanted).await?;
    visitor.start().await?;
    visitor.stop().await?;

    // Storage that is broken is passed over, and one that is forbidden or full, too.
    let spoil = "localStorage.setItem('streaming-avatar:choices', '%%%&avatar=nobody&pace=9999&quality=&voice=none&volume=loud')";
    visitor.runs::<()>(spoil).await?;
    let visitor = browser.visit(&server).await?;
    let look = async || chosen(&visitor).await;
    eventually("what is there without choices", SOON, look, |now| *now == plain).await?;
    visitor.finds_the_console_clean().await?;
    for trouble in [
        "Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); };",
        "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('forbidden', 'SecurityError'); } });",
    ] {
        browser.runs_before_pages(trouble).await?;
        let visitor = browser.visit(&server).await?;
        visitor.runs::<String>(CHOOSE).await?;
        visitor.start().await?;
        visitor.says("It goes on.").await?;
        visitor.waits_for_text("transcript", "Said").await?;
        visitor.stop().await?;
        visitor.finds_the_console_clean().await?;
    }
    server.is_left_empty().await?;
    browser.close().await?;
    server.stop()
}

#[tokio::test]
async fn a_new_visitor_is_greeted_once_and_finds_sentences_to_begin_with() -> Result<(), Failure> {
    let server = Server::start("greeting", &[]).await?;
    let browser = Browser::start("greeting").await?;
    let visitor = browser.visit_at(&format!("{}/?lang=en", server.address())).await?;
    visitor.waits_to_see("sample-2").await?;
    visitor.start().await?;
    visitor.waits_for_text("transcript", "Hello! Type a sentence").await?;
    assert!(!visitor.sees("sample-2").await?);
    visitor.is_told("avatar_stop_talking", 1).await?;
    visitor.stop().await?;

    visitor.loads_again().await?;
    visitor.press("sample-2").await?;
    visitor.reaches("live").await?;
    visitor.waits_for_text("transcript", "Every word that you type").await?;
    let look = async || visitor.outcomes().await;
    let outcomes = eventually("one text", SOON, look, |all| all.iter().all(|one| one == "spoken")).await?;
    assert_eq!(outcomes.len(), 1, "greeted again");

    clears_what_waits(&visitor).await?;
    visitor.stop().await?;
    server.is_left_empty().await?;
    browser.close().await?;
    server.stop()
}

/// The texts that wait are dropped; the one that is being said goes on to its end.
async fn clears_what_waits(visitor: &Visitor) -> Result<(), Failure> {
    let long = "This is a sentence that takes its time, so that others have to wait behind it for quite a while.";
    for text in [long, "Two.", "Three.", "Four."] {
        visitor.says(text).await?;
    }
    visitor.waits_for_text("waiting", "3").await?;
    visitor.press("clear").await?;
    let look = async || visitor.outcomes().await;
    let wanted = ["spoken", "spoken", "interrupted", "interrupted", "interrupted"];
    eventually("the rest is dropped", SOON, look, |all| *all == wanted).await?;
    assert!(!visitor.sees("clear").await?);
    visitor.says("And now this.").await?;
    let look = async || visitor.outcomes().await;
    eventually("the next text", SOON, look, |all| {
        all.last().is_some_and(|last| last == "spoken") && all.len() == 6
    })
    .await
    .map(|_| ())
}
