//! Leak check: a page's memory after many starts and stops, beside its memory after a few. Growth is a leak.
//!
//! `cargo xtask bench cycles` builds and sets what this needs; `AVATAR_RUNS` is the number of cycles.

use std::time::Instant;

use end_to_end::{Browser, Cycled, Failure, Footprint, Server};

/// Warm-up cycles before the first measurement: objects that are made once and kept are no leak.
const WARM_UP: u32 = 20;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Failure> {
    let runs = std::env::var("AVATAR_RUNS")
        .ok()
        .and_then(|runs| runs.parse().ok())
        .unwrap_or(1000_u32);
    for (name, whose) in [("app", Cycled::App), ("module", Cycled::Module)] {
        let server = Server::start("cycles", &[]).await?;
        let browser = Browser::without_compiler("cycles").await?;
        let visitor = browser.visit(&server).await?;
        visitor.cycles(whose, WARM_UP).await?;
        let before = visitor.footprint().await?;
        let began = Instant::now();
        visitor.cycles(whose, runs).await?;
        let seconds = began.elapsed().as_secs();
        let after = visitor.footprint().await?;
        println!("\nthe {name}: {runs} starts and stops in {seconds} s");
        println!("{:<20}{:>14}{:>14}{:>16}", "", "before", "after", "growth a cycle");
        let figures = before.figures().into_iter().zip(after.figures());
        for (name, (before, after)) in Footprint::NAMES.into_iter().zip(figures) {
            let growth = (after as f64 - before as f64) / f64::from(runs.max(1));
            println!("{name:<20}{before:>14}{after:>14}{growth:>16.3}");
        }
        server.is_left_empty().await?;
        browser.close().await?;
        server.stop()?;
    }
    Ok(())
}
