//! Lives many conversations against a model of the visitor, the avatar and the services, with every fault in any order.
//!
//! `simulate [--turns N] [--seed S] [--trace]`: conversations from seed S (0) on until they have had N turns of the visitor's
//! (1000000). One that breaks a law is printed with its seed and replays alone with `--turns 1 --seed <seed> --trace`.

#[path = "../tests/simulation/world/mod.rs"]
mod world;

use std::process::ExitCode;
use std::time::Instant;

fn main() -> ExitCode {
    let (mut most, mut seed, mut trace) = (1_000_000_u64, 0_u64, false);
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        let mut number = || arguments.next().and_then(|text| text.parse().ok());
        let understood = match argument.as_str() {
            "--turns" => number().map(|number| most = number),
            "--seed" => number().map(|number| seed = number),
            "--trace" => {
                trace = true;
                Some(())
            }
            _ => None,
        };
        if understood.is_none() {
            eprintln!("usage: simulate [--turns N] [--seed S] [--trace]");
            return ExitCode::from(2);
        }
    }
    let (begin, first) = (Instant::now(), seed);
    let (mut broken, mut turns, mut all) = (0_u64, 0_u64, world::Life::default());
    while turns < most {
        match std::panic::catch_unwind(|| world::live(seed, trace)).unwrap_or_else(|_| Err("a panic".into())) {
            Ok(life) => {
                turns += life.turns.max(1);
                all.add(&life);
            }
            Err(what) => {
                println!("seed {seed}: {what}");
                broken += 1;
                turns += 1;
            }
        }
        seed += 1;
        if broken >= 10 {
            println!("stopping after ten broken conversations");
            break;
        }
    }
    let seconds = begin.elapsed().as_secs_f64();
    println!(
        "{turns} turns in {} conversations from seed {first} in {seconds:.1} s, {broken} broken: {all:?}",
        seed - first
    );
    if broken == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}
