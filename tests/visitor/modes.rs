//! The element in every mode, at three widths: each is started, checked and stopped. The screenshots in `artifacts/`
//! are for a human eye.

use end_to_end::{Browser, Failure, Server, Size, Visitor, is_green, is_skin};
use serde_json::{Value, json};

/// The elements of the gallery, by their sections.
const MODES: [&str; 6] = [
    "two-lines",
    "captions",
    "transparent",
    "background",
    "language",
    "themed",
];

#[tokio::test]
async fn every_mode_fits_phone_tablet_and_desk() -> Result<(), Failure> {
    let server = Server::start("modes", &[]).await?;
    let browser = Browser::start("modes").await?;
    for (name, size) in [("390", Size::PHONE), ("768", Size::TABLET), ("1440", Size::DESK)] {
        browser.resize(size).await?;
        let visitor = browser.opens(&format!("{}/gallery.html", server.address())).await?;
        visitor.waits_for_pictures().await?;
        assert!(
            !visitor.must_scroll_sideways().await?,
            "{name} px: the gallery is wider than the window"
        );
        for section in MODES {
            let element = format!("#{section} streaming-avatar");
            brings(&visitor, &element, "speaking").await?;
            let seen = visitor.looks_at(&element, &format!("mode-{section}-{name}")).await?;
            assert!(
                seen.share(is_green) < 0.001,
                "{section}, {name} px: {:.1} % is green",
                100.0 * seen.share(is_green)
            );
            assert!(seen.share(is_skin) > 0.05, "{section}, {name} px: nobody is there");
            brings(&visitor, &element, "stopped").await?;
        }
        module_and_frame(&visitor, name).await?;
        launcher(&browser, &visitor, name, size).await?;
        visitor.finds_the_console_clean().await?;
        visitor.leaves().await?;
        server.is_left_empty().await?;
    }
    browser.close().await?;
    server.stop()
}

/// Starts the element and lets it speak, or stops it.
async fn brings(visitor: &Visitor, element: &str, to: &str) -> Result<(), Failure> {
    let done: Value = visitor
        .ask(include_str!("modes/bring.js"), vec![json!(element), json!(to)])
        .await?;
    assert_eq!(done, json!(to), "{element}");
    Ok(())
}

async fn module_and_frame(visitor: &Visitor, name: &str) -> Result<(), Failure> {
    for (section, button, state) in [
        ("own", "#module-start", "#module-state"),
        ("framed", "#frame-start", "#frame-state"),
    ] {
        let live: Value = visitor
            .ask(include_str!("modes/press.js"), vec![json!(button), json!(state)])
            .await?;
        assert_eq!(live, json!("live"), "{section}, {name} px");
        let seen = visitor
            .looks_at(&format!("#{section}"), &format!("mode-{section}-{name}"))
            .await?;
        assert!(seen.share(is_skin) > 0.03, "{section}, {name} px: nobody is there");
    }
    Ok(())
}

/// On a phone the panel fills the window; elsewhere it stays in its corner.
async fn launcher(browser: &Browser, visitor: &Visitor, name: &str, size: Size) -> Result<(), Failure> {
    let element = "#launcher streaming-avatar";
    brings(visitor, element, "speaking").await?;
    let panel = visitor.looks_at(element, &format!("mode-launcher-{name}")).await?;
    let window = (size.width as usize, size.height as usize);
    if size == Size::PHONE {
        assert_eq!(panel.size(), window, "on a phone the panel is the whole window");
    } else {
        assert!(panel.size().0 < window.0 / 2, "{:?} of {window:?}", panel.size());
    }
    browser.prefer_dark(true).await?;
    visitor.takes_a_picture(&format!("mode-launcher-{name}-dark")).await?;
    browser.prefer_dark(false).await?;
    brings(visitor, element, "closed").await?;
    visitor.takes_a_picture(&format!("gallery-{name}")).await
}
