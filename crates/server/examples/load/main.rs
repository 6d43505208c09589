//! Measures the load that a server carries, as a table for the operator's guide: sessions per core by codec, size and speech, starts, calls through
//! one server and through a cluster of three. With `--minutes`, a soak: lost sessions, and growth of memory, files and threads.
//!
//! The server to be measured is the program that `AVATAR_SERVER` names. It runs on loopback and, where the machine has several, on the first
//! processor alone; its clients, which decrypt all and decode nothing, run on the others.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a measurement that meets something unexpected fails by a panic"
)]

#[path = "../../tests/server/caller.rs"]
#[allow(dead_code, reason = "shared with the tests, which use more of it")]
mod caller;
mod capacity;
mod metrics;
#[cfg(unix)]
#[path = "../../tests/server/nats_server.rs"]
#[allow(dead_code, reason = "shared with the tests, which use more of it")]
mod nats_server;
#[path = "../hold/program.rs"]
#[allow(dead_code, reason = "shared with other measurements, which use more of it")]
mod program;
mod rate;
mod report;
mod soak;
mod viewers;
#[path = "../../tests/server/visitor.rs"]
#[allow(dead_code, reason = "shared with the tests, which use more of it")]
mod visitor;

use std::process::{Command, ExitCode};

use clap::Parser;

use report::{Plan, Where};

/// The command line.
#[derive(Clone, Debug, Parser)]
struct Arguments {
    /// The program of the server
    #[arg(long, env = "AVATAR_SERVER", value_name = "FILE")]
    server: String,

    /// Seconds for which each number of sessions is watched
    #[arg(long, value_name = "SECONDS", default_value_t = 8)]
    seconds: u64,

    /// The most sessions that are opened
    #[arg(long, value_name = "COUNT", default_value_t = 200)]
    sessions: usize,

    /// Minutes of a soak, in place of the table
    #[arg(long, value_name = "MINUTES", default_value_t = 0)]
    minutes: u64,
}

#[tokio::main]
async fn main() -> ExitCode {
    let arguments = Arguments::parse();
    #[cfg(unix)]
    rlimit::increase_nofile_limit(u64::from(u16::MAX)).ok();
    let place = Where {
        server: arguments.server,
        processor: apart().then(|| "0".to_owned()),
    };
    let plan = Plan {
        watch: std::time::Duration::from_secs(arguments.seconds.max(1)),
        most: arguments.sessions.max(2),
        starts: 30,
    };
    let held = if arguments.minutes > 0 {
        report::soaked(&place, &plan, arguments.minutes).await
    } else {
        report::table(&place, &plan).await;
        true
    };
    if held { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Leaves the first processor to the server; whether that can be.
fn apart() -> bool {
    let count = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    if count < 2 {
        return false;
    }
    let own = std::process::id().to_string();
    let others = format!("1-{}", count - 1);
    let moved = Command::new("taskset").args(["-a", "-c", "-p", &others, &own]).output();
    moved.is_ok_and(|output| output.status.success())
}
