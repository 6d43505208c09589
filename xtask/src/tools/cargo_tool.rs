//! Tools that are built from the crate registry with `cargo install`.

use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::error::TaskError;
use crate::progress::{Step, in_words};
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
    /// The program whose version is compared with the PATH's.
    program: &'static str,
    /// The folder's name in the cache, without the version.
    folder: &'static str,
    /// Estimated compile time on two cores.
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
        estimate: Duration::from_secs(170),
        // Its manifest asks for a newer compiler than it needs. It runs offline, without its search for updates; it
        // does not compile without TLS.
        further_arguments: &[
            "--locked",
            "--ignore-rust-version",
            "--no-default-features",
            "--features",
            "rustls",
        ],
    }
}

/// The wasm-bindgen programs in the exact version of `Cargo.lock`: only then do their formats match.
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
        estimate: Duration::from_secs(45),
        // Not `--locked`: its own lock file may name versions that a registry mirror does not have yet. Its test runner
        // talks to a driver on this machine only, without TLS.
        further_arguments: &["--no-default-features"],
    })
}

/// cargo-deny, which checks the dependencies by `deny.toml`.
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

    /// The installation step.
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
            match download(tool, &name, &project.shell, place) {
                Ok(()) => return Ok(()),
                Err(error) => report::note(&format!("{error} Compiling {name} instead.")),
            }
            // Cargo would take the program there for installed, and do nothing.
            cache::remove(place)?;
        }
        compile(tool, &name, project, place)
    })?;
    cache::remove(&parts(tool, project))
}

/// Downloads the program that the tool's own project publishes, where the user has installed cargo-binstall. It is an
/// error if the program does not run here: a published one may need a newer C library.
fn download(tool: &CargoTool, name: &str, shell: &Shell, place: &Path) -> Result<(), TaskError> {
    report::step(&format!("Downloading {name} by cargo-binstall."));
    let root = place.to_string_lossy().into_owned();
    // Only from the project's own releases: not from a third party, and not compiled with other settings.
    let arguments = [
        "binstall",
        "--no-confirm",
        "--strategies",
        "crate-meta-data",
        "--root",
        root.as_str(),
        name,
    ];
    run(&format!("cargo binstall {name}"), &shell.cargo(arguments))?;
    let mut shell = shell.clone();
    shell.prefer(programs(place));
    if tool.is_on_path(&shell) {
        Ok(())
    } else {
        Err(TaskError::Missing {
            what: format!("A {} {} that runs on this system", tool.program, tool.version),
            next_step: "The downloaded one does not.".to_owned(),
        })
    }
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
        // Optimising a tool takes minutes longer than all its runs.
        .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "0")
        .env("CARGO_PROFILE_RELEASE_LTO", "off")
        .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16")
        .env("CARGO_PROFILE_RELEASE_DEBUG", "false")
        // Removes flags that are meant for the workspace's own code.
        .env_remove("RUSTFLAGS")
        .env_remove("CARGO_BUILD_TARGET");
    run(&format!("cargo install {name}"), &command)
}

/// Compiled parts are kept when the installation is interrupted, so the next attempt continues there.
fn parts(tool: &CargoTool, project: &Project) -> PathBuf {
    project.tools.join(format!("{}-{}.parts", tool.folder, tool.version))
}

#[cfg(all(test, unix))]
mod tests {
    use std::fs;
    use std::os::unix::fs::PermissionsExt as _;
    use std::time::Duration;

    use super::{CargoTool, download};
    use crate::shell::Shell;

    const TOOL: CargoTool = CargoTool {
        package: "some-tool",
        version: String::new(),
        program: "some-tool",
        folder: "some-tool",
        estimate: Duration::ZERO,
        further_arguments: &[],
    };

    #[test]
    fn a_downloaded_program_that_does_not_run_here_is_refused() {
        let folder = std::env::temp_dir().join(format!("xtask-download-{}", std::process::id()));
        let mut shell = Shell::new(&folder);
        shell.prefer(folder.clone());
        let tool = CargoTool {
            version: "1.2.3".to_owned(),
            ..TOOL
        };
        // A fake cargo-binstall: it installs a program with this text below the folder after `--root`.
        let downloaded = |program: &str| {
            fs::create_dir_all(&folder).unwrap();
            let binstall = folder.join("cargo-binstall");
            let script = format!(
                "#!/bin/sh\nwhile [ \"$1\" != --root ]; do shift; done\nmkdir -p \"$2/bin\"\nprintf '#!/bin/sh\\n{program}\\n' > \"$2/bin/some-tool\"\n\
                 chmod +x \"$2/bin/some-tool\"\n"
            );
            fs::write(&binstall, script).unwrap();
            fs::set_permissions(&binstall, fs::Permissions::from_mode(0o755)).unwrap();
            let outcome = download(&tool, "some-tool@1.2.3", &shell, &folder.join("place"));
            fs::remove_dir_all(&folder).unwrap();
            outcome
        };
        downloaded("echo some-tool 1.2.3").unwrap();
        downloaded("echo GLIBC_2.39 not found >&2; exit 1").unwrap_err();
        downloaded("echo some-tool 1.2.2").unwrap_err();
    }
}
