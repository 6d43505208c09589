//! Appearance: every state of the app and the element at every size, with forced colours, right to left, and with
//! reduced motion. The screenshots in `artifacts/` are for a human eye.

use std::time::Duration;

use end_to_end::{Browser, Failure, Layout, Server, Size, Visitor, documentation, eventually, is_green, is_skin};
use serde_json::{Value, json};

const STORY: &str = "Hello! I am glad that you are here. There is a lot to tell, and it takes a while to tell it all.";

#[tokio::test]
async fn the_app_fits_every_window() -> Result<(), Failure> {
    let server = Server::start("looks", &["--max-sessions", "1", "--idle-timeout", "60"]).await?;
    let browser = Browser::start("looks").await?;
    let mut layout = Layout::default();
    let visitor = browser.visit(&server).await?;
    visitor.waits_for_pictures().await?;
    comes_compressed(&visitor).await?;
    layout.look(&browser, &visitor, "idle").await?;
    layout.look_with_preferences(&browser, &visitor, "idle").await?;
    visitor.press("embed-tab").await?;
    visitor.waits_to_see("snippet").await?;
    visitor.waits_for_text("snippet", "avatar-id").await?;
    layout.look(&browser, &visitor, "lines").await?;
    visitor.press("choices-tab").await?;
    visitor.press("network").await?;
    visitor.waits_to_see("network-dialog").await?;
    layout.look(&browser, &visitor, "network").await?;
    visitor.press("network-close").await?;

    let other = server.occupy().await?;
    visitor.press("start").await?;
    visitor.reads_an_error().await?;
    layout.look(&browser, &visitor, "error").await?;
    words_have_room(&browser, &visitor, ".trouble-words").await?;
    server.end(&other).await?;
    visitor.press("dismiss").await?;
    // The browser logs each refused request.
    visitor.console().await?;

    visitor.start().await?;
    visitor
        .receives("thirty pictures decoded", |seen| seen.frames_decoded >= 30)
        .await?;
    visitor.says(STORY).await?;
    visitor.says("Second.").await?;
    visitor.is_told("avatar_start_talking", 1).await?;
    // While it speaks: without reduced motion, a lamp pulses.
    layout.look_with_preferences(&browser, &visitor, "live").await?;
    layout.look(&browser, &visitor, "live").await?;
    dock_leaves_the_face_alone(&browser, &visitor).await?;
    if let Some(path) = documentation("screenshot.png")? {
        visitor.takes_a_picture_for(&path).await?;
    }
    for (name, size) in [("390", Size::PHONE), ("768", Size::TABLET), ("1440", Size::DESK)] {
        browser.resize(size).await?;
        shows_somebody(&visitor, name).await?;
        assert_eq!(
            order(&visitor).await?,
            [STORY, "Second."],
            "{name} px: not in their order"
        );
    }
    visitor.runs::<Value>("document.documentElement.dir = 'rtl'").await?;
    layout.look(&browser, &visitor, "live-from-right-to-left").await?;
    visitor.runs::<Value>("document.documentElement.dir = ''").await?;
    let long = "It goes on and on. ".repeat(60);
    visitor.fills_in("speak-text", &long).await?;
    layout.look(&browser, &visitor, "long-text").await?;
    is_not_struck_out(&visitor).await?;
    visitor.stop().await?;
    layout.look(&browser, &visitor, "ended").await?;
    browser.prefer_dark(true).await?;
    layout.look(&browser, &visitor, "ended-by-night").await?;
    browser.prefer_dark(false).await?;
    visitor.press("change").await?;
    layout.look(&browser, &visitor, "which-service").await?;
    layout.is_sound()?;
    visitor.finds_the_console_clean().await?;
    server.is_left_empty().await?;
    browser.close().await?;
    server.stop()
}

