//! Packages from the npm registry.

use std::path::Path;

use crate::error::TaskError;
use crate::shell::{Shell, run};

/// Whether npm is installed.
pub fn has_npm(shell: &Shell) -> bool {
    shell.has("npm")
}

/// Runs npm in `folder`, which has a `package.json`: `install` with packages, or `ci`. No package's own script is run.
pub fn npm(shell: &Shell, folder: &Path, arguments: &[&str]) -> Result<(), TaskError> {
    let folder = folder.to_string_lossy().into_owned();
    let quietly = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
    let all = ["--prefix", &folder]
        .into_iter()
        .chain(arguments.iter().copied())
        .chain(quietly);
    let what = format!("npm {}", arguments.join(" "));
    run(&what, &shell.command("npm", all).stdout_to_stderr())
}
