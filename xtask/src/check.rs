//! `cargo xtask check`: formatting, lints, licences, documentation, size.

use duct::Expression;

use crate::error::TaskError;
use crate::project::{APP, AVATAR, PAGE, Project, QUICK, WASM};
use crate::shell::run;
use crate::{budget, report, site, tools};

/// Runs every check, all of them even if one fails.
pub fn check(project: &Project) -> Result<(), TaskError> {
    tools::lints_and_format(project)?;
    tools::wasm_target(project)?;
    tools::for_server(project)?;
    let mut failed: Vec<String> = Vec::new();
    for (what, command) in commands(project).into_iter().chain(of_page(project)) {
        report::step(what);
        if let Err(error) = run(what, &command) {
            report::problem(&error.to_string());
            failed.push(what.to_owned());
        }
    }
    report::step("licences and origins of the dependencies");
    if let Err(error) = dependencies(project) {
        report::problem(&error.to_string());
        failed.push("dependencies".to_owned());
    }
    report::step("Size of what a browser loads");
    let within = site::build(project).and_then(|()| budget::check(&project.site()));
    if let Err(error) = within {
        report::problem(&error.to_string());
        failed.push("size".to_owned());
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

/// Holds the dependencies against `deny.toml`. Published advisories are left to the workflow: they need the network.
fn dependencies(project: &Project) -> Result<(), TaskError> {
    let shell = tools::deny(project)?;
    let deny = shell.cargo(["deny", "--workspace", "check", "bans", "licenses", "sources"]);
    run("cargo deny", &deny)
}

/// The lints of what runs in the page's worker, where it can be built.
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
