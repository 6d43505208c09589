//! Measures whether a server holds against strangers and load: half-open connections, long texts, answers, a crowd of speakers, a thousand
//! sessions. Prints each figure beside its bound, and fails where one is broken.
//!
//! The server to be measured is the program that `AVATAR_SERVER` names. It runs on loopback, and ends with this program.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a phase that meets something unexpected fails by a panic, which counts as a broken bound"
)]

#[path = "../../tests/server/caller.rs"]
#[allow(dead_code, reason = "shared with the tests, which use more of it")]
mod caller;
mod conversations;
mod crowd;
mod figure;
mod flood;
mod many;
#[allow(dead_code, reason = "shared with the measurement of load, which uses more of it")]
mod program;
mod speech;
mod talk;
mod turns;
#[path = "../../tests/server/visitor.rs"]
#[allow(dead_code, reason = "shared with the tests, which use more of it")]
mod visitor;

use std::process::ExitCode;
use std::time::Duration;

use clap::Parser;

use figure::{Figure, limited};

/// The command line.
#[derive(Clone, Debug, Parser)]
struct Arguments {
    /// The program of the server
    #[arg(long, env = "AVATAR_SERVER", value_name = "FILE")]
    server: String,

    /// Sessions over which memory must stay flat
    #[arg(long, value_name = "COUNT", default_value_t = 1000)]
    sessions: usize,

    /// Only the phases whose name contains this: flood, speech, talk, turns, conversations, crowd, many
    #[arg(long, value_name = "NAME", default_value = "")]
    only: String,
}

#[tokio::main]
async fn main() -> ExitCode {
    let arguments = Arguments::parse();
    // The strangers are this program's own connections.
    #[cfg(unix)]
    rlimit::increase_nofile_limit(4096).ok();
    let (server, sessions) = (arguments.server, arguments.sessions);
    let mut figures = Vec::new();
    if "flood".contains(&arguments.only) {
        let measured = limited(
            "half-open connections",
            Duration::from_secs(120),
            flood::measure(server.clone()),
        )
        .await;
        show(&mut figures, measured);
    }
    if "speech".contains(&arguments.only) {
        let measured = limited(
            "first sounds of texts",
            Duration::from_secs(120),
            speech::measure(server.clone()),
        )
        .await;
        show(&mut figures, measured);
    }
    if "talk".contains(&arguments.only) {
        let measured = limited(
            "first sounds of answers",
            Duration::from_secs(120),
            talk::measure(server.clone()),
        )
        .await;
        show(&mut figures, measured);
    }
    if "turns".contains(&arguments.only) {
        let measured = limited(
            "spoken questions and barge-ins",
            Duration::from_secs(300),
            turns::measure(server.clone()),
        )
        .await;
        show(&mut figures, measured);
    }
    if "conversations".contains(&arguments.only) {
        let measured = limited(
            "four conversations at once",
            Duration::from_secs(300),
            conversations::measure(server.clone()),
        )
        .await;
        show(&mut figures, measured);
    }
    if "crowd".contains(&arguments.only) {
        let measured = limited(
            "a crowd of speakers",
            Duration::from_secs(400),
            crowd::measure(server.clone()),
        )
        .await;
        show(&mut figures, measured);
    }
    if "many".contains(&arguments.only) {
        let patience = Duration::from_secs(120 + sessions as u64);
        let measured = limited("many sessions", patience, many::measure(server, sessions)).await;
        show(&mut figures, measured);
    }
    if figures.is_empty() {
        eprintln!("nothing was measured: --only names no phase");
        return ExitCode::FAILURE;
    }
    let broken = figures.iter().filter(|figure| !figure.holds).count();
    if broken > 0 {
        println!("{broken} of {} bounds are broken", figures.len());
        return ExitCode::FAILURE;
    }
    println!("all {} bounds hold", figures.len());
    ExitCode::SUCCESS
}

fn show(all: &mut Vec<Figure>, measured: Vec<Figure>) {
    for figure in &measured {
        println!("{figure}");
    }
    all.extend(measured);
}
