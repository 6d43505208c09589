//! `cargo xtask test`: every suite, and one summary line.

use std::path::Path;

use duct::Expression;

use crate::cli::{Suite, TestOptions};
use crate::error::TaskError;
use crate::project::{APP, AVATAR, END_TO_END, Project, QUICK, TASKS, WASM};
use crate::shell::Shell;
use crate::test_counts::TestCounts;
use crate::tools::Browser;
use crate::{build, npm_projects, page_avatar, real_models, report, shell, site, tools};

/// The outcome of a suite: the counts, and errors beside failed tests.
type Outcome = Result<TestCounts, TaskError>;

/// Runs the chosen suites, all of them even if one fails, and prints the numbers of passed and failed tests.
pub fn test(project: &Project, options: &TestOptions) -> Result<(), TaskError> {
    type Run = fn(&Project, &TestOptions) -> Outcome;
    let suites: &[Run] = match options.only {
        _ if options.real => &[with_real_models],
        Some(Suite::Native) => &[native],
        Some(Suite::Browser) => &[browser],
        Some(Suite::EndToEnd) => &[end_to_end],
        None => &[native, browser, end_to_end],
    };
    let mut sum = TestCounts::default();
    for suite in suites {
        match suite(project, options) {
            Ok(counts) => sum += counts,
            Err(error) => {
                // A suite that could not run counts as failed.
                report::problem(&error.to_string());
                sum.failed += 1;
            }
        }
    }
    report::result(&format!("{} passed, {} failed", sum.passed, sum.failed));
    if sum.failed > 0 {
        return Err(TaskError::NotAllPassed(
            "Not all tests passed; what failed stands above.".to_owned(),
        ));
    }
    if sum.passed == 0 {
        return Err(TaskError::NotAllPassed("No test has this in its name.".to_owned()));
    }
    Ok(())
}

/// The tests that need no browser.
fn native(project: &Project, options: &TestOptions) -> Outcome {
    let filter = options.filter.as_deref();
    tools::for_server(project)?;
    tools::nats(project)?;
    report::step("Native tests");
    let names = || project.members().into_iter().map(|member| member.name.as_str());
    let others: Vec<&str> = names()
        .filter(|name| ![APP, END_TO_END, TASKS].contains(name))
        .collect();
    let mut counts = TestCounts::default();
    counts += suite(project, &others, &[], filter)?;
    counts += suite(project, &[TASKS], &["--profile", QUICK], filter)?;

    if has_nextest(project) {
        counts += documentation(project, &others, filter)?;
    }
    Ok(counts)
}

fn has_nextest(project: &Project) -> bool {
    project.shell.has("cargo-nextest")
}

/// The examples in the documentation, which nextest does not run.
fn documentation(project: &Project, packages: &[&str], filter: Option<&str>) -> Outcome {
    let documented = |name: &&&str| {
        project.members().iter().any(|member| {
            member.name.as_str() == **name && member.targets.iter().any(|target| target.is_lib() && target.doctest)
        })
    };
    let mut arguments = vec!["test", "--doc", "--quiet"];
    arguments.extend(packages.iter().filter(documented).flat_map(|name| ["--package", name]));
    arguments.extend(filter);
    count("documentation tests", &project.shell.cargo(arguments))
}

/// The tests of some packages, by nextest where it is installed.
fn suite(project: &Project, packages: &[&str], profile: &[&str], filter: Option<&str>) -> Outcome {
    let nextest = project.shell.has("cargo-nextest");
    let mut arguments = if nextest {
        vec!["nextest", "run", "--no-tests=pass"]
    } else {
        vec!["test", "--all-targets"]
    };
    arguments.push("--no-fail-fast");
    match profile {
        [_, name] if nextest => arguments.extend(["--cargo-profile", name]),
        _ => arguments.extend(profile),
    }
    arguments.extend(packages.iter().flat_map(|name| ["--package", name]));
    arguments.extend(filter);
    count("native tests", &project.shell.cargo(arguments))
}

