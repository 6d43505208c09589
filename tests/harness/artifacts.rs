//! Files that tests leave behind: screenshots, logs, recordings.

use std::fs;
use std::path::{Path, PathBuf};

use crate::Failure;

/// A file in `artifacts/`, to be looked at after a run.
pub fn artifacts(name: &str) -> Result<PathBuf, Failure> {
    file_in("artifacts", name)
}

/// A file in `docs/`, only where `AVATAR_DOCS` asks for new pictures of the documentation.
pub fn documentation(name: &str) -> Result<Option<PathBuf>, Failure> {
    if std::env::var_os("AVATAR_DOCS").is_none() {
        return Ok(None);
    }
    file_in("docs", name).map(Some)
}

fn file_in(folder: &str, name: &str) -> Result<PathBuf, Failure> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let folder = root.join(folder);
    fs::create_dir_all(&folder).map_err(|error| Failure::File {
        path: folder.display().to_string(),
        reason: error.to_string(),
    })?;
    Ok(folder.join(name))
}
