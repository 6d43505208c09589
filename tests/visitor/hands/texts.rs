//! Texts that are long, refused or interrupted: none is lost, and each shows its outcome.

use api::{Call, ErrorKind};
use end_to_end::proxy::{Answer, Fault, Proxy, Rule, Times};
use end_to_end::{Browser, Failure, Server, Size, Visitor, eventually};
use serde_json::{Value, json};

use super::hand::{SETTLED, ask, types};

const SOON: std::time::Duration = std::time::Duration::from_secs(20);
const TYPED: &str = "return document.querySelector('textarea').value";

/// Pastes a text into the focused box.
async fn pastes(visitor: &Visitor, text: &str) -> Result<(), Failure> {
    visitor.runs::<()>("document.querySelector('textarea').focus()").await?;
    visitor.commands("Input.insertText", json!({ "text": text })).await?;
    Ok(())
}

#[tokio::test]
async fn a_long_text_keeps_the_buttons_in_reach_and_is_spoken_in_pieces() -> Result<(), Failure> {
    let server = Server::start("long-text", &["--max-text", "300"]).await?;
    let browser = Browser::start("long-text").await?;
    browser.resize(Size::PHONE).await?;
    let visitor = browser.visit(&server).await?;
    visitor.start().await?;
    let sentence = "This is a sentence that somebody has written elsewhere and pasted here. ";
    let long = sentence.repeat(100);
    pastes(&visitor, &long).await?;
    let stop = "const box = document.querySelector('[data-testid=stop]').getBoundingClientRect(); return box.bottom <= innerHeight && box.top > 0";
    assert!(visitor.runs::<bool>(stop).await?, "the buttons are off the page");
    let count = visitor.text("count").await?;
    assert_eq!(count, format!("{} / 10000", long.trim().chars().count()));
    visitor.takes_a_picture("long-text").await?;

    // Too long for a text: it stays in the box, with the reason.
    pastes(&visitor, &long).await?;
    let count = visitor.text("count").await?;
    assert!(count.starts_with("Too long:"), "{count}");
    let enabled: bool = visitor
        .runs("return !document.querySelector('[data-testid=send]').disabled")
        .await?;
    assert!(!enabled);
    let empty = "const box = document.querySelector('textarea'); box.value = ''; box.dispatchEvent(new Event('input', { bubbles: true }))";
    visitor.runs::<()>(empty).await?;
    assert!(!visitor.sees("count").await?);

    // Longer than the service takes: it is split further until it fits.
    pastes(&visitor, &sentence.repeat(20)).await?;
    visitor.press("send").await?;
    visitor.is_told("avatar_start_talking", 2).await?;
    visitor.press("interrupt").await?;
    let look = async || visitor.outcomes().await;
    eventually("interrupted", SOON, look, |outcomes| outcomes == &["interrupted"]).await?;
    // The spoken part is not struck out.
    let [heard, unheard]: [usize; 2] = visitor
        .runs("const line = document.querySelector('.words'); return [line.firstElementChild.textContent.length, line.querySelector('del').textContent.length]")
        .await?;
    assert!(heard > 60 && unheard > 60, "{heard} heard, {unheard} not");
    visitor.takes_a_picture("interrupted").await?;
    tokio::time::sleep(SETTLED).await;
    visitor.stop().await?;
    browser.close().await?;
    server.stop()
}

