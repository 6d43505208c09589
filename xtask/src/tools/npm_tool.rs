//! Optional tools from the npm registry. Without them, the site is only bigger.

use std::fs;
use std::path::PathBuf;

use crate::error::TaskError;
use crate::project::Project;
use crate::report;
use crate::shell::Shell;
use crate::tools::cache;
use crate::tools::npm::{has_npm, npm};

/// A package of npm's registry.
pub struct NpmTool {
    pub package: &'static str,
    pub version: &'static str,
    /// Message where it cannot be installed.
    pub without: &'static str,
}

impl NpmTool {
    /// The folder whose `node_modules` has the tool, which is installed if need be. Where that fails, a message to the
    /// user and `None`.
    pub fn provide(&self, project: &Project, shell: &Shell) -> Option<PathBuf> {
        let name = format!("{}@{}", self.package, self.version);
        let folder = project.tools.join(format!("{}-{}", self.package, self.version));
        if folder.join("node_modules").join(self.package).exists() {
            return Some(folder);
        }
        if !has_npm(shell) {
            report::note(&format!("There is no npm to get {name} with: {}", self.without));
            return None;
        }
        report::step(&format!(
            "Installing {name} into {}: some seconds, once.",
            folder.display()
        ));
        let installed = cache::fill(&folder, |place| {
            // Without a package.json, npm may install into a parent folder that has one.
            let manifest = place.join("package.json");
            fs::write(&manifest, "{\"private\":true}\n").map_err(|error| TaskError::file(&manifest, error))?;
            npm(shell, place, &["install", &name])
        });
        match installed {
            Ok(()) => Some(folder),
            Err(error) => {
                report::note(&format!("{error} {}", self.without));
                None
            }
        }
    }
}
