//! Finds the folder that the crate `ttspico-sys` is published in: Pico's C sources and its voice files lie there.
//!
//! That crate tells its dependents nothing about its folder, so cargo is asked: a one-dependency package, written beside the
//! build's output with the lock file of the real build, resolves to the very copy that this build has. It needs nothing
//! that the build has not already downloaded, so it works offline, with a vendored registry, and where the rest of the
//! workspace has never been fetched.

use std::{
    env,
    error::Error,
    fs,
    path::{Path, PathBuf},
};

use cargo_metadata::{CargoOpt, MetadataCommand};

/// The crate that carries sources and voices, and the version that `Cargo.toml` asks for.
const CRATE: &str = "ttspico-sys";
const VERSION: &str = "=0.1.5";

/// The folder of [`CRATE`] in the registry or vendor folder that this build takes it from.
pub fn folder(out: &Path) -> Result<PathBuf, Box<dyn Error>> {
    let here = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?);
    let probe = out.join("pico-source");
    fs::create_dir_all(&probe)?;
    fs::write(probe.join("lib.rs"), "")?;
    fs::write(
        probe.join("Cargo.toml"),
        format!(
            "[package]\nname = \"pico-source\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[lib]\npath = \"lib.rs\"\n\n\
             [dependencies]\n{CRATE} = \"{VERSION}\"\n\n[workspace]\n"
        ),
    )?;
    // The build's own lock file pins the probe to the versions already downloaded; cargo drops the entries it does not need.
    if let Some(lock) = here
        .ancestors()
        .map(|folder| folder.join("Cargo.lock"))
        .find(|path| path.is_file())
    {
        fs::copy(lock, probe.join("Cargo.lock"))?;
    }
    let metadata = MetadataCommand::new()
        .manifest_path(probe.join("Cargo.toml"))
        // From here cargo finds the same configuration (a vendored registry, say) as the build does.
        .current_dir(&here)
        .features(CargoOpt::AllFeatures)
        .other_options(vec!["--offline".into(), "--filter-platform".into(), env::var("HOST")?])
        .exec()
        .map_err(|error| format!("cannot ask cargo where {CRATE} lies: {error}"))?;
    let package = metadata
        .packages
        .iter()
        .find(|package| package.name.as_str() == CRATE)
        .ok_or_else(|| format!("cargo metadata does not list {CRATE}"))?;
    let folder = package.manifest_path.parent().ok_or("a manifest without a folder")?;
    Ok(folder.to_path_buf().into())
}
