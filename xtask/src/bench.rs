//! `cargo xtask bench`: figures, each from a program of the crate that is measured.

use crate::cli::{Bench, StartOptions};
use crate::error::TaskError;
use crate::project::{END_TO_END, Project, QUICK};
use crate::shell::run;
use crate::{build, report, site, tools};

/// Measures what was asked for.
pub fn bench(project: &Project, what: &Bench) -> Result<(), TaskError> {
    match what {
        Bench::Sim(passed) => example(project, "streaming-avatar-session", "simulate", &passed.arguments),
        Bench::Speech(passed) => example(project, "streaming-avatar-figures", "narrate", &passed.arguments),
        Bench::Draw(passed) => example(project, "streaming-avatar-figures", "cost", &passed.arguments),
        Bench::Start(options) => start(project, options),
    }
}

/// Runs an example in the release profile: a figure of an unoptimised build says nothing.
fn example(project: &Project, package: &str, name: &str, arguments: &[String]) -> Result<(), TaskError> {
    report::step(&format!("Building {name} with optimisation"));
    let cargo = [
        "run",
        "--quiet",
        "--release",
        "--package",
        package,
        "--example",
        name,
        "--",
    ];
    run(
        name,
        &project
            .shell
            .cargo(cargo.into_iter().chain(arguments.iter().map(String::as_str))),
    )
}

/// Starts the real app, the module and a bare client over and over in headless Chromium.
fn start(project: &Project, options: &StartOptions) -> Result<(), TaskError> {
    let browser = tools::browser(project)?;
    let server = build::server(project, &["--release"])?;
    site::build(project)?;
    report::step(&format!("{} rounds of starts in headless Chromium", options.runs));
    let cargo = [
        "run",
        "--quiet",
        "--profile",
        QUICK,
        "--package",
        END_TO_END,
        "--example",
        "start",
    ];
    let command = project
        .shell
        .cargo(cargo)
        .env("AVATAR_SERVER", server)
        .env("AVATAR_SITE", project.site())
        .env("CHROMIUM", &browser.chromium)
        .env("CHROMEDRIVER", &browser.driver)
        .env("AVATAR_RUNS", options.runs.to_string())
        .env("AVATAR_LATENCY", options.latency.to_string());
    run("start", &command)
}
