//! The background behind the avatar, at whose pixels is looked without taking anything out: the server's studio is that of the preview, and green
//! comes only where something else is to be seen.

use end_to_end::{Browser, Failure, Server, Visitor, is_green};
use serde::Deserialize;
use serde_json::{Value, json};

/// A picture of the stream, and what was done for it.
#[derive(Debug, Deserialize)]
struct Seen {
    /// Red, green and blue beside the figure, as the video has them.
    corner: [u8; 3],
    /// Distance of the preview's pixels beside the figure from the stream's, 0 to 255: the furthest of the means of eight stretches.
    seam: f64,
    /// The same for all of the picture: the figure has moved.
    moved: f64,
    /// The steepest step between columns of the background, of 255: edges of blocks where it is not soft.
    steepest: f64,
    /// Whether pictures are drawn anew without their screen, and whether the code for that was fetched.
    keyed: bool,
    fetched: bool,
}

async fn brings(visitor: &Visitor, step: &str) -> Result<Seen, Failure> {
    visitor.ask(include_str!("studio/step.js"), vec![json!(step)]).await
}

#[tokio::test]
async fn the_stream_goes_on_where_the_preview_was() -> Result<(), Failure> {
    let server = Server::start("studio", &[]).await?;
    let browser = Browser::start("studio").await?;
    let visitor = browser.opens(&format!("{}/embed/embed.css", server.address())).await?;
    let studio = brings(&visitor, "start").await?;
    visitor.takes_a_picture("studio-start").await?;
    assert!(
        !is_green(studio.corner) && studio.seam < 6.0 && studio.moved < 12.0,
        "{studio:?}"
    );
    assert!(studio.steepest < 2.4, "blocks are seen in the background: {studio:?}");
    assert!(
        !studio.keyed && !studio.fetched,
        "nothing is there to take out: {studio:?}"
    );

    // Another background while the session lives.
    let green = brings(&visitor, "transparent").await?;
    assert!(is_green(green.corner) && green.keyed, "{green:?}");
    let seen = visitor.looks_at("streaming-avatar", "studio-transparent").await?;
    let orange = |[red, green, blue]: [u8; 3]| red > 240 && (150..180).contains(&green) && blue < 20;
    assert!(
        seen.share(orange) > 0.2 && seen.share(is_green) < 0.001,
        "the page is behind"
    );

    let again = brings(&visitor, "auto").await?;
    assert!(!is_green(again.corner) && !again.keyed, "{again:?}");

    // A recovery asks for what was chosen last; the next start, too.
    let restarted = brings(&visitor, "restart-transparent").await?;
    assert!(is_green(restarted.corner) && restarted.keyed, "{restarted:?}");
    visitor.leaves().await?;
    server.is_left_empty().await?;
    browser.close().await?;
    server.stop()
}

/// The vendor's clients take green out of every picture.
#[tokio::test]
async fn a_server_may_send_green_to_whoever_names_no_ground() -> Result<(), Failure> {
    let server = Server::start("studio-green", &["--background", "green"]).await?;
    let browser = Browser::start("studio-green").await?;
    let visitor = browser.opens(&format!("{}/embed/embed.css", server.address())).await?;
    let green = brings(&visitor, "start").await?;
    assert!(is_green(green.corner) && green.keyed, "{green:?}");
    let seen = visitor.looks_at("streaming-avatar", "studio-green").await?;
    assert!(seen.share(is_green) < 0.001, "the element takes it out");
    // The app as well.
    let visitor = browser.visit(&server).await?;
    visitor.start().await?;
    visitor
        .receives("thirty pictures decoded", |seen| seen.frames_decoded >= 30)
        .await?;
    let drawn: Value = visitor
        .runs("return document.querySelectorAll('.stage canvas').length")
        .await?;
    assert_eq!(drawn, json!(1));
    let stage = visitor.looks_at(".stage", "studio-green-app").await?;
    assert!(stage.share(is_green) < 0.001);
    visitor.stop().await?;
    browser.close().await?;
    server.stop()
}
