//! Tools that are built from the crate registry with `cargo install`.

use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::error::TaskError;
use crate::plan::{Step, in_words};
use crate::project::Project;
use crate::report;
use crate::shell::{Shell, run};
use crate::tools::cache;

/// The Trunk this workspace is built with.
const TRUNK: &str = "0.22.1";

/// The cargo-deny that reads `deny.toml`.
const DENY: &str = "0.20.2";

/// A tool from the crate registry.
#[derive(Debug)]
pub struct CargoTool {
    package: &'static str,
    version: String,
    /// The program that tells whether a right version is on the PATH already.
    program: &'static str,
    /// The folder's name in the cache, without the version.
    folder: &'static str,
    /// How long compiling it takes on two cores.
    estimate: Duration,
    further_arguments: &'static [&'static str],
}

/// Trunk, which builds the site.
pub fn trunk() -> CargoTool {
    CargoTool {
        package: "trunk",
        version: TRUNK.to_owned(),
        program: "trunk",
        folder: "trunk",
        estimate: Duration::from_secs(210),
        // It asks for a newer compiler than it needs. It is run offline, without its search for a newer version; it does not compile
        // without TLS.
        further_arguments: &[
            "--locked",
            "--ignore-rust-version",
            "--no-default-features",
            "--features",
            "rustls",
        ],
    }
}

/// The wasm-bindgen programs in the very version that `Cargo.lock` names: their formats match only then.
pub fn wasm_bindgen(project: &Project) -> Result<CargoTool, TaskError> {
    let version = project
        .locked_version("wasm-bindgen")
        .ok_or_else(|| TaskError::Missing {
            what: "wasm-bindgen in Cargo.lock".to_owned(),
            next_step: "Run `cargo metadata` and see what it says about the lock file.".to_owned(),
        })?;
    Ok(CargoTool {
        package: "wasm-bindgen-cli",
        version,
        program: "wasm-bindgen",
        folder: "wasm-bindgen",
        estimate: Duration::from_secs(50),
        // Not `--locked`: its own lock file may name versions that a registry mirror does not have yet. Its test runner talks to a
        // driver on this machine only, without TLS.
        further_arguments: &["--no-default-features"],
    })
}

/// cargo-deny, which holds the dependencies against `deny.toml`.
pub fn deny() -> CargoTool {
    CargoTool {
        package: "cargo-deny",
        version: DENY.to_owned(),
        program: "cargo-deny",
        folder: "cargo-deny",
        estimate: Duration::from_secs(150),
        further_arguments: &["--locked"],
    }
}

impl CargoTool {
    /// Whether it is on the PATH or in the cache.
    pub fn is_there(&self, project: &Project) -> bool {
        self.is_on_path(&project.shell) || self.is_in(&self.place(project))
    }

    /// The step of installing it.
    pub fn step(&self) -> Step {
        Step {
            name: format!("Installing {} {}", self.package, self.version),
            estimate: self.estimate,
        }
    }

    /// Puts it on the shell's PATH, and installs it first where it is missing.
    pub fn provide(&self, project: &Project, shell: &mut Shell) -> Result<(), TaskError> {
        if self.is_on_path(shell) {
            return Ok(());
        }
        let folder = self.place(project);
        if !self.is_in(&folder) {
            install(self, project, &folder)?;
        }
        shell.prefer(programs(&folder));
        Ok(())
    }

    fn place(&self, project: &Project) -> PathBuf {
        project.tools.join(format!("{}-{}", self.folder, self.version))
    }

    fn is_in(&self, folder: &Path) -> bool {
        programs(folder)
            .join(format!("{}{}", self.program, std::env::consts::EXE_SUFFIX))
            .exists()
    }

    fn is_on_path(&self, shell: &Shell) -> bool {
        let on_path = shell
            .version_of(self.program)
            .and_then(|text| text.split_whitespace().nth(1).map(str::to_owned));
        on_path.as_ref() == Some(&self.version)
    }
}

fn programs(folder: &Path) -> PathBuf {
    folder.join("bin")
}

fn install(tool: &CargoTool, project: &Project, folder: &Path) -> Result<(), TaskError> {
    let name = format!("{}@{}", tool.package, tool.version);
    cache::fill(folder, |place| {
        if project.shell.has("cargo-binstall") {
            match download(&name, project, place) {
                Ok(()) => return Ok(()),
                Err(error) => report::note(&format!("{error} Compiling {name} instead.")),
            }
        }
        compile(tool, &name, project, place)
    })?;
    cache::remove(&parts(tool, project))
}

/// Takes the program that the tool's own project has published, where the user has installed cargo-binstall.
fn download(name: &str, project: &Project, place: &Path) -> Result<(), TaskError> {
    report::step(&format!("Downloading {name} by cargo-binstall."));
    let place = place.to_string_lossy().into_owned();
    // Only from the project's own releases: neither from a third party, nor compiled by settings other than ours.
    let arguments = [
        "binstall",
        "--no-confirm",
        "--strategies",
        "crate-meta-data",
        "--root",
        place.as_str(),
        name,
    ];
    run(&format!("cargo binstall {name}"), &project.shell.cargo(arguments))
}

fn compile(tool: &CargoTool, name: &str, project: &Project, place: &Path) -> Result<(), TaskError> {
    report::step(&format!(
        "Compiling {name} into {}: about {} on two cores, once.",
        tool.place(project).display(),
        in_words(tool.estimate)
    ));
    let place = place.to_string_lossy().into_owned();
    let arguments = ["install", name, "--root", place.as_str()];
    let command = project
        .shell
        .cargo(arguments.into_iter().chain(tool.further_arguments.iter().copied()))
        .env("CARGO_TARGET_DIR", parts(tool, project))
        // Optimising a tool takes minutes longer than it ever runs.
        .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "0")
        .env("CARGO_PROFILE_RELEASE_LTO", "off")
        .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16")
        .env("CARGO_PROFILE_RELEASE_DEBUG", "false")
        // Flags meant for the workspace's own code.
        .env_remove("RUSTFLAGS")
        .env_remove("CARGO_BUILD_TARGET");
    run(&format!("cargo install {name}"), &command)
}

/// Compiled parts stay when the installation is interrupted, so the next attempt goes on where this one stopped.
fn parts(tool: &CargoTool, project: &Project) -> PathBuf {
    project.tools.join(format!("{}-{}.parts", tool.folder, tool.version))
}
