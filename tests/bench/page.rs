//! Compares the avatar in the page with the same module on our own server, in one run: start, first sound, processor
//! time, lip synchronisation, and memory after many starts.
//!
//! `cargo xtask bench page` builds and sets what this needs. `AVATAR_RUNS` is the number of rounds of starts,
//! `AVATAR_SECONDS` the seconds of processor measurement, `AVATAR_CYCLES` the number of starts and stops,
//! `AVATAR_HIDDEN` the minutes of speech in a hidden tab.

use std::time::{Duration, Instant};

use end_to_end::{Browser, Cycled, Failure, Footprint, Server, Visitor};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

/// Network of a cold start: 10 Mbit/s, and 20 ms for each request.
const LINE: (u32, u32) = (10_000_000, 20);
/// Warm-up starts before the first look at the memory: objects that are made once and kept are no leak.
const WARM_UP: u32 = 20;

/// The measured contestants.
#[derive(Clone, Copy, Debug)]
enum Contestant {
    /// The avatar in the page.
    Page,
    /// The module on our own server.
    Server,
}

impl Contestant {
    const ALL: [Self; 2] = [Self::Page, Self::Server];

    fn settings(self) -> Value {
        match self {
            Self::Page => json!({ "service": "page" }),
            Self::Server => json!({}),
        }
    }

    /// A page with the module, not started.
    async fn page(self, browser: &Browser, server: &Server) -> Result<Visitor, Failure> {
        // An empty document of the same origin.
        let page = browser.opens(&format!("{}/embed/embed.css", server.address())).await?;
        page.ask::<Value>(include_str!("page.js"), vec![self.settings()])
            .await?;
        Ok(page)
    }
}

/// The result of a contestant's method.
async fn ask<T: DeserializeOwned>(page: &Visitor, call: &str) -> Result<T, Failure> {
    let script = format!(
        "const done = arguments[0]; Promise.resolve(contestant.{call}).then((value) => done(value ?? 0), (error) => done({{ error: String(error) }}))"
    );
    page.ask(&script, Vec::new()).await
}

/// Figures of both contestants, in the order of [`Contestant::ALL`].
#[derive(Default)]
struct Pair([Vec<f64>; 2]);

impl Pair {
    /// Prints the medians, their spread, and their ratio.
    fn tell(&mut self, name: &str) {
        let [page, server] = self.0.each_mut().map(|times| {
            times.sort_by(f64::total_cmp);
            let at = |place: usize| times.get(place).copied().unwrap_or(f64::NAN);
            (at(times.len() / 2), at(0), at(times.len().saturating_sub(1)))
        });
        let text = |(median, least, most): (f64, f64, f64)| format!("{median:.0} ({least:.0} to {most:.0})");
        let ratio = page.0 / server.0;
        println!("{name:<38} {:>20} {:>20} {ratio:>7.2}", text(page), text(server));
    }
}

