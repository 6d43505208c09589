//! The files below a folder: listed, and copied.

use std::fs;
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

use crate::error::TaskError;

/// Copies the files below `from` whose path inside it is `wanted`.
pub fn copy(from: &Path, to: &Path, wanted: impl Fn(&Path) -> bool) -> Result<(), TaskError> {
    for entry in WalkDir::new(from) {
        let entry = entry.map_err(|error| TaskError::file(from, error))?;
        let inside = entry.path().strip_prefix(from).unwrap_or(entry.path());
        if entry.file_type().is_file() && wanted(inside) {
            let target = to.join(inside);
            if let Some(parent) = target.parent() {
                fs::create_dir_all(parent).map_err(|error| TaskError::file(parent, error))?;
            }
            fs::copy(entry.path(), &target).map_err(|error| TaskError::file(&target, error))?;
        }
    }
    Ok(())
}

/// The files below a folder, in the order of their names.
pub fn files(folder: &Path) -> Result<Vec<PathBuf>, TaskError> {
    WalkDir::new(folder)
        .sort_by_file_name()
        .into_iter()
        .filter(|entry| entry.as_ref().map_or(true, |entry| entry.file_type().is_file()))
        .map(|entry| {
            entry
                .map(|entry| entry.into_path())
                .map_err(|error| TaskError::file(folder, error))
        })
        .collect()
}
