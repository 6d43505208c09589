//! `cargo xtask package`: the embed bundle as an npm package.

use std::fs;
use std::path::Path;

use walkdir::WalkDir;

use crate::error::TaskError;
use crate::project::{APP, Project};
use crate::shell::run;
use crate::{report, site};

/// What the package says of itself. The version is the workspace's.
const MANIFEST: &str = include_str!("package.json");
/// What stands on the package's page.
const README: &str = include_str!("package.md");
/// Files of the bundle that are for pages without a bundler, or for our own checks.
const LEFT_OUT: [&str; 1] = ["surface.json"];

/// Builds the site and puts the package together, as a folder and, where npm is there, as the archive that it publishes.
pub fn package(project: &Project) -> Result<(), TaskError> {
    site::build(project)?;
    let folder = project.root.join("artifacts/npm");
    if folder.exists() {
        fs::remove_dir_all(&folder).map_err(|error| TaskError::file(&folder, error))?;
    }
    let bundle = project.site().join("embed");
    for entry in WalkDir::new(&bundle) {
        let entry = entry.map_err(|error| TaskError::file(&bundle, error))?;
        let inside = entry.path().strip_prefix(&bundle).unwrap_or(entry.path());
        let left_out = LEFT_OUT.iter().any(|name| inside == Path::new(name));
        if entry.file_type().is_file() && !left_out {
            let target = folder.join(inside);
            if let Some(parent) = target.parent() {
                fs::create_dir_all(parent).map_err(|error| TaskError::file(parent, error))?;
            }
            fs::copy(entry.path(), &target).map_err(|error| TaskError::file(&target, error))?;
        }
    }
    let version = project.locked_version(APP).unwrap_or_else(|| "0.0.0".to_owned());
    write(&folder.join("package.json"), &MANIFEST.replace("0.0.0", &version))?;
    write(&folder.join("README.md"), README)?;
    for licence in ["LICENSE-MIT", "LICENSE-APACHE"] {
        let target = folder.join(licence);
        fs::copy(project.root.join(licence), &target).map_err(|error| TaskError::file(&target, error))?;
    }
    if project.shell.has("npm") {
        let pack = project.shell.command(
            "npm",
            ["pack", "./artifacts/npm", "--pack-destination", "artifacts", "--silent"],
        );
        run("npm pack", &pack)?;
    }
    report::result("The npm package is in artifacts/npm.");
    Ok(())
}

fn write(path: &Path, content: &str) -> Result<(), TaskError> {
    fs::write(path, content).map_err(|error| TaskError::file(path, error))
}
