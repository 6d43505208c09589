//! `cargo xtask run | build | test | check | package | bench`: all tasks of this workspace, starting from a fresh
//! machine.
//!
//! Each command first installs its missing tools; see [`tools`].

mod api_conformance;
mod bench;
mod budget;
mod build;
mod bundle;
mod check;
mod cli;
#[cfg(test)]
mod comments;
#[cfg(test)]
mod doc_paths;
mod error;
mod figure;
mod files;
mod fingerprint;
mod minify;
mod neural_voice;
mod npm_projects;
mod offline;
mod options;
mod package;
mod page_address;
mod page_avatar;
mod progress;
mod project;
mod real_models;
mod report;
mod run;
mod scripts;
mod shell;
mod site;
mod site_profile;
mod static_site;
mod test;
mod test_counts;
mod tools;
#[cfg(test)]
mod translations;
mod wasm_size;

use std::process::ExitCode;

use clap::Parser as _;

use crate::cli::{Cli, Command};
use crate::error::TaskError;

fn main() -> ExitCode {
    match perform(Cli::parse().command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            report::problem(&error.to_string());
            ExitCode::FAILURE
        }
    }
}

fn perform(command: Command) -> Result<(), TaskError> {
    let project = project::Project::load()?;
    match command {
        Command::Run(options) => run::run(&project, &options),
        Command::Test(options) => test::test(&project, &options),
        Command::Build(options) if options.only_files => static_site::build(&project, options.url.as_ref()),
        Command::Build(options) => site::publish(&project, options.url.as_ref()),
        Command::Voice => neural_voice::voice(&project),
        Command::Figure(options) => figure::figure(&project, &options),
        Command::Options => options::write(&project),
        Command::Check(options) => check::check(&project, &options),
        Command::Package => npm_projects::package(&project),
        Command::Bench { what } => bench::bench(&project, &what),
    }
}
