//! Lip synchronisation, measured where sound and video arrive.

use end_to_end::{Browser, Failure, Server, lag_of};

/// Tolerance of the design, in milliseconds either way.
const AGREES_WITHIN: f64 = 80.0;

#[tokio::test]
async fn lips_and_sound_agree_where_they_arrive() -> Result<(), Failure> {
    let server = Server::start("lips", &[]).await?;
    let browser = Browser::start("lips").await?;
    // To take the green screen out takes time without a graphics card; it is not what is measured.
    let visitor = browser
        .visit_at(&format!("{}/?greeting=off&background=keep", server.address()))
        .await?;
    visitor.start().await?;
    visitor
        .receives("thirty pictures decoded", |seen| seen.frames_decoded >= 30)
        .await?;

    visitor.begins_recording().await?;
    // Open vowels between closed lips and pauses, so that loudness and mouth opening vary together.
    visitor.says("Papa. Bob. Mama. Pop. Palm. Baba. Mop. Papa.").await?;
    visitor.is_told("avatar_stop_talking", 1).await?;
    let recording = visitor.ends_recording().await?;
    recording.keep("lips")?;

    // Loudness rises within a vowel, lips move more slowly: both are smoothed to the pace of syllables.
    let (sound, mouth) = (recording.sound().smoothed(60.0), recording.mouth().smoothed(60.0));
    let (lag, agreement) = lag_of(&mouth, &sound, 500.0).expect("both vary");
    println!("the mouth is {lag} ms behind the sound; they agree by {agreement:.2}");
    assert!(
        agreement > 0.4,
        "mouth and sound hardly follow each other: {agreement:.2}"
    );
    assert!(lag.abs() <= AGREES_WITHIN, "the mouth is {lag} ms behind the sound");

    visitor.stop().await?;
    browser.close().await?;
    server.stop()
}
