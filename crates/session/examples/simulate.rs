//! Lives many whole lives of a session against a model of the server, the network and the user, with every fault in any order.
//!
//! `simulate [--lives N] [--seed S] [--weeks] [--trace]`: N lives (100000) from seed S (0) on, or with `--weeks` as many weeks of
//! a kiosk. Prints lives per second; a life that breaks a law is printed with its seed and replays alone with
//! `--lives 1 --seed <seed> --trace`.

#[path = "../tests/simulation/world/mod.rs"]
mod world;

use std::process::ExitCode;
use std::time::Instant;

fn main() -> ExitCode {
    let (mut lives, mut seed, mut weeks, mut trace) = (100_000_u64, 0_u64, false, false);
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        let mut number = || arguments.next().and_then(|text| text.parse().ok());
        let understood = match argument.as_str() {
            "--lives" => number().map(|number| lives = number),
            "--seed" => number().map(|number| seed = number),
            "--weeks" => {
                weeks = true;
                Some(())
            }
            "--trace" => {
                trace = true;
                Some(())
            }
            _ => None,
        };
        if understood.is_none() {
            eprintln!("usage: simulate [--lives N] [--seed S] [--weeks] [--trace]");
            return ExitCode::from(2);
        }
    }
    let begin = Instant::now();
    let (mut broken, mut live) = (0_u64, 0_u64);
    for seed in seed..seed.saturating_add(lives) {
        let told = std::panic::catch_unwind(|| {
            if weeks {
                world::week(seed, trace)
            } else {
                world::live(seed, trace)
            }
        });
        let what = match told {
            Ok(Ok(life)) => {
                live += u64::from(life.reached_live);
                continue;
            }
            Ok(Err(what)) => what,
            Err(_) => "a panic".to_owned(),
        };
        println!("seed {seed}: {what}");
        broken += 1;
        if broken >= 10 {
            println!("stopping after ten broken lives");
            break;
        }
    }
    let seconds = begin.elapsed().as_secs_f64();
    println!(
        "{lives} lives from seed {seed} in {seconds:.1} s: {:.0} lives/s; {live} were Live before their last visit, {broken} broken",
        lives as f64 / seconds
    );
    if broken == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}
