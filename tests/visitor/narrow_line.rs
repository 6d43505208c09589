//! A line with less bandwidth than the avatar takes: it goes on speaking, with fewer and poorer pictures.

use std::time::Duration;

use end_to_end::media::Statistics;
use end_to_end::{Browser, Failure, NarrowLine, Server, Visitor};

/// Bandwidths, in kilobits a second. A speaking avatar takes two or three times as many as the narrow one has.
const NARROW: u32 = 300;
const WIDE: u32 = 20_000;

/// Twenty seconds of speech.
const STORY: &str = "The river rises in the hills, where rain falls on most days of the year. It runs past seven villages and one town. \
    Each of them has a bridge, and each bridge has a story. In the end it comes to the sea, and nobody asks it where it has been. \
    That is how rivers are, and why people like to sit beside them in the evening.";

/// The media received within some seconds.
#[derive(Debug)]
struct Received {
    pictures: u64,
    freezes: u32,
    /// Seconds of concealed sound: made up in place of packets that were lost or late.
    concealed: f64,
    kilobits_a_second: f64,
}

async fn receives(visitor: &Visitor, line: &NarrowLine, time: Duration) -> Result<Received, Failure> {
    let look = async || -> Result<(Statistics, u64), Failure> { Ok((visitor.statistics().await?, line.delivered())) };
    let (before, bytes) = look().await?;
    tokio::time::sleep(time).await;
    let (after, later) = look().await?;
    Ok(Received {
        pictures: after.frames_decoded - before.frames_decoded,
        freezes: after.freezes - before.freezes,
        concealed: after.audio_concealed - before.audio_concealed,
        kilobits_a_second: (later - bytes) as f64 * 8.0 / 1000.0 / time.as_secs_f64(),
    })
}

#[tokio::test]
async fn on_a_narrow_line_the_avatar_goes_on_speaking_with_poorer_pictures() -> Result<(), Failure> {
    let line = NarrowLine::start(NARROW).await?;
    let arguments = line.arguments();
    let server = Server::start("narrow-line", &arguments.each_ref().map(String::as_str)).await?;
    let browser = Browser::start("narrow-line").await?;
    let visitor = browser
        .visit_at(&format!("{}/?greeting=off&background=keep", server.address()))
        .await?;
    visitor.start().await?;
    visitor.waits_for_pictures().await?;
    visitor.says(STORY).await?;
    // The server finds out first how much the line bears.
    tokio::time::sleep(Duration::from_secs(6)).await;
    let narrow = receives(&visitor, &line, Duration::from_secs(8)).await?;
    println!("narrow: {narrow:?}");
    assert!(narrow.pictures >= 40, "{} pictures in 8 s", narrow.pictures);
    // Where the line was tried with more than it bears, the picture rests for half a second, so that the sound goes on.
    assert!(narrow.freezes <= 5, "{} freezes in 8 s", narrow.freezes);
    assert!(
        narrow.concealed < 0.8,
        "{:.2} s of 8 s were not heard",
        narrow.concealed
    );
    visitor.is_told("avatar_stop_talking", 1).await?;

    line.set_bandwidth(WIDE);
    tokio::time::sleep(Duration::from_secs(10)).await;
    visitor.says(STORY).await?;
    tokio::time::sleep(Duration::from_secs(4)).await;
    let wide = receives(&visitor, &line, Duration::from_secs(6)).await?;
    println!("wide: {wide:?}");
    assert!(
        wide.kilobits_a_second > 1.3 * narrow.kilobits_a_second,
        "{:.0} kbit/s on the wide line, {:.0} on the narrow one",
        wide.kilobits_a_second,
        narrow.kilobits_a_second
    );
    visitor.stop().await?;
    browser.close().await?;
    server.stop()
}
