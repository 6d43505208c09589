//! Compiles SVOX Pico, and copies its voice files to where the crate embeds them from.

mod pico;
mod source;

use std::{env, error::Error, fs, path::PathBuf};

/// Text analysis (`ta`) and sound (`sg`) of the voices in use.
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
    println!("cargo:rerun-if-changed=build");
    println!("cargo:rerun-if-changed=pico");
    let out = PathBuf::from(env::var("OUT_DIR")?);
    let source = source::folder(&out)?.join("build/pico");
    let wasm = env::var("CARGO_CFG_TARGET_ARCH")? == "wasm32";
    pico::compile(&source.join("lib"), wasm)?;
    // Programs embed them. In a browser each is fetched when it is needed; only the tests embed them there.
    for name in VOICE_FILES {
        let from = source.join("lang").join(name);
        println!("cargo:rerun-if-changed={}", from.display());
        fs::copy(&from, out.join(name))
            .map_err(|error| format!("cannot copy the voice file {}: {error}", from.display()))?;
    }
    Ok(())
}
