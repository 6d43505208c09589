//! The app in the visitor's language.

use std::time::Duration;

use end_to_end::{Browser, Failure, Server, Size, Visitor, eventually};
use serde_json::{Value, json};

const SOON: Duration = Duration::from_secs(30);

/// Language and direction of the page, and the selected entry of the language list.
async fn spoken(visitor: &Visitor) -> Result<Value, Failure> {
    let script = "const { lang, dir } = document.documentElement; return [lang, dir, document.querySelector('[data-testid=language]').value]";
    visitor.runs(script).await
}

/// Waits until the player is shown and says in these words that it is ready.
async fn says_at_rest(visitor: &Visitor, words: &str) -> Result<(), Failure> {
    let script = "return document.querySelector('[data-testid=state]')?.textContent ?? ''";
    let look = async || visitor.runs::<String>(script).await;
    eventually(words, SOON, look, |text| text.trim() == words)
        .await
        .map(|_| ())
}

#[tokio::test]
async fn the_app_speaks_the_visitors_language_and_remembers_it() -> Result<(), Failure> {
    let server = Server::start("language", &[]).await?;
    let browser = Browser::start("language").await?;
    // A link carries the language.
    let visitor = browser.opens(&format!("{}/?lang=ar", server.address())).await?;
    says_at_rest(&visitor, "جاهز").await?;
    assert_eq!(spoken(&visitor).await?, json!(["ar", "rtl", "ar"]));
    assert_eq!(visitor.text("choices-tab").await?, "من يتكلم");
    let title: String = visitor.runs("return document.title").await?;
    assert_eq!(
        title,
        format!(
            "Streaming Avatar · {}",
            visitor
                .runs::<String>("return document.querySelector('.tagline').textContent")
                .await?
        )
    );
    for (name, size) in [("390", Size::PHONE), ("1440", Size::DESK)] {
        browser.resize(size).await?;
        assert!(!visitor.must_scroll_sideways().await?, "{name} px");
        visitor.takes_a_picture(&format!("arabic-{name}")).await?;
        visitor.finds_no_barrier(&format!("in Arabic, {name} px")).await?;
    }
    visitor.press("network").await?;
    visitor.press("check-now").await?;
    visitor.waits_for_text("check-results", "الخدمة تستجيب").await?;
    visitor.takes_a_picture("arabic-network").await?;
    visitor.finds_no_barrier("in the Arabic dialog for the network").await?;
    visitor.press("network-close").await?;
    let choose = "const list = document.querySelector('[data-testid=language]'); list.value = 'de'; list.dispatchEvent(new Event('change', { bubbles: true }))";
    visitor.runs::<()>(choose).await?;
    says_at_rest(&visitor, "Bereit").await?;
    assert_eq!(spoken(&visitor).await?, json!(["de", "ltr", "de"]));

    // The next visit needs no parameter for it; while a session is open, the list is disabled.
    let visitor = browser.opens(&server.address()).await?;
    says_at_rest(&visitor, "Bereit").await?;
    visitor.start().await?;
    let fixed: bool = visitor
        .runs("return document.querySelector('[data-testid=language]').disabled")
        .await?;
    assert!(fixed);
    visitor.says("Guten Tag.").await?;
    visitor.waits_for_text("transcript", "Gesagt").await?;
    visitor.stop().await?;
    server.is_left_empty().await?;
    browser.close().await?;
    server.stop()
}

/// The dialog for the network is most needed where things do not come.
#[tokio::test]
async fn the_dialog_for_the_network_is_in_english_where_its_words_do_not_come() -> Result<(), Failure> {
    let server = Server::start("language-lost", &[]).await?;
    let browser = Browser::start("language-lost").await?;
    browser.blocks(&["*/network-words/de.js"]).await?;
    let visitor = browser.opens(&format!("{}/?lang=de", server.address())).await?;
    says_at_rest(&visitor, "Bereit").await?;
    visitor.press("network").await?;
    visitor.waits_to_see("network-dialog").await?;
    let words = visitor.text("network-dialog").await?;
    assert!(words.contains("Your own STUN or TURN server"), "{words}");
    browser.close().await?;
    server.stop()
}