/// The client's code in headless Chromium.
fn browser(project: &Project, options: &TestOptions) -> Outcome {
    let filter = options.filter.as_deref();
    let shell = tools::browser_test_tools(project)?;
    let browser = tools::browser(project)?;
    report::step("Browser tests in headless Chromium");
    let mut arguments = vec![
        "test",
        "--target",
        WASM,
        "--profile",
        QUICK,
        "--package",
        APP,
        "--lib",
        "--no-fail-fast",
    ];
    arguments.extend(filter);
    let command = shell
        .cargo(arguments)
        .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", "wasm-bindgen-test-runner")
        .env("CHROMEDRIVER", &browser.driver)
        .env("WASM_BINDGEN_TEST_TIMEOUT", "120");
    let mut counts = count("browser tests", &command)?;
    if tools::has_clang(project) {
        counts += sound(&shell, &browser.driver, filter)?;
    }
    Ok(counts)
}

/// The voices compiled to wasm, with the flags for the page's worker.
fn sound(shell: &Shell, driver: &Path, filter: Option<&str>) -> Outcome {
    let mut arguments = vec![
        "test",
        "--target",
        WASM,
        "--profile",
        "browser",
        "--package",
        AVATAR,
        "--test",
        "digests",
    ];
    arguments.extend(filter);
    let command = shell
        .cargo(arguments)
        .env("RUSTFLAGS", page_avatar::RUSTFLAGS)
        .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", "wasm-bindgen-test-runner")
        .env("CHROMEDRIVER", driver)
        .env("WASM_BINDGEN_TEST_TIMEOUT", "120");
    count("browser tests of the voices", &command)
}

/// The built app in headless Chromium against the real server.
fn end_to_end(project: &Project, options: &TestOptions) -> Outcome {
    let filter = options.filter.as_deref();
    let browser = tools::browser(project)?;
    tools::turn(project)?;
    tools::nats(project)?;
    let server = build::server(project, &[])?;
    site::build(project)?;
    let projects = npm_projects::build(project)?;
    report::step("End-to-end tests: the built app in headless Chromium against the server");
    // Two at a time: they mostly wait, and a browser and an encoder keep up with real time on half of a small machine.
    let mut command = visits(
        project,
        &browser,
        &server,
        &["--no-fail-fast"],
        &["--test-threads=2"],
        filter,
    );
    if let Some(projects) = projects {
        command = command.env("AVATAR_PROJECTS", projects);
    }
    if let Some(machines) = options.machines {
        command = command.env("AVATAR_MACHINES", machines.to_string());
    }
    count("end-to-end tests", &command)
}

/// The same with real models, which a run of all tests does without: they weigh a gigabyte.
fn with_real_models(project: &Project, options: &TestOptions) -> Outcome {
    let filter = options.filter.as_deref();
    let components = real_models::components(project)?;
    let browser = tools::browser(project)?;
    let server = build::server(project, &[])?;
    site::build_quickly(project)?;
    report::step("Tests with real models, one after the other");
    let suite = ["--test", "real", "--features", "real"];
    let command = visits(
        project,
        &browser,
        &server,
        &suite,
        &["--nocapture", "--test-threads=1"],
        filter,
    );
    let command = components
        .into_iter()
        .fold(command, |command, (name, path)| command.env(name, path));
    count("tests with real models", &command)
}

/// Tests of the end-to-end package. `selection` chooses among them; `settings` are their runner's.
fn visits(
    project: &Project,
    browser: &Browser,
    server: &Path,
    selection: &[&str],
    settings: &[&str],
    filter: Option<&str>,
) -> Expression {
    let mut arguments = vec!["test", "--profile", QUICK, "--package", END_TO_END];
    arguments.extend(selection);
    arguments.push("--");
    arguments.extend(settings);
    arguments.extend(filter);
    project
        .shell
        .cargo(arguments)
        .env("AVATAR_SERVER", server)
        .env("AVATAR_SITE", project.site())
        .env("CHROMIUM", &browser.chromium)
        .env("CHROMEDRIVER", &browser.driver)
}

/// Runs `command` and counts its tests. A failed command without a failed test is an error of its own.
fn count(what: &str, command: &Expression) -> Outcome {
    let mut counts = TestCounts::default();
    let ended_well = shell::watch(what, command, |line| counts.read(line))?;
    if !ended_well && counts.failed == 0 {
        return Err(TaskError::Failed {
            what: what.to_owned(),
            status: "no failed test, but it did not end well".to_owned(),
        });
    }
    Ok(counts)
}
