//! The tools over the picture, in the app and in the element: captions, backgrounds, saved pictures and recordings, a window of its own, the
//! whole screen.

use std::time::Duration;

use end_to_end::{Browser, Failure, Layout, Server, Visitor, artifacts, eventually};
use serde::Deserialize;
use serde_json::{Value, json};

const SOON: Duration = Duration::from_secs(20);
const LONG: &str = "Here is a sentence that takes a while. And here is another one, which takes longer still.";
/// The background that is chosen here, as `web/app/stage/backgrounds.js` has it.
const SAGE: [i32; 3] = [0xb9, 0xc9, 0xb4];

/// A file that the page saved.
#[derive(Debug, Deserialize)]
struct Saved {
    name: String,
    bytes: usize,
    /// Red, green, blue, alpha of the upper corner.
    corner: Vec<i32>,
    width: u32,
    seconds: f64,
    /// Audible seconds.
    heard: f64,
}

impl Saved {
    /// Waits until there is this number of files, and looks at the last.
    async fn last(visitor: &Visitor, count: usize) -> Result<Self, Failure> {
        let script = "return saved.filter(({ savedAs }) => savedAs).length";
        let look = async || visitor.runs::<usize>(script).await;
        eventually("a saved file", SOON, look, |there| *there == count).await?;
        visitor.ask(include_str!("stage/examine.js"), Vec::new()).await
    }

    fn assert_sage(&self) {
        let off = self.corner.iter().zip(SAGE).map(|(seen, was)| (seen - was).abs()).max();
        assert!(off < Some(16), "the background is not in it: {self:?}");
    }
}

async fn waits_until(visitor: &Visitor, what: &str, script: &str) -> Result<(), Failure> {
    let look = async || visitor.runs::<bool>(script).await;
    eventually(what, SOON, look, |is_it| *is_it).await.map(|_| ())
}

#[tokio::test]
async fn the_app_shows_saves_and_records_what_the_visitor_chooses() -> Result<(), Failure> {
    let server = Server::start("stage", &[]).await?;
    let browser = Browser::start("stage").await?;
    let mut layout = Layout::default();
    let visitor = browser.visit(&server).await?;
    visitor.runs::<()>(include_str!("stage/keep_saved.js")).await?;
    visitor.start().await?;
    visitor
        .receives("thirty pictures decoded", |seen| seen.frames_decoded >= 30)
        .await?;

    visitor.press("captions").await?;
    visitor.says(LONG).await?;
    visitor.waits_for_text("caption", "Here is a sentence").await?;
    visitor.waits_for_text("caption", "another one").await?;
    layout.look(&browser, &visitor, "stage-captions").await?;
    visitor.is_told("avatar_stop_talking", 1).await?;
    waits_until(
        &visitor,
        "no caption",
        "return document.querySelector('.caption').hidden",
    )
    .await?;

    visitor.press("background").await?;
    layout.look(&browser, &visitor, "stage-backgrounds").await?;
    visitor.finds_no_barrier("with the backgrounds").await?;
    visitor.press("background-sage").await?;
    visitor.press("background").await?;
    let sage = |[red, green, blue]: [u8; 3]| {
        [red, green, blue]
            .iter()
            .zip(SAGE)
            .all(|(seen, was)| (i32::from(*seen) - was).abs() < 12)
    };
    // The server is asked for a background that can be taken out: that takes a moment.
    let look = async || visitor.looks_at(".stage", "stage-sage").await;
    eventually("sage behind the avatar", SOON, look, |stage| stage.share(sage) > 0.2).await?;

    visitor.press("snapshot").await?;
    let picture = Saved::last(&visitor, 1).await?;
    assert!(
        picture.name.starts_with("avatar-") && picture.name.ends_with(".png"),
        "{picture:?}"
    );
    assert!(picture.width == 854 && picture.bytes > 10_000, "{picture:?}");
    picture.assert_sage();

    visitor.press("record").await?;
    waits_until(
        &visitor,
        "a recording",
        "return document.querySelector('[data-testid=record]').ariaPressed === 'true'",
    )
    .await?;
    visitor.says("This is recorded.").await?;
    visitor.is_told("avatar_stop_talking", 2).await?;
    visitor.press("record").await?;
    let film = Saved::last(&visitor, 2).await?;
    assert!(film.name.ends_with(".webm") || film.name.ends_with(".mp4"), "{film:?}");
    assert!(
        film.seconds > 1.0 && film.heard > 0.4 && film.bytes > 20_000,
        "{film:?}"
    );
    let mine = artifacts("background-of-mine.png")?;
    visitor.takes_a_picture_for(&mine).await?;
    visitor.press("background").await?;
    visitor.attaches("background-file", &mine).await?;
    waits_until(
        &visitor,
        "a picture behind the avatar",
        "return document.querySelector('.stage').style.background.includes('data:image')",
    )
    .await?;
    visitor.takes_a_picture("stage-own-picture").await?;
    visitor.press("background-sage").await?;
    visitor.press("background").await?;

    whole_screen(&visitor).await?;

    // A recording that is under way when the session ends is saved.
    visitor.press("record").await?;
    waits_until(
        &visitor,
        "a recording",
        "return document.querySelector('[data-testid=record]').ariaPressed === 'true'",
    )
    .await?;
    tokio::time::sleep(Duration::from_secs(1)).await;
    visitor.stop().await?;
    Saved::last(&visitor, 3).await?;
    let left = "return [document.querySelectorAll('.stage canvas, .backgrounds').length, document.querySelectorAll('.tool:not([hidden])').length]";
    assert_eq!(visitor.runs::<Value>(left).await?, json!([0, 0]));

    // The next visit has the captions and the background.
    visitor.loads_again().await?;
    visitor.start().await?;
    waits_until(
        &visitor,
        "captions and the background of the last visit",
        "return document.querySelector('[data-testid=captions]')?.ariaPressed === 'true' && document.querySelector('.stage').style.background !== ''",
    )
    .await?;
    visitor.stop().await?;
    layout.is_sound()?;
    visitor.finds_the_console_clean().await?;
    server.is_left_empty().await?;
    browser.close().await?;
    server.stop()
}

