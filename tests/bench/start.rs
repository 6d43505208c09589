//! From the click on Start to the first picture, in a real browser with the built app and the real server.
//!
//! `cargo xtask bench start` builds and sets what this needs; `AVATAR_RUNS` is the number of starts.

use std::time::Duration;

use end_to_end::{Browser, Failure, Server};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Failure> {
    let runs = std::env::var("AVATAR_RUNS")
        .ok()
        .and_then(|runs| runs.parse().ok())
        .unwrap_or(10_u32);
    let server = Server::start("bench", &[]).await?;
    let browser = Browser::start("bench").await?;
    let visitor = browser.visit(&server).await?;
    let mut times = Vec::new();
    for run in 1..=runs {
        let time = visitor.times_a_start().await?;
        println!("{run:>4}: {time:>6.0} ms");
        times.push(time);
        visitor.stop().await?;
        // Let the browser put things away, so that one start is not charged for the end of the last.
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
    times.sort_by(f64::total_cmp);
    if let (Some(least), Some(median), Some(most)) = (times.first(), times.get(times.len() / 2), times.last()) {
        println!("click to first picture, {runs} starts: median {median:.0} ms, {least:.0} to {most:.0} ms");
    }
    browser.close().await?;
    server.stop()
}
