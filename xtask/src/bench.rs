//! `cargo xtask bench`: benchmarks, each a program of the crate that it measures.

use crate::cli::{Bench, HoldOptions, LoadOptions};
use crate::error::TaskError;
use crate::project::{END_TO_END, Project, QUICK, SERVER};
use crate::shell::run;
use crate::{build, report, site, tools, wasm_size};

/// Runs the chosen benchmark.
pub fn bench(project: &Project, what: &Bench) -> Result<(), TaskError> {
    match what {
        Bench::Sim(passed) => example(project, "streaming-avatar-session", "simulate", &passed.arguments),
        Bench::Turns(passed) => example(project, "streaming-avatar-dialogue", "turns", &passed.arguments),
        Bench::Speech(passed) => example(project, "streaming-avatar-avatar", "narrate", &passed.arguments),
        Bench::Draw(passed) => example(project, "streaming-avatar-avatar", "cost", &passed.arguments),
        Bench::Start(options) => in_browser(project, "start", options.runs, &[("AVATAR_LATENCY", options.latency)]),
        Bench::Key(options) => in_browser(project, "key", options.seconds, &[]),
        Bench::Cycles(options) => in_browser(project, "cycles", options.runs, &[]),
        Bench::Page(options) => in_browser(
            project,
            "page",
            options.runs,
            &[
                ("AVATAR_SECONDS", options.seconds),
                ("AVATAR_CYCLES", options.cycles),
                ("AVATAR_HIDDEN", options.hidden),
            ],
        ),
        Bench::Avatar(options) => in_browser(project, "avatar", options.seconds, &[]),
        Bench::Hold(options) => hold(project, options),
        Bench::Load(options) => load(project, options),
        Bench::Size(options) => wasm_size::print(project, &options.wasm),
    }
}

/// Runs an example in the release profile.
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

/// Runs native clients against an optimised server. Only the server is measured, so the clients are built as for the
/// tests.
fn hold(project: &Project, options: &HoldOptions) -> Result<(), TaskError> {
    let server = build::server(project, &["--release"])?;
    report::step("Measuring whether the server holds: some minutes");
    let sessions = options.sessions.to_string();
    let cargo = [
        "run",
        "--quiet",
        "--package",
        SERVER,
        "--example",
        "hold",
        "--",
        "--sessions",
        &sessions,
        "--only",
        &options.only,
    ];
    run("hold", &project.shell.cargo(cargo).env("AVATAR_SERVER", server))
}

/// Loads an optimised server. Its clients have processors of their own, so they are built as for the tests.
fn load(project: &Project, options: &LoadOptions) -> Result<(), TaskError> {
    let server = build::server(project, &["--release"])?;
    report::step("Measuring how much the server bears");
    let (seconds, sessions, minutes) = (options.seconds, options.sessions, options.minutes);
    let values = [("--seconds", seconds), ("--sessions", sessions), ("--minutes", minutes)];
    let values = values.map(|(name, value)| format!("{name}={value}"));
    let cargo = ["run", "--quiet", "--package", SERVER, "--example", "load", "--"];
    let cargo = cargo.into_iter().chain(values.iter().map(String::as_str));
    run("load", &project.shell.cargo(cargo).env("AVATAR_SERVER", server))
}

/// Runs an example of the end-to-end tests, in headless Chromium against an optimised server. `runs` is the number of
/// repetitions, or the seconds of measurement.
fn in_browser(project: &Project, name: &str, runs: u32, further: &[(&str, u32)]) -> Result<(), TaskError> {
    let browser = tools::browser(project)?;
    let server = build::server(project, &["--release"])?;
    site::build(project)?;
    report::step(&format!("Measuring {name} in headless Chromium"));
    let cargo = [
        "run",
        "--quiet",
        "--profile",
        QUICK,
        "--package",
        END_TO_END,
        "--example",
        name,
    ];
    let mut command = project
        .shell
        .cargo(cargo)
        .env("AVATAR_SERVER", server)
        .env("AVATAR_SITE", project.site())
        .env("CHROMIUM", &browser.chromium)
        .env("CHROMEDRIVER", &browser.driver)
        .env("AVATAR_RUNS", runs.to_string());
    for (variable, value) in further {
        command = command.env(variable, value.to_string());
    }
    run(name, &command)
}
