//! A recording of picture and sound.

use end_to_end::{Browser, Failure, Server};
use serde::Deserialize;

/// The recording's properties.
#[derive(Debug, Deserialize)]
struct Film {
    /// The outcome of a recording before the first picture.
    early: String,
    /// The outcome of a recording in an unknown type.
    unknown: String,
    /// Audio contexts that these two left open.
    leaked: u32,
    /// The outcome of ending the recording twice.
    again: Option<String>,
    r#type: String,
    seconds: f64,
    /// Audible seconds in the first half and in the second.
    heard: [f64; 2],
    pictures: u32,
    width: u32,
}

#[tokio::test]
async fn a_recording_continues_across_a_renewal() -> Result<(), Failure> {
    let server = Server::start("recording", &[]).await?;
    let browser = Browser::start("recording").await?;
    let page = browser.opens(&format!("{}/embed/embed.css", server.address())).await?;
    let film: Film = page.ask(include_str!("recording/film.js"), Vec::new()).await?;
    assert_eq!(film.early, "InvalidStateError", "{film:?}");
    assert_eq!(
        (film.unknown.as_str(), film.leaked),
        ("NotSupportedError", 0),
        "{film:?}"
    );
    assert_eq!(film.again, None, "{film:?}");
    assert!(film.r#type.starts_with("video/"), "{film:?}");
    assert_eq!(film.width, 854, "{film:?}");
    assert!(film.seconds > 3.0 && film.pictures > 20, "{film:?}");
    assert!(film.heard.iter().all(|seconds| *seconds > 0.5), "{film:?}");
    server.is_left_empty().await?;
    browser.close().await?;
    server.stop()
}
