//! A session's cost to our server while a real browser watches: the processor time of the whole server, speaking and idle, and in
//! it that of drawing (with conversion) and of encoding, by figure, size and codec.
//!
//! `cargo xtask bench avatar` builds and sets what this needs. `AVATAR_RUNS` is the number of seconds of each measurement.

use std::time::{Duration, Instant};

use end_to_end::{Browser, Failure, Server, free_port};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

/// Avatar, quality and codec of each session.
const SESSIONS: [(&str, &str, &str); 6] = [
    ("clara", "medium", "VP8"),
    ("martin", "medium", "VP8"),
    ("amara", "medium", "VP8"),
    ("clara", "medium", "H264"),
    ("clara", "high", "VP8"),
    ("clara", "high", "H264"),
];

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Failure> {
    let seconds = std::env::var("AVATAR_RUNS").ok().and_then(|text| text.parse().ok());
    let time = Duration::from_secs(seconds.unwrap_or(10));
    println!("server, ms a second (pictures a second; drawing + encoding, ms a picture)");
    println!("{:<26}{:>36}{:>36}", "", "speaking", "idle");
    for (avatar, quality, encoding) in SESSIONS {
        let port = free_port()?;
        let watched = format!("127.0.0.1:{port}");
        let server = Server::start("bench-avatar", &["--admin-listen", &watched]).await?;
        let browser = Browser::start("bench-avatar").await?;
        let page = browser.opens(&format!("{}/embed/embed.css", server.address())).await?;
        let terms = json!({ "avatar": avatar, "quality": quality, "encoding": encoding });
        page.ask::<Value>(include_str!("page.js"), vec![terms]).await?;
        let ask = async |call: &str| ask::<Value>(&page, call).await;
        ask("start()").await?;
        // The first pictures are settled, and the browser is at rest.
        tokio::time::sleep(Duration::from_secs(3)).await;
        let idle = Cost::over(&server, &watched, time).await?;
        ask("story()").await?;
        tokio::time::sleep(Duration::from_secs(1)).await;
        let speaking = Cost::over(&server, &watched, time).await?;
        let size: String = self::ask(&page, "size()").await?;
        ask("hush()").await?;
        ask("stop()").await?;
        browser.close().await?;
        server.stop()?;
        println!(
            "{:<26}{:>36}{:>36}",
            format!("{avatar} {size} {encoding}"),
            speaking.to_string(),
            idle.to_string()
        );
    }
    Ok(())
}

/// The result of a method of the page's script.
async fn ask<T: DeserializeOwned>(page: &end_to_end::Visitor, call: &str) -> Result<T, Failure> {
    let script = format!(
        "const done = arguments[0]; Promise.resolve(contestant.{call}).then((value) => done(value ?? 0), (error) => done({{ error: String(error) }}))"
    );
    page.ask(&script, Vec::new()).await
}

/// The cost of a session over a while.
struct Cost {
    /// Of the whole server, in seconds of processor time a second.
    server: f64,
    pictures_a_second: f64,
    /// Seconds a picture.
    draw: f64,
    encode: f64,
}

impl Cost {
    async fn over(server: &Server, watched: &str, time: Duration) -> Result<Self, Failure> {
        let (usage, figures, began) = (server.usage(), Figures::read(watched).await?, Instant::now());
        tokio::time::sleep(time).await;
        let (later, seconds) = (Figures::read(watched).await?, began.elapsed().as_secs_f64());
        let pictures = later.encoded - figures.encoded;
        Ok(Self {
            server: server.usage().time.saturating_sub(usage.time).as_secs_f64() / seconds,
            pictures_a_second: pictures / seconds,
            draw: (later.draw - figures.draw) / pictures,
            encode: (later.encode - figures.encode) / pictures,
        })
    }
}

impl std::fmt::Display for Cost {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            formatter,
            "{:.0} ({:.1}; {:.2} + {:.2})",
            1000.0 * self.server,
            self.pictures_a_second,
            1000.0 * self.draw,
            1000.0 * self.encode
        )
    }
}

/// Sums from the server's metrics: seconds, and pictures.
struct Figures {
    draw: f64,
    encode: f64,
    encoded: f64,
}

impl Figures {
    async fn read(watched: &str) -> Result<Self, Failure> {
        let text = reqwest::get(format!("http://{watched}/metrics")).await?.text().await?;
        let figure = |name: &str| {
            let line = text.lines().find_map(|line| line.strip_prefix(name));
            line.and_then(|value| value.trim().parse().ok())
                .ok_or_else(|| Failure::Server(format!("no {name} in its metrics")))
        };
        Ok(Self {
            draw: figure(r#"avatar_picture_seconds_sum{stage="draw"}"#)?,
            encode: figure(r#"avatar_picture_seconds_sum{stage="encode"}"#)?,
            encoded: figure(r#"avatar_picture_seconds_count{stage="encode"}"#)?,
        })
    }
}
