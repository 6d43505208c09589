//! `cargo xtask check`: formatting, lints, types of the JavaScript, licences, documentation, the API, size.

use duct::Expression;

use crate::cli::{CheckOptions, Checks};
use crate::error::TaskError;
use crate::project::{APP, AVATAR, PAGE, Project, QUICK, WASM};
use crate::shell::run;
use crate::{api_conformance, budget, options, report, site, tools};

/// Runs the checks, all of them even if one fails.
pub fn check(project: &Project, chosen: &CheckOptions) -> Result<(), TaskError> {
    let wanted = |part: Checks| chosen.only.is_none_or(|only| only == part);
    let mut failed: Vec<&'static str> = Vec::new();
    let mut note = |what: &'static str, result: Result<(), TaskError>| {
        if let Err(error) = result {
            report::problem(&error.to_string());
            failed.push(what);
        }
    };
    let mut all: Vec<(&'static str, Expression)> = Vec::new();
    if wanted(Checks::Javascript) {
        report::step("what is written from the list of options");
        note("options", options::check(project));
        all.extend(javascript(project));
    }
    if wanted(Checks::Rust) {
        tools::lints_and_format(project)?;
        tools::wasm_target(project)?;
        tools::for_server(project)?;
        all.extend(commands(project).into_iter().chain(of_page(project)));
    }
    for (what, command) in all {
        report::step(what);
        note(what, run(what, &command));
    }
    if wanted(Checks::Dependencies) {
        report::step("licences and origins of the dependencies");
        note("dependencies", dependencies(project));
    }
    if wanted(Checks::Api) {
        report::step("The server against the description of its API");
        note("API", api_conformance::check(project));
    }
    if wanted(Checks::Size) {
        report::step("Size of what a browser loads");
        note(
            "size",
            site::build(project).and_then(|()| budget::check(&project.site())),
        );
    }
    if failed.is_empty() {
        report::result("All checks passed.");
        Ok(())
    } else {
        Err(TaskError::NotAllPassed(format!(
            "Not right yet: {}. What is wrong stands above.",
            failed.join(", ")
        )))
    }
}

/// Type check and lints of the JavaScript, where npm can install the tools.
fn javascript(project: &Project) -> Vec<(&'static str, Expression)> {
    let (shell, found) = tools::javascript(project);
    let types = |project: &str| shell.command("tsc", ["--project", project]);
    let of = |program: &str| match program {
        "tsc" => vec![
            ("types, JavaScript", types("web/tsconfig.json")),
            ("types, JavaScript of workers", types("web/tsconfig.workers.json")),
        ],
        _ => vec![("lints, JavaScript", shell.command("eslint", ["."]))],
    };
    found.into_iter().flat_map(of).collect()
}

/// Checks the dependencies by `deny.toml`. Published advisories are left to the workflow, because they need the
/// network.
fn dependencies(project: &Project) -> Result<(), TaskError> {
    let shell = tools::deny(project)?;
    let deny = shell.cargo(["deny", "--workspace", "check", "bans", "licenses", "sources"]);
    run("cargo deny", &deny)
}

/// Lints of the crate for the page's worker, where it can be built.
fn of_page(project: &Project) -> Option<(&'static str, Expression)> {
    let arguments = [
        "clippy",
        "--package",
        PAGE,
        "--package",
        AVATAR,
        "--target",
        WASM,
        "--profile",
        QUICK,
        "--lib",
        "--bins",
        "--",
        "-D",
        "warnings",
    ];
    tools::has_clang(project).then(|| ("lints, the page's worker", project.shell.cargo(arguments)))
}

/// The checks that cargo makes, by name.
fn commands(project: &Project) -> [(&'static str, Expression); 5] {
    let cargo = |arguments: &[&str]| project.shell.cargo(arguments.iter().copied());
    let native = ["--workspace", "--exclude", APP];
    let browser = ["--package", APP, "--target", WASM, "--profile", QUICK];
    let lints = ["--all-targets", "--", "-D", "warnings"];
    let documented = |arguments: &[&str]| cargo(arguments).env("RUSTDOCFLAGS", "-D warnings");
    [
        ("formatting", cargo(&["fmt", "--all", "--check"])),
        ("lints, native", cargo(&[&["clippy"], &native[..], &lints].concat())),
        ("lints, browser", cargo(&[&["clippy"], &browser[..], &lints].concat())),
        (
            "documentation, native",
            documented(&[&["doc", "--no-deps"], &native[..]].concat()),
        ),
        (
            "documentation, browser",
            documented(&[&["doc", "--no-deps"], &browser[..]].concat()),
        ),
    ]
}
