//! The avatar in the page: no server, only static hosts.

mod app;
mod element;
mod files;
mod heard;

use std::os::unix::fs::symlink;
use std::path::PathBuf;

use end_to_end::Failure;
use tempfile::TempDir;

use crate::host::Host;

/// A static host with the built site in a folder of its own.
pub struct Bare {
    host: Host,
    folder: TempDir,
}

impl Bare {
    /// The site as built.
    pub fn start() -> Result<Self, Failure> {
        let folder = TempDir::new().map_err(failed)?;
        symlink(site()?, folder.path().join("demo")).map_err(failed)?;
        let host = Host::of_folder(&[], folder.path())?;
        Ok(Self { host, folder })
    }

    /// A copy of the site, from which files may be removed.
    pub fn start_with_a_copy() -> Result<Self, Failure> {
        let folder = TempDir::new().map_err(failed)?;
        let demo = folder.path().join("demo");
        let copied = std::process::Command::new("cp")
            .arg("-r")
            .arg(site()?)
            .arg(&demo)
            .status();
        if !copied.map_err(failed)?.success() {
            return Err(Failure::Server("the site could not be copied".to_owned()));
        }
        let host = Host::of_folder(&[], folder.path())?;
        Ok(Self { host, folder })
    }

    /// The site's address, without a trailing slash.
    pub fn address(&self) -> String {
        format!("{}/demo", self.host.address())
    }

    /// The path of a file of the site.
    pub fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join("demo").join(name)
    }

    /// Requests for the API of a service, which this host does not have.
    pub fn asked_of_a_service(&self) -> Vec<String> {
        self.host
            .asked()
            .into_iter()
            .filter(|line| line.contains("/v1/"))
            .collect()
    }
}

/// The built site.
fn site() -> Result<PathBuf, Failure> {
    std::env::var_os("AVATAR_SITE")
        .map(PathBuf::from)
        .ok_or_else(|| Failure::Server("AVATAR_SITE is not set".to_owned()))
}

/// Whether the site contains the avatar in the page; an error where it should.
pub fn built() -> Result<bool, Failure> {
    let there = site()?.join("embed/page/page.wasm").is_file();
    let clang = std::process::Command::new("clang").arg("--version").output().is_ok();
    if !there && clang {
        return Err(Failure::Server(
            "the avatar in the page was not built, although there is clang".to_owned(),
        ));
    }
    Ok(there)
}

fn failed(error: std::io::Error) -> Failure {
    Failure::Server(format!("the host of files: {error}"))
}
