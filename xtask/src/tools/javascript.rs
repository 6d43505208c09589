//! TypeScript's compiler and ESLint, which check the JavaScript.

use crate::project::Project;
use crate::shell::Shell;
use crate::tools::npm_tool::NpmTool;

const TYPESCRIPT: NpmTool = NpmTool {
    package: "typescript",
    version: "7.0.2",
    without: "The types of the JavaScript are not checked.",
};
const ESLINT: NpmTool = NpmTool {
    package: "eslint",
    version: "10.15.0",
    without: "The JavaScript is not linted.",
};

/// A shell that finds `tsc` and `eslint`, and which of the two it has.
pub fn javascript(project: &Project) -> (Shell, Vec<&'static str>) {
    let mut shell = project.shell.clone();
    let mut found = Vec::new();
    for (tool, program) in [(TYPESCRIPT, "tsc"), (ESLINT, "eslint")] {
        if let Some(folder) = tool.provide(project, &project.shell) {
            shell.prefer(folder.join("node_modules").join(".bin"));
            found.push(program);
        }
    }
    (shell, found)
}
