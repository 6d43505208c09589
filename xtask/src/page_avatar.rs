//! Builds the page's own avatar, `dist/embed/page`: its wasm, the script of its worker, and the voices and previews
//! that it fetches.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::json;
use sha2::{Digest as _, Sha256};

use crate::build::program;
use crate::error::TaskError;
use crate::files::{self, files};
use crate::minify::{WASM_OPT, compressed};
use crate::project::{PAGE, PAGE_ASSETS, Project, SERVER, WASM};
use crate::report;
use crate::shell::run;
use crate::site_profile::SiteProfile;
use crate::tools::{SiteTools, has_clang};

/// This file, for the site's fingerprint: a change of the build is a change of the site.
pub const SOURCE: &str = include_str!("page_avatar.rs");

/// Message where the wasm cannot be built.
const NO_CLANG: &str = "The page's own avatar (service \"page\") is left out: its voices are C, which takes a clang with the WebAssembly \
    backend, as a program named clang on the PATH. Debian, Ubuntu: apt install clang. Fedora: dnf install clang. Arch: pacman -S \
    clang. macOS: brew install llvm, then put its bin folder first on the PATH. Windows: winget install LLVM.LLVM. Everything else \
    is built.";

/// Adds the page's avatar to the built site.
pub fn build(project: &Project, tools: &SiteTools) -> Result<(), TaskError> {
    let folder = project.site().join("embed/page");
    let assets = assets(project, tools.profile)?;
    files::copy(&assets, &folder, |inside| {
        !inside.to_string_lossy().starts_with("lists.json") && inside != Path::new("stamp")
    })?;
    describe(&folder, &assets)?;
    if !has_clang(project) {
        report::note(NO_CLANG);
        return Ok(());
    }
    report::step("Building the page's own avatar: a minute the first time.");
    let made = wasm(project, tools)?;
    let script = folder.join("worker.js");
    let mut assembled = "const glue = {\n".to_owned();
    for (_, name) in MODULES {
        let glue = read(&made.join(format!("{name}.js")))?;
        // Deferred by a function: the audio thread runs the same file and lacks the globals that the glue reads on
        // load.
        assembled.push_str(&format!("{name}: () => {{\n{glue}\nreturn wasm_bindgen;\n}},\n"));
        let target = folder.join(format!("{name}.wasm"));
        fs::copy(made.join(format!("{name}_bg.wasm")), &target).map_err(|error| TaskError::file(&target, error))?;
    }
    assembled.push_str("};\n");
    assembled.push_str(&read(&script)?);
    write(&script, assembled.as_bytes())?;
    describe(&folder, &assets)
}

/// Voices and previews, made once for each version of their crate, and compressed on demand for the small form.
fn assets(project: &Project, profile: SiteProfile) -> Result<PathBuf, TaskError> {
    let folder = project.target().join("page-assets");
    // The server is named for its features alone: with them, the crates that it shares with this program are compiled once for both.
    let maker = program(
        project,
        &[
            "build",
            "--package",
            PAGE_ASSETS,
            "--package",
            SERVER,
            "--bin",
            PAGE_ASSETS,
        ],
    )?;
    let modified = |path: &Path| fs::metadata(path).and_then(|metadata| metadata.modified()).ok();
    let stamp = folder.join("stamp");
    let is_new = modified(&stamp).is_some_and(|made| modified(&maker).is_some_and(|maker| maker <= made));
    let is_compressed = is_new && fs::read(&stamp).is_ok_and(|content| content == COMPRESSED);
    if !is_new {
        report::step("Writing the voices and previews of the page's own avatar.");
        // Including the compressed copies of the previous assets.
        if folder.exists() {
            fs::remove_dir_all(&folder).map_err(|error| TaskError::file(&folder, error))?;
        }
        let place = folder.display().to_string();
        let command = project.shell.command(&maker.display().to_string(), [place.as_str()]);
        run(PAGE_ASSETS, &command)?;
        write(&stamp, b"")?;
    }
    if profile == SiteProfile::Small && !is_compressed {
        report::step("Compressing the voices and previews of the page's own avatar.");
        compressed::write(&files(&folder)?)?;
        write(&stamp, COMPRESSED)?;
    }
    Ok(folder)
}

