//! Lives many whole lives of a session against a model of the server, the network and the user, with every fault in any order.
//!
//! Prints lives per second; a life that breaks a law is printed with its seed and replays alone with
//! `--lives 1 --seed <seed> --trace`.

#[path = "../tests/simulation/world/mod.rs"]
mod world;

use std::process::ExitCode;

use clap::Parser as _;
use simulation::{Search, SearchOptions};

/// Simulates lives of a session.
#[derive(clap::Parser)]
struct Options {
    /// Number of lives.
    #[arg(long, value_name = "N", default_value_t = 100_000, value_parser = clap::value_parser!(u64).range(1..))]
    lives: u64,
    /// Lives weeks of a kiosk instead.
    #[arg(long)]
    weeks: bool,
    #[command(flatten)]
    search: SearchOptions,
}

fn main() -> ExitCode {
    let Options {
        mut lives,
        weeks,
        search: SearchOptions { seed, trace },
    } = Options::parse();
    let life = if weeks { world::week } else { world::live };
    let mut live = 0_u64;
    let search = Search::run(
        seed,
        |seed| life(seed, trace),
        |life| {
            live += u64::from(life.is_some_and(|life| life.reached_live));
            lives -= 1;
            lives > 0
        },
    );
    println!(
        "{} lives from seed {seed} in {:.1} s: {:.0} lives/s; {live} were Live before their last visit, {} broken",
        search.tried,
        search.seconds,
        search.tried as f64 / search.seconds,
        search.broken
    );
    search.exit_code()
}
