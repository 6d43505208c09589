//! Finds the voice files that the crate `ttspico-sys` is published with and copies them to where the crate embeds them from.
//!
//! That crate tells its dependents nothing about its folder, so cargo is asked: a one-dependency package, written beside the
//! build's output with the lock file of the real build, resolves to the very copy that this build links. It needs nothing
//! that the build has not already downloaded, so it works offline, with a vendored registry, and where the rest of the
//! workspace has never been fetched.

use std::{
    env,
    error::Error,
    fs,
    path::{Path, PathBuf},
};

use cargo_metadata::{CargoOpt, MetadataCommand};

/// The crate that carries the voices, and the version that `Cargo.toml` asks for.
const VOICE_CRATE: &str = "ttspico-sys";
const VOICE_CRATE_VERSION: &str = "=0.1.5";

/// Text analysis (`ta`) and sound (`sg`) of the voices in use, in the crate's folder `build/pico/lang`.
const VOICE_FILES: [&str; 12] = [
    "en-US_ta.bin",
    "en-US_lh0_sg.bin",
    "en-GB_ta.bin",
    "en-GB_kh0_sg.bin",
    "de-DE_ta.bin",
    "de-DE_gl0_sg.bin",
    "fr-FR_ta.bin",
    "fr-FR_nk0_sg.bin",
    "es-ES_ta.bin",
    "es-ES_zl0_sg.bin",
    "it-IT_ta.bin",
    "it-IT_cm0_sg.bin",
];

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo:rerun-if-changed=build.rs");
    let out = PathBuf::from(env::var("OUT_DIR")?);
    let folder = voice_crate_folder(&out)?.join("build/pico/lang");
    for name in VOICE_FILES {
        let from = folder.join(name);
        println!("cargo:rerun-if-changed={}", from.display());
        fs::copy(&from, out.join(name))
            .map_err(|error| format!("cannot copy the voice file {}: {error}", from.display()))?;
    }
    Ok(())
}

/// The folder of [`VOICE_CRATE`] in the registry or vendor folder that this build takes it from.
fn voice_crate_folder(out: &Path) -> Result<PathBuf, Box<dyn Error>> {
    let here = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?);
    let probe = out.join("voice-crate");
    fs::create_dir_all(&probe)?;
    fs::write(probe.join("lib.rs"), "")?;
    fs::write(
        probe.join("Cargo.toml"),
        format!(
            "[package]\nname = \"voice-crate\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[lib]\npath = \"lib.rs\"\n\n\
             [dependencies]\n{VOICE_CRATE} = \"{VOICE_CRATE_VERSION}\"\n\n[workspace]\n"
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
        .map_err(|error| format!("cannot ask cargo where {VOICE_CRATE} lies: {error}"))?;
    let package = metadata
        .packages
        .iter()
        .find(|package| package.name.as_str() == VOICE_CRATE)
        .ok_or_else(|| format!("cargo metadata does not list {VOICE_CRATE}"))?;
    let folder = package.manifest_path.parent().ok_or("a manifest without a folder")?;
    Ok(folder.to_path_buf().into())
}