/// The stamp of compressed assets.
const COMPRESSED: &[u8] = b"compressed";

/// Compiler flags for the wasm of the page's worker.
pub const RUSTFLAGS: &str = "-C target-feature=+simd128";

/// The program of each wasm, and the wasm's name.
const MODULES: [(&str, &str); 2] = [("page-service", "page"), ("page-speech", "speech")];

/// Builds wasm and glue. Returns their folder.
fn wasm(project: &Project, tools: &SiteTools) -> Result<PathBuf, TaskError> {
    // In the app's target folder: cargo keeps what was compiled with other flags apart, and procedural macros are compiled once for both.
    let arguments = [
        "build",
        "--package",
        PAGE,
        "--bins",
        "--target",
        WASM,
        "--profile",
        tools.profile.cargo_profile(),
    ];
    let cargo = tools.shell.cargo(arguments).env("RUSTFLAGS", RUSTFLAGS);
    run("cargo build of the page's avatar", &cargo)?;
    let made = project.target().join("page");
    let out = made.display().to_string();
    for (program, name) in MODULES {
        let built = project
            .target()
            .join(WASM)
            .join(tools.profile.cargo_profile())
            .join(format!("{program}.wasm"));
        let built = built.display().to_string();
        let arguments = [
            "--target",
            "no-modules",
            "--no-typescript",
            "--out-dir",
            &out,
            "--out-name",
            name,
            &built,
        ];
        run("wasm-bindgen", &tools.shell.command("wasm-bindgen", arguments))?;
        if tools.wasm_opt {
            let wasm = made.join(format!("{name}_bg.wasm")).display().to_string();
            let arguments = FEATURES
                .into_iter()
                .chain(WASM_OPT)
                .chain(["-o", wasm.as_str(), wasm.as_str()]);
            run("wasm-opt", &tools.shell.command("wasm-opt", arguments))?;
        }
    }
    Ok(made)
}

/// The allowed wasm features: Rust's default ones, and SIMD.
const FEATURES: [&str; 8] = [
    "--enable-simd",
    "--enable-bulk-memory",
    "--enable-bulk-memory-opt",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-reference-types",
    "--enable-multivalue",
];

/// Writes lengths and digests of the fetched files, so that a truncated or wrong one is detected, and the lists.
fn describe(folder: &Path, assets: &Path) -> Result<(), TaskError> {
    let mut all = serde_json::Map::new();
    for path in files(folder)? {
        let name = path
            .strip_prefix(folder)
            .unwrap_or(&path)
            .display()
            .to_string()
            .replace('\\', "/");
        if path
            .extension()
            .is_some_and(|ending| ending == "wasm" || ending == "bin")
        {
            let content = fs::read(&path).map_err(|error| TaskError::file(&path, error))?;
            let digest: String = Sha256::digest(&content)
                .iter()
                .map(|byte| format!("{byte:02x}"))
                .collect();
            all.insert(name, json!({ "bytes": content.len(), "sha256": digest }));
        }
    }
    let script = format!(
        "export const FILES = {};\nexport const LISTS = {};\n",
        serde_json::Value::from(all),
        read(&assets.join("lists.json"))?
    );
    write(&folder.join("files.js"), script.as_bytes())
}

fn read(path: &Path) -> Result<String, TaskError> {
    fs::read_to_string(path).map_err(|error| TaskError::file(path, error))
}

fn write(path: &Path, content: &[u8]) -> Result<(), TaskError> {
    fs::write(path, content).map_err(|error| TaskError::file(path, error))
}