#[tokio::test]
async fn a_refused_text_is_put_back_with_the_reason() -> Result<(), Failure> {
    let server = Server::start("refused-text", &[]).await?;
    let refusal = || Fault::Answer(Answer::refusal(ErrorKind::TextRefused, "The text has blocked words"));
    let rule = Rule::new(Call::Task, Times::Every, refusal());
    let proxy = Proxy::before(&server, vec![rule]).await?;
    let browser = Browser::start("refused-text").await?;
    let visitor = browser.visit_at(&proxy.address()).await?;
    visitor.start().await?;
    visitor.says("Some words.").await?;
    let look = async || visitor.runs::<String>(TYPED).await;
    eventually("the text in the box", SOON, look, |text| text == "Some words.").await?;
    let said = visitor.text("transcript").await?;
    assert!(said.contains("blocked words") && said.contains("Not said"), "{said}");
    // Where the box is already in use, the text stays in the transcript.
    visitor
        .runs::<()>(
            "const box = document.querySelector('textarea'); const send = document.querySelector('[data-testid=send]'); send.click(); \
             box.value = 'Other words.'; box.dispatchEvent(new Event('input', { bubbles: true }))",
        )
        .await?;
    let look = async || visitor.outcomes().await;
    eventually("refused again", SOON, look, |outcomes| {
        outcomes == &["failed", "failed"]
    })
    .await?;
    assert_eq!(visitor.runs::<String>(TYPED).await?, "Other words.");
    visitor
        .runs::<()>("[...document.querySelectorAll('[data-testid=edit]')].at(-1).click()")
        .await?;
    let look = async || visitor.runs::<String>(TYPED).await;
    eventually("both texts", SOON, look, |text| text == "Some words.\nOther words.").await?;
    visitor.stop().await?;

    // The same in the element, whose card has the reason folded out and whose outcome event carries it.
    let page = browser.opens(&format!("{}/embed/embed.css", proxy.address())).await?;
    page.ask::<Value>(
        "const done = arguments[0]; (async () => { await import('/embed/element.js'); \
         window.avatar = document.createElement('streaming-avatar'); avatar.language = 'de'; document.body.append(avatar); \
         await avatar.start(); avatar.shadowRoot.querySelector('textarea').focus(); \
         window.told = new Promise((ended) => avatar.addEventListener('speakend', ({ detail }) => ended(detail), { once: true })); \
         })().then(done, (error) => done({ error: String(error) }))",
        Vec::new(),
    )
    .await?;
    types(&page, "Some words.").await?;
    super::hand::enters(&page, 0).await?;
    let told = ask(
        &page,
        "const done = arguments[0]; (async () => { const { outcome, problem } = await told; \
         const speech = avatar.speak('By the page.'); const how = await speech; \
         const card = avatar.shadowRoot.querySelector('[part=trouble]'); const details = card.querySelector('details'); \
         return { outcome, code: problem.code, detail: problem.detail, how, why: speech.problem.code, box: avatar.shadowRoot.querySelector('textarea').value, \
           words: card.querySelector('p').textContent, unfolded: details.open, reason: details.textContent.includes('blocked words') }; \
         })().then(done, (error) => done({ error: String(error?.stack ?? error) }))",
    )
    .await?;
    let wanted = json!({
        "outcome": "failed", "code": "text-refused", "detail": "The text has blocked words", "how": "failed", "why": "text-refused",
        "box": "Some words.", "words": "Dieser Text kann nicht gesagt werden. Ändern Sie ihn und senden Sie ihn noch einmal.",
        "unfolded": true, "reason": true,
    });
    assert_eq!(told, wanted);
    page.takes_a_picture("refused-element").await?;
    page.leaves().await?;
    browser.close().await?;
    server.stop()
}

/// Visitors get a message in their language; details for the page's operator are folded.
#[tokio::test]
async fn an_elements_message_is_written_for_the_visitor() -> Result<(), Failure> {
    let server = Server::start("messages", &["--max-sessions", "1"]).await?;
    let other = server.occupy().await?;
    let browser = Browser::start("messages").await?;
    let page = browser.opens(&format!("{}/embed/embed.css", server.address())).await?;
    let told = ask(
        &page,
        "const done = arguments[0]; (async () => { await import('/embed/element.js'); const seen = {}; \
         for (const language of ['en', 'ar']) { \
           const avatar = document.createElement('streaming-avatar'); avatar.language = language; document.body.append(avatar); \
           await avatar.start().catch(() => {}); await new Promise((later) => setTimeout(later, 300)); \
           const part = (name) => avatar.shadowRoot.querySelector(`[part~=${name}]`); const details = part('details'); \
           seen[language] = { words: part('trouble-words').innerText.includes('--max-sessions'), open: details.open, \
             folded: details.textContent.includes('Too many sessions are open at once.'), status: part('status').textContent }; \
           if (language === 'en') seen.text = part('trouble-words').firstChild.textContent; else avatar.remove(); } \
         return seen; })().then(done, (error) => done({ error: String(error?.stack ?? error) }))",
    )
    .await?;
    page.takes_a_picture("refused-message").await?;
    let wanted = |status: &str| json!({ "words": false, "open": false, "folded": true, "status": status });
    assert_eq!(told["en"], wanted("The session could not be opened"));
    assert_eq!(told["ar"], wanted("تعذّر فتح الجلسة"));
    assert_eq!(
        told["text"],
        "Too many people are talking with the avatar. Wait a minute and start again."
    );
    server.end(&other).await?;
    browser.close().await?;
    server.stop()
}
