//! clang, which compiles the voices of the page's own avatar to WebAssembly.

use crate::error::TaskError;
use crate::project::{Project, WASM};
use crate::tools::system;

/// Installs it where possible. Without it, everything else is built.
pub fn clang(project: &Project) -> Result<(), TaskError> {
    if has_clang(project) {
        return Ok(());
    }
    system::clang(project)
}

/// Whether clang has a working WebAssembly backend; Apple's does not.
pub fn has_clang(project: &Project) -> bool {
    let probe = project.target().join("clang-probe.o");
    let (target, output) = (format!("--target={WASM}"), probe.display().to_string());
    let null = if cfg!(windows) { "NUL" } else { "/dev/null" };
    let arguments = [target.as_str(), "-x", "c", "-c", null, "-o", output.as_str()];
    project.shell.has("clang")
        && project
            .shell
            .command("clang", arguments)
            .stdout_null()
            .stderr_null()
            .run()
            .is_ok_and(|output| output.status.success())
}
