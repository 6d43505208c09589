//! The search for seeds that break a law.

use std::panic::{RefUnwindSafe, catch_unwind};
use std::process::ExitCode;
use std::time::Instant;

/// Broken seeds after which a search ends.
const ENOUGH: u64 = 10;

/// The options that every search has.
#[derive(Clone, Copy, Debug, clap::Args)]
pub struct SearchOptions {
    /// The first seed.
    #[arg(long, value_name = "S", default_value_t = 0)]
    pub seed: u64,
    /// Prints everything that happens, to look at a single seed.
    #[arg(long)]
    pub trace: bool,
}

/// The result of a search.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Search {
    /// Seeds that were tried.
    pub tried: u64,
    /// Seeds that broke a law or panicked.
    pub broken: u64,
    /// Its duration.
    pub seconds: f64,
}

impl Search {
    /// Runs `live` with one seed after the other. `goes_on` gets each outcome, none for a broken seed, and says whether another seed follows.
    /// Prints each broken seed, and ends after ten.
    pub fn run<T>(
        first: u64,
        live: impl Fn(u64) -> Result<T, String> + RefUnwindSafe,
        mut goes_on: impl FnMut(Option<T>) -> bool,
    ) -> Self {
        let begin = Instant::now();
        let (mut tried, mut broken) = (0, 0);
        for seed in first.. {
            tried += 1;
            let outcome = catch_unwind(|| live(seed)).unwrap_or_else(|_| Err("a panic".to_owned()));
            if let Err(law) = &outcome {
                println!("seed {seed}: {law}");
                broken += 1;
            }
            if broken >= ENOUGH {
                println!("stopping after ten broken seeds");
                break;
            }
            if !goes_on(outcome.ok()) {
                break;
            }
        }
        let seconds = begin.elapsed().as_secs_f64();
        Self { tried, broken, seconds }
    }

    /// The exit code of a command that ran it.
    pub fn exit_code(&self) -> ExitCode {
        if self.broken == 0 {
            ExitCode::SUCCESS
        } else {
            ExitCode::FAILURE
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_seed_is_tried_until_enough_was_seen_and_broken_ones_are_counted() {
        let live = |seed: u64| match seed {
            4 => panic!("a panic is a broken seed"),
            6 => Err("a law".to_owned()),
            _ => Ok(seed),
        };
        let mut seen = Vec::new();
        let search = Search::run(3, live, |outcome| {
            seen.push(outcome);
            seen.len() < 5
        });
        assert_eq!(seen, [Some(3), None, Some(5), None, Some(7)]);
        assert_eq!((search.tried, search.broken), (5, 2));
        assert_eq!(search.exit_code(), ExitCode::FAILURE);
    }

    #[test]
    fn ten_broken_seeds_end_it() {
        let search = Search::run(0, |_| Err::<(), _>("a law".to_owned()), |_| true);
        assert_eq!((search.tried, search.broken), (10, 10));
    }
}
