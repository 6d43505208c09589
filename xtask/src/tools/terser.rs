//! Terser, a minifier for JavaScript. It is optional.

use std::path::PathBuf;

use crate::project::Project;
use crate::shell::Shell;
use crate::tools::npm_tool::NpmTool;

const PACKAGE: NpmTool = NpmTool {
    package: "terser",
    version: "5.51.2",
    without: "The scripts stay as they are written and get some 30 % bigger.",
};

/// The module that Node imports Terser from, if it could be installed.
pub fn terser(project: &Project, shell: &Shell) -> Option<PathBuf> {
    let folder = PACKAGE.provide(project, shell)?;
    Some(folder.join("node_modules").join("terser").join("main.js"))
}
