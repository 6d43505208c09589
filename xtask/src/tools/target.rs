//! Components of the Rust toolchain, added by rustup.

use std::path::Path;

use crate::error::TaskError;
use crate::project::{Project, WASM};
use crate::report;
use crate::shell::run;

/// The standard library for wasm.
pub fn wasm_target(project: &Project) -> Result<(), TaskError> {
    let place = project
        .shell
        .command("rustc", ["--print", "target-libdir", "--target", WASM])
        .stderr_null()
        .read();
    // rustc names the folder even where it does not exist, so the library in it is checked.
    let there = place.is_ok_and(|place| {
        Path::new(place.trim())
            .read_dir()
            .is_ok_and(|mut files| files.next().is_some())
    });
    if there {
        Ok(())
    } else {
        add(project, &["target", "add", WASM])
    }
}

/// The formatter and the linter.
pub fn lints_and_format(project: &Project) -> Result<(), TaskError> {
    let there = |command: &str| {
        project
            .shell
            .cargo([command, "--version"])
            .stdout_null()
            .stderr_null()
            .run()
            .is_ok_and(|output| output.status.success())
    };
    if there("fmt") && there("clippy") {
        Ok(())
    } else {
        add(project, &["component", "add", "rustfmt", "clippy"])
    }
}

fn add(project: &Project, arguments: &[&str]) -> Result<(), TaskError> {
    let command = format!("rustup {}", arguments.join(" "));
    if !project.shell.has("rustup") {
        return Err(TaskError::Missing {
            what: format!(
                "A part of the Rust toolchain ({})",
                arguments.get(2..).unwrap_or_default().join(", ")
            ),
            next_step: format!(
                "There is no rustup to run `{command}` with: install it by your system's package manager, or use rustup."
            ),
        });
    }
    report::step(&format!("Running `{command}`: some seconds, once."));
    run(&command, &project.shell.command("rustup", arguments.iter().copied()))
}
