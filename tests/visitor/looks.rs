//! The page at three widths, by day and by night. Somebody should look at the pictures in `artifacts/`.

use end_to_end::{Browser, Failure, Server, Size, documentation, is_green, is_skin};

#[tokio::test]
async fn the_page_fits_phone_tablet_and_desk() -> Result<(), Failure> {
    let server = Server::start("looks", &[]).await?;
    let browser = Browser::start("looks").await?;
    for (name, size) in [("390", Size::PHONE), ("768", Size::TABLET), ("1440", Size::DESK)] {
        browser.resize(size).await?;
        browser.prefer_dark(false).await?;
        let visitor = browser.visit(&server).await?;
        visitor.waits_for_pictures().await?;
        visitor.takes_a_picture(&format!("idle-{name}")).await?;
        assert!(
            !visitor.must_scroll_sideways().await?,
            "idle, {name} px: the page is wider than the window"
        );

        visitor.start().await?;
        visitor
            .receives("thirty pictures decoded", |seen| seen.frames_decoded >= 30)
            .await?;
        visitor.says("Hello! I am glad that you are here.").await?;
        visitor.is_told("avatar_start_talking", 1).await?;
        visitor.takes_a_picture(&format!("live-{name}")).await?;
        let stage = visitor.looks_at(".stage", &format!("stage-{name}")).await?;
        assert!(
            stage.share(is_green) < 0.001,
            "live, {name} px: {:.1} % of the stage is green",
            100.0 * stage.share(is_green)
        );
        assert!(stage.share(is_skin) > 0.05, "live, {name} px: the stage shows nobody");
        assert!(
            !visitor.must_scroll_sideways().await?,
            "live, {name} px: the page is wider than the window"
        );
        if size == Size::DESK
            && let Some(path) = documentation("screenshot.png")?
        {
            visitor.takes_a_picture_for(&path).await?;
        }
        browser.prefer_dark(true).await?;
        visitor.takes_a_picture(&format!("live-{name}-dark")).await?;
        visitor.stop().await?;
        visitor.waits_for_pictures().await?;
        visitor.takes_a_picture(&format!("ended-{name}-dark")).await?;
        visitor.finds_the_console_clean().await?;
    }
    server.is_left_empty().await?;
    browser.close().await?;
    server.stop()
}