/// Full screen, and a window of its own where the browser has one.
async fn whole_screen(visitor: &Visitor) -> Result<(), Failure> {
    visitor.press("full").await?;
    waits_until(
        visitor,
        "the whole screen",
        "return !!document.fullscreenElement?.matches('.player')",
    )
    .await?;
    waits_until(
        visitor,
        "the switch is on",
        "return document.querySelector('[data-testid=full]').ariaPressed === 'true'",
    )
    .await?;
    visitor.says("On the whole screen.").await?;
    visitor.is_told("avatar_start_talking", 3).await?;
    visitor.takes_a_picture("stage-full-screen").await?;
    visitor.finds_no_barrier("on the whole screen").await?;
    visitor.press("full").await?;
    waits_until(visitor, "the page", "return !document.fullscreenElement").await?;
    if visitor.sees("pip").await? {
        visitor.press("pip").await?;
        waits_until(
            visitor,
            "a window of its own",
            "return !!document.pictureInPictureElement",
        )
        .await?;
        visitor.press("pip").await?;
        waits_until(visitor, "no window", "return !document.pictureInPictureElement").await?;
    }
    visitor.is_told("avatar_stop_talking", 3).await.map(|_| ())
}

#[tokio::test]
async fn the_element_saves_and_records_too() -> Result<(), Failure> {
    let server = Server::start("stage-element", &[]).await?;
    let browser = Browser::start("stage-element").await?;
    let visitor = browser.opens(&format!("{}/gallery.html", server.address())).await?;
    visitor.runs::<()>(include_str!("stage/keep_saved.js")).await?;
    let script = include_str!("stage/element.js");
    let (volume, shown): (f64, String) = visitor.ask(script, vec![json!("volume")]).await?;
    assert!((volume - 0.4).abs() < 0.01 && shown == "40", "{volume} {shown}");
    visitor.ask::<Value>(script, vec![json!("snapshot")]).await?;
    let picture = Saved::last(&visitor, 1).await?;
    assert!(picture.name.ends_with(".png") && picture.width == 854, "{picture:?}");
    assert_eq!(picture.corner[3], 255, "a transparent picture: {picture:?}");
    visitor.ask::<Value>(script, vec![json!("record")]).await?;
    let film = Saved::last(&visitor, 2).await?;
    assert!(
        film.seconds > 1.0 && film.heard > 0.4 && film.bytes > 20_000,
        "{film:?}"
    );
    visitor.ask::<Value>(script, vec![json!("record-to-the-end")]).await?;
    Saved::last(&visitor, 3).await?;
    visitor.leaves().await?;
    server.is_left_empty().await?;
    browser.close().await?;
    server.stop()
}
