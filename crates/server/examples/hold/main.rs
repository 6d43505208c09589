//! Measures whether a server holds against strangers and load: half-open connections, long texts, answers, a crowd of speakers, a thousand
//! sessions. Prints each measurement beside its bound, and fails where one is broken.
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
mod flood;
mod many;
mod measurement;
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

use measurement::{Measurement, limited};

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
    let mut phases = Phases {
        only: arguments.only,
        measurements: Vec::new(),
    };
    let flood = flood::measure(server.clone());
    phases.pass("flood", "half-open connections", 120, flood).await;
    let speech = speech::measure(server.clone());
    phases.pass("speech", "first sounds of texts", 120, speech).await;
    let talk = talk::measure(server.clone());
    phases.pass("talk", "first sounds of answers", 120, talk).await;
    let turns = turns::measure(server.clone());
    phases.pass("turns", "spoken questions and barge-ins", 300, turns).await;
    let conversations = conversations::measure(server.clone());
    phases
        .pass("conversations", "four conversations at once", 300, conversations)
        .await;
    let crowd = crowd::measure(server.clone());
    phases.pass("crowd", "a crowd of speakers", 400, crowd).await;
    let many = many::measure(server, sessions);
    phases.pass("many", "many sessions", 120 + sessions as u64, many).await;
    let measurements = phases.measurements;
    if measurements.is_empty() {
        eprintln!("nothing was measured: --only names no phase");
        return ExitCode::FAILURE;
    }
    let broken = measurements.iter().filter(|measurement| !measurement.holds).count();
    if broken > 0 {
        println!("{broken} of {} bounds are broken", measurements.len());
        return ExitCode::FAILURE;
    }
    println!("all {} bounds hold", measurements.len());
    ExitCode::SUCCESS
}

/// The phases that are measured, and the measurements of those that were.
struct Phases {
    /// A part of the names of those that are wanted.
    only: String,
    measurements: Vec<Measurement>,
}

impl Phases {
    /// Measures a phase, where it is wanted, for so many seconds at most, and prints its measurements.
    async fn pass<F>(&mut self, name: &str, title: &str, seconds: u64, phase: F)
    where
        F: Future<Output = Vec<Measurement>> + Send + 'static,
    {
        if !name.contains(&self.only) {
            return;
        }
        let measured = limited(title, Duration::from_secs(seconds), phase).await;
        for measurement in &measured {
            println!("{measurement}");
        }
        self.measurements.extend(measured);
    }
}