#[tokio::test]
async fn the_element_fits_every_window() -> Result<(), Failure> {
    let server = Server::start("looks-element", &["--max-sessions", "1"]).await?;
    let browser = Browser::start("looks-element").await?;
    let mut layout = Layout::default();
    let visitor = browser.opens(&format!("{}/gallery.html", server.address())).await?;
    for (step, section) in [
        ("gates", ""),
        ("live", "captions"),
        ("long", "captions"),
        ("ended", "captions"),
        ("refused", "captions"),
        ("arabic", "language"),
        ("panel", "launcher"),
        ("panel-live", "launcher"),
    ] {
        let mut other = None;
        if step == "refused" {
            server.is_left_empty().await?;
            other = Some(server.occupy().await?);
        }
        let done: Value = visitor.ask(include_str!("looks/step.js"), vec![json!(step)]).await?;
        assert_eq!(done, json!(step));
        let part = match section {
            "" => "html".to_owned(),
            section => format!("#{section} streaming-avatar"),
        };
        let when = format!("element-{step}");
        layout.look_within(&browser, &visitor, &part, &when).await?;
        if ["gates", "live"].contains(&step) {
            layout.look_with_preferences(&browser, &visitor, &when).await?;
        }
        if let Some(other) = other {
            server.end(&other).await?;
        }
    }
    layout.is_sound()?;
    visitor.leaves().await?;
    server.is_left_empty().await?;
    browser.close().await?;
    server.stop()
}

/// With the page's top in view, text box and buttons do not cover the picture.
async fn dock_leaves_the_face_alone(browser: &Browser, visitor: &Visitor) -> Result<(), Failure> {
    let overlap = "scrollTo(0, 0);
        const [stage, dock] = ['.stage', '.dock'].map((part) => document.querySelector(part).getBoundingClientRect());
        return stage.right <= dock.left || dock.right <= stage.left ? 0 : Math.max(0, stage.bottom - dock.top)";
    for (width, height) in [(844, 390), (320, 568), (390, 844)] {
        browser.resize(Size { width, height }).await?;
        let covered: f64 = visitor.runs(overlap).await?;
        assert!(
            covered < 1.0,
            "{width} by {height}: {covered} pixels of the picture are covered"
        );
    }
    browser.resize(Size::DESK).await
}

/// The spoken beginning of an interrupted text is kept.
async fn is_not_struck_out(visitor: &Visitor) -> Result<(), Failure> {
    visitor.fills_in("speak-text", "").await?;
    visitor.says(STORY).await?;
    visitor.is_told("avatar_start_talking", 3).await?;
    visitor.press("interrupt").await?;
    let look = "return [...document.querySelectorAll('[data-outcome=interrupted] .words')]
        .map((words) => getComputedStyle(words).textDecorationLine)";
    let lines = async || visitor.runs::<Vec<String>>(look).await;
    let struck = eventually("an interrupted text", Duration::from_secs(10), lines, |lines| {
        !lines.is_empty()
    })
    .await?;
    assert_eq!(struck, ["none"]);
    Ok(())
}

/// The app's wasm arrives compressed, and its first request is sent once, by the page.
async fn comes_compressed(visitor: &Visitor) -> Result<(), Failure> {
    let sizes = "const all = performance.getEntriesByType('resource');
        const [wasm] = all.filter(({ name }) => name.endsWith('.wasm'));
        return [wasm.decodedBodySize / wasm.encodedBodySize, all.filter(({ name }) => name.endsWith('avatar.list')).length]";
    let (ratio, asked): (f64, u32) = visitor.runs(sizes).await?;
    assert!(ratio > 2.0, "compressed to a part of {ratio}");
    assert_eq!(asked, 1, "the avatars were asked for more than once");
    Ok(())
}

/// The buttons beside an error do not squeeze its text.
async fn words_have_room(browser: &Browser, visitor: &Visitor, words: &str) -> Result<(), Failure> {
    browser
        .resize(Size {
            width: 420,
            height: 800,
        })
        .await?;
    let width: f64 = visitor
        .runs(&format!("return document.querySelector('{words}').clientWidth"))
        .await?;
    assert!(width > 200.0, "the words of an error are {width} wide");
    browser.resize(Size::DESK).await
}

/// The player shows the avatar without the green screen behind it.
async fn shows_somebody(visitor: &Visitor, name: &str) -> Result<(), Failure> {
    let stage = visitor.looks_at(".stage", &format!("stage-{name}")).await?;
    let green = stage.share(is_green);
    assert!(green < 0.001, "{name} px: {:.1} % of the stage is green", 100.0 * green);
    assert!(stage.share(is_skin) > 0.05, "{name} px: the stage shows nobody");
    Ok(())
}

/// The sent texts, from the top of the transcript to its end.
async fn order(visitor: &Visitor) -> Result<Vec<String>, Failure> {
    let lines = "const lines = [...document.querySelectorAll('.said .words')];
        const top = (line) => line.getBoundingClientRect().top;
        return lines.sort((one, other) => top(one) - top(other)).map((line) => line.textContent)";
    visitor.runs(lines).await
}
