//! A page's cost of keying the green screen, beside the loop that pages customarily have for it: same stream, same run.
//!
//! `cargo xtask bench key` builds and sets what this needs; `AVATAR_RUNS` is the number of seconds for each way of
//! keying.

use end_to_end::{Browser, Failure, Server};
use serde::Deserialize;
use serde_json::json;

/// The figures of one way of keying.
#[derive(Deserialize)]
struct Way {
    pictures: u32,
    /// Milliseconds on the main thread for each picture, on average.
    median: f64,
    /// The same at the 95th percentile.
    slowest: f64,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Found {
    gpu: String,
    size: String,
    on_gpu: Option<Way>,
    on_processor: Way,
    customary: Way,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Failure> {
    let runs = std::env::var("AVATAR_RUNS").ok();
    let seconds: u32 = runs.and_then(|runs| runs.parse().ok()).unwrap_or(8);
    let server = Server::start("bench-key", &[]).await?;
    let browser = Browser::start("bench-key").await?;
    let page = browser.opens(&format!("{}/embed/embed.css", server.address())).await?;
    let found: Found = page.ask(include_str!("key.js"), vec![json!(seconds)]).await?;
    println!("{}, GPU: {}", found.size, found.gpu);
    if found.gpu.contains("SwiftShader") || found.gpu.contains("llvmpipe") {
        println!(
            "There is no graphics card: its work is done by the processor here, which a visitor's machine spares."
        );
    }
    let ways = [
        ("keyed on the GPU", found.on_gpu),
        ("keyed on the processor", Some(found.on_processor)),
        ("the customary loop", Some(found.customary)),
    ];
    for (name, way) in ways {
        match way {
            Some(way) => println!(
                "{name:<24} {:>6.1} ms a picture, {:>6.1} ms one in twenty ({} pictures)",
                way.median, way.slowest, way.pictures
            ),
            None => println!("{name:<24} cannot be had here"),
        }
    }
    browser.close().await?;
    server.stop()
}
