//! `cargo xtask package`: the embed bundle as an npm package.

use std::fs;
use std::path::{Path, PathBuf};

use crate::error::TaskError;
use crate::files::copy;
use crate::minify::compressed;
use crate::options;
use crate::project::{APP, Project};
use crate::shell::run;
use crate::site;
use crate::tools::has_npm;

/// The package's manifest. The version is the workspace's.
const MANIFEST: &str = include_str!("package.json");
/// The README of the package's page.
const README: &str = include_str!("package.md");

/// The finished package.
pub struct Package {
    /// As a folder.
    pub folder: PathBuf,
    /// The archive that npm publishes; `None` without npm.
    pub archive: Option<PathBuf>,
}

/// Builds the site and makes the package.
pub fn assemble(project: &Project) -> Result<Package, TaskError> {
    site::build(project)?;
    let folder = project.root.join("artifacts/npm");
    if folder.exists() {
        fs::remove_dir_all(&folder).map_err(|error| TaskError::file(&folder, error))?;
    }
    let bundle = project.site().join("embed");
    copy(&bundle, &folder, |inside| !compressed::is_made(inside))?;
    let version = project.locked_version(APP).unwrap_or_else(|| "0.0.0".to_owned());
    write(&folder.join("package.json"), &MANIFEST.replace("0.0.0", &version))?;
    write(&folder.join("README.md"), README)?;
    write(
        &folder.join("custom-elements.json"),
        &options::custom_elements(project)?,
    )?;
    for licence in ["LICENSE-MIT", "LICENSE-APACHE"] {
        let target = folder.join(licence);
        fs::copy(project.root.join(licence), &target).map_err(|error| TaskError::file(&target, error))?;
    }
    let mut archive = None;
    if has_npm(&project.shell) {
        let pack = project.shell.command(
            "npm",
            ["pack", "./artifacts/npm", "--pack-destination", "artifacts", "--silent"],
        );
        run("npm pack", &pack.stdout_to_stderr())?;
        archive = Some(project.root.join(format!("artifacts/{APP}-{version}.tgz")));
    }
    Ok(Package { folder, archive })
}

fn write(path: &Path, content: &str) -> Result<(), TaskError> {
    fs::write(path, content).map_err(|error| TaskError::file(path, error))
}
