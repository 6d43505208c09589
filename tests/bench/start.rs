//! Time from the click on Start to the first picture, in a real browser against the real server: the app, the module
//! and a hand-written client take turns, so that the load of the machine is the same for all three.
//!
//! A cold start is the first one in a fresh browser, with the page loaded. A warm start is the second one on a page.
//!
//! `cargo xtask bench start` builds and sets what this needs; `AVATAR_RUNS` is the number of rounds, `AVATAR_LATENCY`
//! the added delay of each request and reply together, in ms.

use std::time::Duration;

use end_to_end::{Browser, Failure, Server, Visitor};
use serde_json::Value;

/// The measured contestants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Contestant {
    App,
    Module,
    Bare,
}

impl Contestant {
    const ALL: [Self; 3] = [Self::App, Self::Module, Self::Bare];

    async fn page(self, browser: &Browser, server: &Server) -> Result<Visitor, Failure> {
        let script = match self {
            Self::App => return browser.visit(server).await,
            Self::Module => include_str!("module.js"),
            Self::Bare => include_str!("bare.js"),
        };
        // An empty document of the same origin.
        let page = browser.opens(&format!("{}/embed/embed.css", server.address())).await?;
        page.ask::<Value>(script, Vec::new()).await?;
        Ok(page)
    }

    async fn start(self, page: &Visitor) -> Result<f64, Failure> {
        match self {
            Self::App => page.times_a_start().await,
            _ => {
                page.ask(
                    "contestant.start().then(arguments[0], (error) => arguments[0]({ error: String(error) }))",
                    Vec::new(),
                )
                .await
            }
        }
    }

    /// When each phase of the last start was reached; the hand-written client keeps no record.
    async fn stages(self, page: &Visitor) -> Result<String, Failure> {
        let script = match self {
            Self::App => {
                "[...document.querySelectorAll('[data-testid=stages] .millis')].map((stage) => parseInt(stage.textContent))"
            }
            Self::Module => "Object.values(contestant.stages()).slice(0, 5)",
            Self::Bare => return Ok(String::new()),
        };
        let stages: Vec<Option<u32>> = page.ask(&format!("arguments[0]({script})"), Vec::new()).await?;
        let names = ["created", "answered", "started", "connected", "first picture"];
        let told = names.iter().zip(stages);
        let told = told.filter_map(|(name, at)| at.map(|at| format!("{name} {at}")));
        Ok(told.collect::<Vec<_>>().join(", "))
    }

    async fn stop(self, page: &Visitor) -> Result<(), Failure> {
        match self {
            Self::App => page.stop().await,
            _ => page
                .ask::<Value>("contestant.stop().then(() => arguments[0](0))", Vec::new())
                .await
                .map(|_| ()),
        }
    }
}

/// The times of one contestant, in ms.
#[derive(Default)]
struct Times {
    cold: Vec<f64>,
    warm: Vec<f64>,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Failure> {
    let number = |name: &str, otherwise: u32| {
        let set = std::env::var(name).ok();
        set.and_then(|text| text.parse().ok()).unwrap_or(otherwise)
    };
    let (runs, latency) = (number("AVATAR_RUNS", 10), number("AVATAR_LATENCY", 0));
    let server = Server::start("bench", &[]).await?;
    let mut times = [Times::default(), Times::default(), Times::default()];
    for run in 0..runs {
        // Each contestant goes first equally often.
        for place in 0..Contestant::ALL.len() {
            let index = (run as usize + place) % Contestant::ALL.len();
            let contestant = Contestant::ALL[index];
            let (cold, warm, stages) = round(contestant, &server, latency).await?;
            let run = run + 1;
            println!("{run:>3}  {contestant:<8?} cold {cold:>5.0}   warm {warm:>5.0}   {stages}");
            times[index].cold.push(cold);
            times[index].warm.push(warm);
        }
    }
    println!("\nclick to first picture in ms, {runs} rounds, {latency} ms of latency: median (least to most)");
    println!("{:<10} {:>22} {:>22}", "", "cold", "warm");
    for (contestant, times) in Contestant::ALL.iter().zip(&mut times) {
        let (cold, warm) = (summary(&mut times.cold), summary(&mut times.warm));
        println!("{:<10} {cold:>22} {warm:>22}", format!("{contestant:?}"));
    }
    server.stop()
}

/// A start in a fresh browser, and another on the same page with its phases.
async fn round(contestant: Contestant, server: &Server, latency: u32) -> Result<(f64, f64, String), Failure> {
    let browser = Browser::start("bench").await?;
    browser.delays_requests(latency).await?;
    let page = contestant.page(&browser, server).await?;
    // Let the browser come to rest, so that its own start-up is charged to no contestant.
    tokio::time::sleep(Duration::from_millis(1500)).await;
    let cold = contestant.start(&page).await?;
    contestant.stop(&page).await?;
    tokio::time::sleep(Duration::from_millis(500)).await;
    let warm = contestant.start(&page).await?;
    let stages = contestant.stages(&page).await?;
    contestant.stop(&page).await?;
    browser.close().await?;
    Ok((cold, warm, stages))
}

fn summary(times: &mut [f64]) -> String {
    times.sort_by(f64::total_cmp);
    match (times.first(), times.get(times.len() / 2), times.last()) {
        (Some(least), Some(median), Some(most)) => format!("{median:.0} ({least:.0} to {most:.0})"),
        _ => String::new(),
    }
}