fn number(name: &str, otherwise: u32) -> u32 {
    let set = std::env::var(name).ok();
    set.and_then(|text| text.parse().ok()).unwrap_or(otherwise)
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Failure> {
    let server = Server::start("bench-page", &[]).await?;
    println!(
        "{:<38} {:>20} {:>20} {:>7}",
        "median (least to most)", "in the page", "our server", "ratio"
    );
    starts(&server, number("AVATAR_RUNS", 10)).await?;
    processor(&server, number("AVATAR_SECONDS", 10)).await?;
    lips(&server).await?;
    let minutes = number("AVATAR_HIDDEN", 0);
    if minutes > 0 {
        hidden(&server, minutes).await?;
    }
    let cycles = number("AVATAR_CYCLES", 1000);
    if cycles > 0 {
        memory(&server, cycles).await?;
    }
    server.stop()
}

/// Click to first picture cold and warm, and `speak` to first sound warm.
async fn starts(server: &Server, runs: u32) -> Result<(), Failure> {
    let (mut cold, mut warm, mut sound) = (Pair::default(), Pair::default(), Pair::default());
    for run in 0..runs as usize {
        for place in 0..2 {
            // Each contestant goes first equally often.
            let index = (run + place) % 2;
            let contestant = Contestant::ALL[index];
            let browser = Browser::start("bench-page").await?;
            let page = contestant.page(&browser, server).await?;
            // Let the browser come to rest, so that its own start-up is charged to no contestant.
            tokio::time::sleep(Duration::from_millis(1500)).await;
            browser.throttles(LINE.0, LINE.1).await?;
            cold.0[index].push(ask(&page, "start()").await?);
            // The voice is loaded after the first picture.
            ask::<f64>(&page, "firstSound()").await?;
            ask::<Value>(&page, "stop()").await?;
            browser.delays_requests(0).await?;
            browser.goes_offline(false).await?;
            tokio::time::sleep(Duration::from_millis(500)).await;
            warm.0[index].push(ask(&page, "start()").await?);
            tokio::time::sleep(Duration::from_millis(500)).await;
            ask::<f64>(&page, "firstSound()").await?;
            sound.0[index].push(ask(&page, "firstSound()").await?);
            ask::<Value>(&page, "stop()").await?;
            browser.close().await?;
        }
    }
    cold.tell("click to picture, cold, 10 Mbit/s, ms");
    warm.tell("click to picture, warm, ms");
    sound.tell("speak to sound, warm, ms");
    Ok(())
}

/// Processor time of the whole browser, speaking and silent, without the server's.
async fn processor(server: &Server, seconds: u32) -> Result<(), Failure> {
    let (mut speaking, mut silent) = (Pair::default(), Pair::default());
    let time = Duration::from_secs(seconds.into());
    for index in [0, 1, 1, 0, 0, 1] {
        let browser = Browser::start("bench-page-processor").await?;
        let page = Contestant::ALL[index].page(&browser, server).await?;
        ask::<f64>(&page, "start()").await?;
        tokio::time::sleep(Duration::from_secs(2)).await;
        let over = async |pair: &mut Pair| {
            let (before, began) = (browser.usage().time, Instant::now());
            tokio::time::sleep(time).await;
            let taken = browser.usage().time.saturating_sub(before);
            pair.0[index].push(1000.0 * taken.as_secs_f64() / began.elapsed().as_secs_f64());
        };
        over(&mut silent).await;
        ask::<Value>(&page, "story()").await?;
        tokio::time::sleep(Duration::from_secs(1)).await;
        over(&mut speaking).await;
        ask::<Value>(&page, "hush()").await?;
        ask::<Value>(&page, "stop()").await?;
        browser.close().await?;
    }
    speaking.tell("processor, speaking, ms a second");
    silent.tell("processor, silent, ms a second");
    Ok(())
}

/// Delay of the lips behind the sound, as the page receives both.
async fn lips(server: &Server) -> Result<(), Failure> {
    let mut told = Vec::new();
    for contestant in Contestant::ALL {
        let browser = Browser::start("bench-page-lips").await?;
        let page = contestant.page(&browser, server).await?;
        ask::<f64>(&page, "start()").await?;
        ask::<Value>(&page, "say('Papa. Mama.')").await?;
        page.begins_recording().await?;
        // Open vowels between closed lips and pauses, so that loudness and mouth opening vary together.
        ask::<Value>(&page, "say('Papa. Bob. Mama. Pop. Palm. Baba. Mop. Papa.')").await?;
        let recording = page.ends_recording().await?;
        told.push(match recording.lips() {
            Some((lag, agreement)) => format!("{lag:.0} (agree {agreement:.2})"),
            None => "nothing varies".to_owned(),
        });
        ask::<Value>(&page, "stop()").await?;
        browser.close().await?;
    }
    println!("{:<38} {:>20} {:>20}", "lips behind sound, ms", told[0], told[1]);
    Ok(())
}

/// Speaks in a hidden tab.
async fn hidden(server: &Server, minutes: u32) -> Result<(), Failure> {
    let browser = Browser::start("bench-page-hidden").await?;
    let page = Contestant::Page.page(&browser, server).await?;
    ask::<f64>(&page, "start()").await?;
    browser.hides(true).await?;
    let mut all = Vec::new();
    // One minute at a time, because of the driver's script timeout.
    for _ in 0..minutes * 2 {
        all.push(ask::<Value>(&page, "hidden(0.5)").await?);
    }
    let sum = |name: &str| all.iter().filter_map(|one| one[name].as_u64()).sum::<u64>();
    println!(
        "hidden ({}): {} texts in {} s, {} of them not said to their end",
        all.iter().all(|one| one["hidden"] == true),
        sum("texts"),
        sum("seconds"),
        sum("lost")
    );
    browser.close().await
}

/// A page's memory after many starts and stops, beside its memory after a few.
async fn memory(server: &Server, cycles: u32) -> Result<(), Failure> {
    let browser = Browser::without_compiler("bench-page-memory").await?;
    let page = browser.opens(&format!("{}/embed/embed.css", server.address())).await?;
    page.cycles(Cycled::Page, WARM_UP).await?;
    let (before, used) = (page.footprint().await?, browser.usage().memory);
    let began = Instant::now();
    page.cycles(Cycled::Page, cycles).await?;
    let (after, seconds) = (page.footprint().await?, began.elapsed().as_secs());
    println!("\n{cycles} starts and stops in the page, in {seconds} s");
    println!("{:<24}{:>14}{:>14}{:>16}", "", "before", "after", "growth a cycle");
    let processes = ("all processes, bytes", (used, browser.usage().memory));
    let figures = Footprint::NAMES
        .into_iter()
        .zip(before.figures().into_iter().zip(after.figures()));
    for (name, (before, after)) in figures.chain([processes]) {
        let growth = (after as f64 - before as f64) / f64::from(cycles);
        println!("{name:<24}{before:>14}{after:>14}{growth:>16.3}");
    }
    browser.close().await
}
