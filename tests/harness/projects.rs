//! Packages from the npm registry: pages of other frameworks, and axe, a checker of accessibility.

use std::path::PathBuf;

use crate::Failure;
use crate::server::path_in;

/// The built page of a project in `tests/projects`, or `None` where there was no npm to build it with; `cargo xtask
/// test` has reported that.
pub fn project(name: &str) -> Result<Option<PathBuf>, Failure> {
    Ok(folder()?.map(|folder| folder.join(name).join("dist")))
}

/// The script of axe.
pub fn axe() -> Result<Option<String>, Failure> {
    let Some(folder) = folder()? else { return Ok(None) };
    let path = folder.join("node_modules/axe-core/axe.min.js");
    let failed = |reason: std::io::Error| Failure::File {
        path: path.display().to_string(),
        reason: reason.to_string(),
    };
    std::fs::read_to_string(&path).map(Some).map_err(failed)
}

fn folder() -> Result<Option<PathBuf>, Failure> {
    match path_in("AVATAR_PROJECTS") {
        Ok(folder) => Ok(Some(folder)),
        Err(Failure::NotSet(_)) => Ok(None),
        Err(other) => Err(other),
    }
}
