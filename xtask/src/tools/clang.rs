//! The compiler of C for browsers, which the voices of the page's own avatar take.

use crate::error::TaskError;
use crate::project::{Project, WASM};
use crate::tools::system;

/// Has it installed where it can be. Without it everything else is built.
pub fn clang(project: &Project) -> Result<(), TaskError> {
    if has_clang(project) {
        return Ok(());
    }
    system::clang(project)
}

/// Whether there is a clang whose backend for WebAssembly works; Apple's has none.
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
