//! Tools that the tasks need beyond Rust and a C compiler, and their installation.
//!
//! Cargo tools, `wasm-opt`, Terser, TypeScript and ESLint go into the user's cache folder, one folder for each version; libraries, the
//! C++ compiler and Chromium come from the system's package manager. A right version on the PATH is used as it is.

mod browser;
pub mod cache;
mod cargo_tool;
mod clang;
mod javascript;
mod npm;
mod npm_tool;
pub mod python;
mod system;
mod target;
mod terser;
mod wasm_opt;

pub use browser::{Browser, browser};
pub use cargo_tool::CargoTool;
pub use clang::has_clang;
pub use javascript::javascript;
pub use npm::{has_npm, npm};
pub use system::{espeak, for_server, nats, turn};
pub use target::{lints_and_format, wasm_target};

use std::path::PathBuf;

use crate::error::TaskError;
use crate::project::Project;
use crate::shell::Shell;
use crate::site_profile::SiteProfile;

/// The tools that build the site.
#[derive(Debug)]
pub struct SiteTools {
    /// The form of the site that they build.
    pub profile: SiteProfile,
    /// A shell that finds them.
    pub shell: Shell,
    /// Whether `wasm-opt` is among them.
    pub wasm_opt: bool,
    /// Terser's main module, if it could be installed.
    pub terser: Option<PathBuf>,
}

/// Trunk, wasm-bindgen, the wasm target, and clang if possible; for the small form also `wasm-opt` and Terser if
/// possible.
pub fn site_tools(project: &Project, profile: SiteProfile) -> Result<SiteTools, TaskError> {
    let mut shell = browser_test_tools(project)?;
    cargo_tool::trunk().provide(project, &mut shell)?;
    let (wasm_opt, terser) = match profile {
        SiteProfile::Quick => (false, None),
        SiteProfile::Small => (wasm_opt::wasm_opt(project, &mut shell), terser::terser(project, &shell)),
    };
    Ok(SiteTools {
        profile,
        shell,
        wasm_opt,
        terser,
    })
}

/// Tools for tests compiled to wasm: the target, clang if possible, and wasm-bindgen's test runner.
pub fn browser_test_tools(project: &Project) -> Result<Shell, TaskError> {
    wasm_target(project)?;
    clang::clang(project)?;
    let mut shell = project.shell.clone();
    cargo_tool::wasm_bindgen(project)?.provide(project, &mut shell)?;
    Ok(shell)
}

/// A shell that finds cargo-deny, which checks the dependencies by `deny.toml`.
pub fn deny(project: &Project) -> Result<Shell, TaskError> {
    let mut shell = project.shell.clone();
    cargo_tool::deny().provide(project, &mut shell)?;
    Ok(shell)
}

/// The site's tools that are compiled on this machine and are not installed yet.
pub fn to_compile(project: &Project) -> Result<Vec<CargoTool>, TaskError> {
    let mut tools = vec![cargo_tool::wasm_bindgen(project)?, cargo_tool::trunk()];
    tools.retain(|tool| !tool.is_there(project));
    Ok(tools)
}
