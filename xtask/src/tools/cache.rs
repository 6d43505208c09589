//! Folders of installed tools, either complete or absent.

use std::fs;
use std::path::{Path, PathBuf};

use crate::error::TaskError;

/// Runs `install` with a temporary folder and renames that to `final_folder` at the end, so an interrupted installation
/// never looks finished.
pub fn fill(final_folder: &Path, install: impl FnOnce(&Path) -> Result<(), TaskError>) -> Result<(), TaskError> {
    let unfinished = unfinished_name(final_folder);
    remove(&unfinished)?;
    // An unusable folder would block the rename.
    remove(final_folder)?;
    fs::create_dir_all(&unfinished).map_err(|error| TaskError::file(&unfinished, error))?;
    install(&unfinished)?;
    match fs::rename(&unfinished, final_folder) {
        Ok(()) => Ok(()),
        // Another task that ran at the same time was faster; its result is as good.
        Err(_) if final_folder.exists() => remove(&unfinished),
        Err(error) => Err(TaskError::file(final_folder, error)),
    }
}

/// Removes a folder with its content, if it exists.
pub fn remove(folder: &Path) -> Result<(), TaskError> {
    if folder.exists() {
        fs::remove_dir_all(folder).map_err(|error| TaskError::file(folder, error))?;
    }
    Ok(())
}

fn unfinished_name(folder: &Path) -> PathBuf {
    let mut name = folder.file_name().unwrap_or_default().to_owned();
    // The process id separates two tasks that install at the same time.
    name.push(format!(".unfinished-{}", std::process::id()));
    folder.with_file_name(name)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::{fill, remove};
    use crate::error::TaskError;

    #[test]
    fn a_failed_installation_leaves_nothing_that_looks_finished() {
        let parent = std::env::temp_dir().join(format!("xtask-cache-{}", std::process::id()));
        let folder = parent.join("tool-1.0");

        let failed = fill(&folder, |place| {
            fs::write(place.join("half"), b"x").unwrap();
            Err(TaskError::Metadata("network".to_owned()))
        });
        assert!(failed.is_err());
        assert!(!folder.exists());

        fill(&folder, |place| {
            fs::write(place.join("whole"), b"x").map_err(|error| TaskError::file(place, error))
        })
        .unwrap();
        assert!(folder.join("whole").exists());
        assert!(!folder.join("half").exists());
        remove(&parent).unwrap();
    }
}
