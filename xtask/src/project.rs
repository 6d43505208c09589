//! The workspace as cargo sees it.

use std::path::{Path, PathBuf};

use cargo_metadata::{Metadata, MetadataCommand, Package, PackageId};
use etcetera::base_strategy::{BaseStrategy, choose_native_strategy};

use crate::error::TaskError;
use crate::shell::Shell;

/// The package of the browser's side.
pub const APP: &str = "streaming-avatar";
/// The package of the server.
pub const SERVER: &str = "streaming-avatar-server";
/// The package of the page's own avatar.
pub const PAGE: &str = "streaming-avatar-page";
/// The package that writes what the page's own avatar fetches.
pub const PAGE_ASSETS: &str = "streaming-avatar-page-assets";
/// The package that draws and voices avatars.
pub const AVATAR: &str = "streaming-avatar-avatar";
/// The package of the end-to-end tests.
pub const END_TO_END: &str = "end-to-end";
/// The package of the tasks.
pub const TASKS: &str = env!("CARGO_PKG_NAME");
/// The target triple of the browser's side.
pub const WASM: &str = "wasm32-unknown-unknown";
/// The cargo profile for quick compilation.
pub const QUICK: &str = "quick";

/// The workspace: its paths, its metadata, and a shell in it.
#[derive(Debug)]
pub struct Project {
    /// The workspace's root folder.
    pub root: PathBuf,
    /// The cache of installed tools, one folder for each tool and version.
    pub tools: PathBuf,
    /// Starts programs in the root.
    pub shell: Shell,
    metadata: Metadata,
}

impl Project {
    /// Reads the workspace this program was built from.
    pub fn load() -> Result<Self, TaskError> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"))
            .parent()
            .ok_or_else(|| TaskError::Metadata("the tasks are not in a folder of the workspace".to_owned()))?;
        let cache = choose_native_strategy()
            .map_err(|_| TaskError::Missing {
                what: "A cache folder for tools".to_owned(),
                next_step: "Set HOME (or XDG_CACHE_HOME) to a folder that can be written to.".to_owned(),
            })?
            .cache_dir();
        // Only the dependencies for the browser's target are resolved: the tasks need no others, and cargo downloads
        // nothing for other platforms.
        let metadata = MetadataCommand::new()
            .current_dir(root)
            .other_options(vec!["--filter-platform".to_owned(), WASM.to_owned()])
            .exec()
            .map_err(|error| TaskError::Metadata(error.to_string()))?;
        Ok(Self {
            root: root.to_owned(),
            tools: cache.join("streaming-avatar"),
            shell: Shell::new(root),
            metadata,
        })
    }

    /// The folder of the built site.
    pub fn site(&self) -> PathBuf {
        self.root.join("dist")
    }

    /// Cargo's target folder.
    pub fn target(&self) -> &Path {
        self.metadata.target_directory.as_std_path()
    }

    /// The members of the workspace.
    pub fn members(&self) -> Vec<&Package> {
        self.metadata.workspace_packages()
    }

    /// The version of a package in `Cargo.lock`, if the workspace uses it.
    pub fn locked_version(&self, name: &str) -> Option<String> {
        self.metadata
            .packages
            .iter()
            .find(|package| package.name.as_str() == name)
            .map(|package| package.version.to_string())
    }

    /// The packages that the site is built from: those of the app and of the page's own avatar, themselves included.
    pub fn packages_of_site(&self) -> Vec<&Package> {
        let nodes = self
            .metadata
            .resolve
            .as_ref()
            .map(|resolve| resolve.nodes.as_slice())
            .unwrap_or_default();
        let mut open: Vec<&PackageId> = self
            .members()
            .into_iter()
            .filter(|package| [APP, PAGE, PAGE_ASSETS].contains(&package.name.as_str()))
            .map(|package| &package.id)
            .collect();
        let mut reached: Vec<&PackageId> = Vec::new();
        while let Some(id) = open.pop() {
            if reached.contains(&id) {
                continue;
            }
            reached.push(id);
            let node = nodes.iter().find(|node| &node.id == id);
            open.extend(node.into_iter().flat_map(|node| &node.dependencies));
        }
        self.metadata
            .packages
            .iter()
            .filter(|package| reached.contains(&&package.id))
            .collect()
    }
}
