//! `cargo xtask bench size`: what a wasm of the site consists of, by crate and by function, in bytes before compression.

mod parts;

use std::collections::BTreeMap;
use std::fs;

use crate::build::program;
use crate::error::TaskError;
use crate::minify::{WASM_OPT, compressed};
use crate::project::{APP, Project, WASM};
use crate::report;
use crate::shell::run;
use crate::site_profile::SiteProfile;
use crate::tools;

/// Lines of each table.
const LINES: usize = 25;

/// Builds the wasm as for hosting, but with the names of its functions, and prints its tables.
pub fn print(project: &Project, wasm: &str) -> Result<(), TaskError> {
    let tools = tools::site_tools(project, SiteProfile::Small)?;
    report::step(&format!("Building {wasm} with names"));
    let cargo = [
        "build",
        "--quiet",
        "--profile",
        SiteProfile::Small.cargo_profile(),
        "--target",
        WASM,
        "--bin",
        wasm,
    ];
    let bare: &[&str] = if wasm == APP { &[] } else { &["--no-default-features"] };
    let built = program(project, &[&cargo, bare].concat())?.display().to_string();
    let folder = project.target().join("size").display().to_string();
    let bindgen = [
        "--target",
        "web",
        "--no-typescript",
        "--out-dir",
        &folder,
        "--out-name",
        wasm,
        &built,
    ];
    run("wasm-bindgen", &tools.shell.command("wasm-bindgen", bindgen))?;
    let named = format!("{folder}/{wasm}_bg.wasm");
    let optimise = WASM_OPT.into_iter().chain(["-g", "-o", &named, &named]);
    run("wasm-opt", &tools.shell.command("wasm-opt", optimise))?;

    let code = fs::read(&named).map_err(|error| TaskError::file(&named, error))?;
    let parts = parts::read(&code).map_err(|error| TaskError::file(&named, error))?;
    let mut crates: BTreeMap<&str, usize> = BTreeMap::new();
    for part in &parts {
        *crates.entry(parts::crate_of(&part.name)).or_default() += part.bytes;
    }
    table(
        "by crate",
        crates.into_iter().map(|(name, bytes)| (bytes, name)).collect(),
    );
    table(
        "by function",
        parts.iter().map(|part| (part.bytes, part.name.as_str())).collect(),
    );
    for section in parts::sections(&code).map_err(|error| TaskError::file(&named, error))? {
        let packed = compressed::brotli(section.content).map_err(|error| TaskError::file(&named, error))?;
        report::result(&format!(
            "{:<8} {:>7} bytes, {:>6} of them on the wire",
            section.name,
            section.content.len(),
            packed.len()
        ));
    }
    Ok(())
}

/// Prints the heaviest lines.
fn table(heading: &str, mut lines: Vec<(usize, &str)>) {
    lines.sort_unstable_by(|one, other| other.cmp(one));
    report::result(heading);
    for (bytes, name) in lines.into_iter().take(LINES) {
        report::note(&format!("{bytes:>8}  {name}"));
    }
}
