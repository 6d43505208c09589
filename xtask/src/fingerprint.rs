//! Whether the built site is up to date with its sources.

use std::collections::hash_map::DefaultHasher;
use std::fs;
use std::hash::{Hash as _, Hasher as _};
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

use crate::error::TaskError;
use crate::project::{APP, Project};

/// Folders of the root that do not go into the site. All other folders count, so that a folder added later is included.
const OTHER: [&str; 9] = [
    "crates",
    "xtask",
    "tests",
    "docs",
    "dist",
    "artifacts",
    "target",
    "node_modules",
    "tools",
];

/// A hash of everything that the site is built from: files by content, crates by version and features, and the tools
/// named in `tools`.
pub fn of_site(project: &Project, tools: &[String]) -> Result<String, TaskError> {
    let mut hasher = DefaultHasher::new();
    tools.hash(&mut hasher);
    let packages = project.packages_of_site();
    for package in &packages {
        package.id.repr.hash(&mut hasher);
    }
    for package in packages.into_iter().filter(|package| package.source.is_none()) {
        let folder = package.manifest_path.as_std_path().parent().unwrap_or(&project.root);
        let skipped: &[&str] = if package.name.as_str() == APP {
            &OTHER
        } else {
            &["tests", "benches"]
        };
        hash_folder(folder, skipped, project.target(), &mut hasher)?;
    }
    Ok(format!("{:016x}", hasher.finish()))
}

/// Hashes names and contents of the files below `folder`, without `skipped` folders in it, and without `target` and
/// hidden files at any depth.
pub fn hash_folder(
    folder: &Path,
    skipped: &[&str],
    target: &Path,
    hasher: &mut DefaultHasher,
) -> Result<(), TaskError> {
    let wanted = |path: &Path, depth: usize| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let hidden = name.starts_with('.') && depth > 0;
        !hidden && path != target && !(depth == 1 && path.is_dir() && skipped.contains(&name.as_ref()))
    };
    let files = WalkDir::new(folder)
        .sort_by_file_name()
        .into_iter()
        .filter_entry(|entry| wanted(entry.path(), entry.depth()));
    for entry in files {
        let entry = entry.map_err(|error| TaskError::file(folder, error))?;
        // Cargo.lock also names the packages of the server and the tests; those of the app are hashed by themselves.
        let other = ["Cargo.lock", "README.md", "CHANGELOG.md"]
            .iter()
            .any(|name| entry.file_name() == *name);
        if entry.file_type().is_file() && !other {
            entry.path().hash(hasher);
            fs::read(entry.path())
                .map_err(|error| TaskError::file(entry.path(), error))?
                .hash(hasher);
        }
    }
    Ok(())
}

/// The file with the hash of the last build.
pub fn stamp(project: &Project) -> PathBuf {
    project.target().join("site.stamp")
}

#[cfg(test)]
mod tests {
    use std::collections::hash_map::DefaultHasher;
    use std::fs;
    use std::hash::Hasher as _;

    use super::hash_folder;

    #[test]
    fn only_sources_of_the_site_change_the_hash() {
        let root = std::env::temp_dir().join(format!("xtask-fingerprint-{}", std::process::id()));
        let write = |name: &str, text: &str| {
            let path = root.join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        };
        let number = || {
            let mut hasher = DefaultHasher::new();
            hash_folder(&root, &["tests"], &root.join("built"), &mut hasher).unwrap();
            hasher.finish()
        };
        write("src/lib.rs", "one");
        let first = number();

        write("tests/visitor.rs", "x");
        write("built/debug/app", "x");
        write(".git/index", "x");
        write("Cargo.lock", "x");
        assert_eq!(number(), first, "what does not go into the site");

        write("src/lib.rs", "two");
        let second = number();
        assert_ne!(second, first, "a changed file");
        write("style/tests/page.css", "x");
        let third = number();
        assert_ne!(
            third, second,
            "a new file, in a folder that is skipped only at the root"
        );
        fs::remove_file(root.join("style/tests/page.css")).unwrap();
        assert_eq!(number(), second, "and without it as before");
        fs::remove_dir_all(&root).unwrap();
    }
}
