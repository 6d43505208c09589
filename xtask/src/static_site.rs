//! `cargo xtask build --static`: the whole demo as a folder for static hosts.

use std::fs;
use std::path::Path;

use crate::error::TaskError;
use crate::files::copy;
use crate::page_address::PageAddress;
use crate::project::Project;
use crate::shell::run;
use crate::{report, site};

/// The folder's path in the workspace.
const FOLDER: &str = "artifacts/static";
/// The folder whose wasm shows that the page's own avatar was built.
const AVATAR: &str = "embed/page";

/// The file that the app requests to find out whether a service is beside it. Without it, browsers would log an error
/// for the missing file. It is not in `dist/`, where it could hide a service behind the same host.
const QUESTION: &str = "v1/streaming/avatar.list";
/// Its content is no reply of the API, so the app takes it for a static host's.
const ANSWER: &str = "No service is hosted here, only files.\n";

/// Builds the site and fills the folder.
pub fn build(project: &Project, address: Option<&PageAddress>) -> Result<(), TaskError> {
    site::publish(project, address)?;
    let folder = project.root.join(FOLDER);
    if folder.exists() {
        fs::remove_dir_all(&folder).map_err(|error| TaskError::file(&folder, error))?;
    }
    copy(&project.site(), &folder, |_| true)?;
    // Some forges otherwise drop files whose name begins with an underscore.
    let plain = folder.join(".nojekyll");
    fs::write(&plain, "").map_err(|error| TaskError::file(&plain, error))?;
    let answer = folder.join(QUESTION);
    if let Some(parent) = answer.parent() {
        fs::create_dir_all(parent).map_err(|error| TaskError::file(parent, error))?;
    }
    fs::write(&answer, ANSWER).map_err(|error| TaskError::file(&answer, error))?;
    documentation(project, &folder)?;
    if !has_avatar(&folder.join(AVATAR)) {
        report::problem(
            "The avatar in the page is not in it, so that the app will ask its visitors for a service: clang is missing (apt install clang, \
             dnf install clang, brew install llvm). Install it and build again.",
        );
    }
    report::result(&format!(
        "The whole demo is in {FOLDER}. Any host of files will do; to look at it: python3 -m http.server --directory {FOLDER}"
    ));
    Ok(())
}

/// Builds the documentation, where mdbook is installed.
fn documentation(project: &Project, folder: &Path) -> Result<(), TaskError> {
    if !project.shell.has("mdbook") {
        report::note("The documentation is left out: mdbook is not installed (cargo install mdbook).");
        return Ok(());
    }
    let target = folder.join("docs").display().to_string();
    let book = project
        .shell
        .command("mdbook", ["build", "docs", "--dest-dir", &target]);
    run("mdbook", &book.stdout_to_stderr())
}

/// Whether a folder contains the wasm that draws and speaks.
fn has_avatar(folder: &Path) -> bool {
    folder.read_dir().is_ok_and(|entries| {
        entries
            .flatten()
            .any(|entry| entry.path().extension().is_some_and(|extension| extension == "wasm"))
    })
}
