//! Compiles SVOX Pico's C for the machine and for browsers.

use std::{
    env,
    error::Error,
    fs,
    path::{Path, PathBuf},
};

/// The source file that `pico/files.c` includes and so replaces.
const PLATFORM: &str = "picopal.c";

/// How to get a compiler for browsers.
const NO_CLANG: &str = "SVOX Pico's C could not be compiled for wasm32-unknown-unknown. That takes a clang with the WebAssembly \
    backend, as a program named `clang` on the PATH. Debian, Ubuntu: `apt install clang`. Fedora: `dnf install clang`. Arch: \
    `pacman -S clang`. macOS: `brew install llvm`, then put its `bin` folder first on the PATH, since Apple's clang has no such \
    backend. Windows: `winget install LLVM.LLVM`. The server and everything else build without it. The compiler said";

/// Compiles all of Pico into one static library.
pub fn compile(lib: &Path, wasm: bool) -> Result<(), Box<dyn Error>> {
    let mut files: Vec<PathBuf> = fs::read_dir(lib)
        .map_err(|error| format!("cannot read {}: {error}", lib.display()))?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<_, _>>()?;
    files.retain(|file| {
        file.extension().is_some_and(|ending| ending == "c") && file.file_name().is_some_and(|name| name != PLATFORM)
    });
    files.sort();
    let mut build = cc::Build::new();
    build
        .files(files)
        .file("pico/files.c")
        .include(lib)
        .warnings(false)
        .extra_warnings(false)
        // `kpr_getUInt32` overflows a signed number, and a compiler that may take that to be impossible reads outside memory.
        .flag_if_supported("-fwrapv")
        // Browsers cannot join a product and a sum, so that no machine may: sound is the same everywhere.
        .flag_if_supported("-ffp-contract=off");
    if !wasm {
        build.try_compile("svoxpico")?;
        return Ok(());
    }
    build
        .file("pico/libc.c")
        .include("pico/include")
        // Any of the platforms with this byte order will do: nothing of the system is used.
        .define("PICO_PLATFORM", "PICO_Linux")
        .flag("-nostdlibinc")
        // Some loops over tables would otherwise be written out, for size of all things.
        .flag("-fno-unroll-loops")
        .debug(false)
        .force_frame_pointer(false);
    // In development builds, too: sound is made while it is played.
    if env::var("OPT_LEVEL").is_ok_and(|level| level == "0") {
        build.opt_level(2);
    }
    build
        .try_compile("svoxpico")
        .map_err(|error| format!("{NO_CLANG}: {error}").into())
}
