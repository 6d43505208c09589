//! Accessibility: axe finds no violation in any state of the app and the element, in light and dark colours.

use end_to_end::{Browser, Failure, Server, Size, Visitor};
use serde_json::{Value, json};

/// Violations, collected so that one run reports all.
#[derive(Default)]
struct Barriers(Vec<String>);

impl Barriers {
    /// Checks the page in its present state, in light and in dark colours.
    async fn look(&mut self, browser: &Browser, visitor: &Visitor, when: &str) -> Result<(), Failure> {
        for (dark, time) in [(false, "by day"), (true, "by night")] {
            browser.prefer_dark(dark).await?;
            match visitor.finds_no_barrier(&format!("{when}, {time}")).await {
                Err(Failure::Seen(found)) => self.0.push(found),
                other => other?,
            }
        }
        browser.prefer_dark(false).await
    }

    fn assert_none(&self) {
        assert!(self.0.is_empty(), "{}", self.0.join("\n\n"));
    }
}

#[tokio::test]
async fn axe_finds_no_violation_in_the_app() -> Result<(), Failure> {
    let server = Server::start("access", &["--max-sessions", "1", "--idle-timeout", "45"]).await?;
    let browser = Browser::start("access").await?;
    let mut barriers = Barriers::default();
    for (name, size) in [("phone", Size::PHONE), ("desk", Size::DESK)] {
        browser.resize(size).await?;
        let visitor = browser.visit(&server).await?;
        let mut look = async |when: &str| barriers.look(&browser, &visitor, &format!("{name}, {when}")).await;
        look("idle").await?;
        visitor.press("embed-tab").await?;
        visitor.waits_to_see("snippet").await?;
        visitor.waits_for_text("snippet", "avatar-id").await?;
        look("the lines for another page").await?;
        visitor.press("choices-tab").await?;

        visitor.start().await?;
        visitor.says("Hello! I am glad that you are here.").await?;
        visitor.is_told("avatar_start_talking", 1).await?;
        look("speaking").await?;
        visitor.is_told("avatar_stop_talking", 1).await?;
        visitor.stop().await?;
        look("ended").await?;

        let other = server.occupy().await?;
        visitor.press("start").await?;
        visitor.reads_an_error().await?;
        look("refused").await?;
        server.end(&other).await?;

        visitor.press("change").await?;
        look("asked for a service").await?;
    }
    barriers.assert_none();
    browser.close().await?;
    server.stop()
}

#[tokio::test]
async fn axe_finds_no_violation_in_the_element() -> Result<(), Failure> {
    let server = Server::start("access-element", &[]).await?;
    let browser = Browser::start("access-element").await?;
    let mut barriers = Barriers::default();
    let gallery = format!("{}/gallery.html", server.address());
    for (name, size) in [("phone", Size::PHONE), ("desk", Size::DESK)] {
        browser.resize(size).await?;
        let visitor = browser.opens(&gallery).await?;
        let mut look = async |when: &str| barriers.look(&browser, &visitor, &format!("{name}, {when}")).await;
        for step in ["ready", "live", "speaking", "panel", "refused", "ended"] {
            let done: Value = visitor.ask(include_str!("access/step.js"), vec![json!(step)]).await?;
            assert_eq!(done, json!(step));
            look(step).await?;
        }
        visitor.leaves().await?;
        server.is_left_empty().await?;
    }
    barriers.assert_none();
    browser.close().await?;
    server.stop()
}
