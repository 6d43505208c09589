//! Tools that are built from the crate registry with `cargo install`.

use crate::error::TaskError;
use crate::project::Project;
use crate::report;
use crate::shell::{Shell, run};
use crate::tools::cache;

/// The Trunk this workspace is built with.
const TRUNK: &str = "0.22.1";

/// The cargo-deny that reads `deny.toml`.
const DENY: &str = "0.20.2";

/// A tool from the crate registry.
struct CargoTool<'a> {
    package: &'a str,
    version: &'a str,
    /// The program that tells whether a right version is on the PATH already.
    program: &'a str,
    /// The folder's name in the cache, without the version.
    folder: &'a str,
    /// `opt-level` to build it with: a tool that only starts others need not be optimised.
    opt_level: &'a str,
    minutes: u32,
    further_arguments: &'a [&'a str],
}

/// Trunk, which builds the site.
pub fn trunk(project: &Project, shell: &mut Shell) -> Result<(), TaskError> {
    let tool = CargoTool {
        package: "trunk",
        version: TRUNK,
        program: "trunk",
        folder: "trunk",
        opt_level: "0",
        minutes: 5,
        // It asks for a newer compiler than it needs.
        further_arguments: &["--locked", "--ignore-rust-version"],
    };
    provide(&tool, project, shell)
}

/// The wasm-bindgen programs in the very version that `Cargo.lock` names: their formats match only then.
pub fn wasm_bindgen(project: &Project, shell: &mut Shell) -> Result<(), TaskError> {
    let version = project
        .locked_version("wasm-bindgen")
        .ok_or_else(|| TaskError::Missing {
            what: "wasm-bindgen in Cargo.lock".to_owned(),
            next_step: "Run `cargo metadata` and see what it says about the lock file.".to_owned(),
        })?;
    let tool = CargoTool {
        package: "wasm-bindgen-cli",
        version: &version,
        program: "wasm-bindgen",
        folder: "wasm-bindgen",
        opt_level: "1",
        minutes: 5,
        // Not `--locked`: its own lock file may name versions that a registry mirror does not have yet.
        further_arguments: &[],
    };
    provide(&tool, project, shell)
}

/// cargo-deny, which holds the dependencies against `deny.toml`.
pub fn deny(project: &Project) -> Result<Shell, TaskError> {
    let mut shell = project.shell.clone();
    let tool = CargoTool {
        package: "cargo-deny",
        version: DENY,
        program: "cargo-deny",
        folder: "cargo-deny",
        opt_level: "0",
        minutes: 3,
        further_arguments: &["--locked"],
    };
    provide(&tool, project, &mut shell)?;
    Ok(shell)
}

fn provide(tool: &CargoTool<'_>, project: &Project, shell: &mut Shell) -> Result<(), TaskError> {
    let on_path = shell
        .version_of(tool.program)
        .and_then(|text| text.split_whitespace().nth(1).map(str::to_owned));
    if on_path.as_deref() == Some(tool.version) {
        return Ok(());
    }
    let folder = project.tools.join(format!("{}-{}", tool.folder, tool.version));
    let programs = folder.join("bin");
    if !programs
        .join(format!("{}{}", tool.program, std::env::consts::EXE_SUFFIX))
        .exists()
    {
        install(tool, project, &folder)?;
    }
    shell.prefer(programs);
    Ok(())
}

fn install(tool: &CargoTool<'_>, project: &Project, folder: &std::path::Path) -> Result<(), TaskError> {
    let name = format!("{}@{}", tool.package, tool.version);
    report::step(&format!(
        "Installing {name} into {}: about {} minutes on two cores, once.",
        folder.display(),
        tool.minutes
    ));
    // Compiled parts stay when the installation is interrupted, so the next attempt goes on where this one stopped.
    let parts = project.tools.join(format!("{}-{}.parts", tool.folder, tool.version));
    cache::fill(folder, |place| {
        let place = place.to_string_lossy().into_owned();
        let arguments = ["install", name.as_str(), "--root", place.as_str()];
        let command = project
            .shell
            .cargo(arguments.into_iter().chain(tool.further_arguments.iter().copied()))
            .env("CARGO_TARGET_DIR", &parts)
            .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", tool.opt_level)
            .env("CARGO_PROFILE_RELEASE_LTO", "off")
            .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16")
            .env("CARGO_PROFILE_RELEASE_DEBUG", "false")
            // Flags meant for the workspace's own code.
            .env_remove("RUSTFLAGS")
            .env_remove("CARGO_BUILD_TARGET");
        run(&format!("cargo install {name}"), &command)
    })?;
    cache::remove(&parts)
}
