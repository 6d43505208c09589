//! Lives many conversations against a model of the visitor, the avatar and the services, with every fault in any order.
//!
//! A conversation that breaks a law is printed with its seed and replays alone with `--turns 1 --seed <seed> --trace`.

#[path = "../tests/simulation/world/mod.rs"]
mod world;

use std::process::ExitCode;

use clap::Parser as _;
use simulation::{Search, SearchOptions};

/// Simulates conversations.
#[derive(clap::Parser)]
struct Options {
    /// Turns of the visitor after which it ends.
    #[arg(long, value_name = "N", default_value_t = 1_000_000)]
    turns: u64,
    #[command(flatten)]
    search: SearchOptions,
}

fn main() -> ExitCode {
    let Options {
        turns,
        search: SearchOptions { seed, trace },
    } = Options::parse();
    let (mut all, mut counted) = (world::Life::default(), 0);
    let search = Search::run(
        seed,
        |seed| world::live(seed, trace),
        |life| {
            let life = life.unwrap_or_default();
            all.add(&life);
            // A conversation without a turn counts as one, so that the search ends.
            counted += life.turns.max(1);
            counted < turns
        },
    );
    println!(
        "{} conversations from seed {seed} in {:.1} s, {} broken: {all:?}",
        search.tried, search.seconds, search.broken
    );
    search.exit_code()
}
