//! Minifies the site further than Trunk does: short names between a wasm and its glue, scripts without comments, one
//! style sheet, and everything compressed beside itself.

mod build_number;
pub mod compressed;
mod import_names;
mod styles;

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use crate::error::TaskError;
use crate::files::files;
use crate::project::Project;
use crate::shell::run;
use crate::site_profile::SiteProfile;
use crate::tools::SiteTools;

/// These files, for the site's fingerprint: a change of the build is a change of the site.
pub const SOURCE: [&str; 6] = [
    include_str!("build_number.rs"),
    include_str!("mod.rs"),
    include_str!("compressed.rs"),
    include_str!("import_names.rs"),
    include_str!("styles.rs"),
    include_str!("minify.mjs"),
];

/// Flags of wasm-opt. Rust's stack begins below all data and grows down towards address 0, so nothing is ever stored in
/// the first kilobyte, which allows folding additions into addresses. Outlining and inlining anew makes the code
/// compress better, by one percent. So do, by another: functions in the order of their names, which brings alike ones side by side;
/// no hints of alignment, which engines pass over; and two passes left out that make code shorter but less regular. Nothing reads the two
/// removed custom sections, and nobody calls the exports, which are those of a library that Leptos links.
pub const WASM_OPT: [&str; 13] = [
    "--skip-pass=merge-locals",
    "--skip-pass=local-cse",
    "--remove-exports=*intounderlying*",
    "-Oz",
    "--flatten",
    "--rereloop",
    "-Oz",
    "-Oz",
    "--dealign",
    "--reorder-functions-by-name",
    "--low-memory-unused",
    "--strip-producers",
    "--strip-target-features",
];

/// Makes the built site smaller, as far as the tools are there.
pub fn minify(project: &Project, tools: &SiteTools) -> Result<(), TaskError> {
    let site = project.site();
    styles::join(&site)?;
    let made = files(&site)?;
    if tools.wasm_opt {
        for wasm in made.iter().filter(|file| has(file, "wasm")) {
            if let Some(glue) = glue_of(wasm, &made) {
                import_names::shorten(wasm, glue, &tools.shell)?;
            }
        }
    }
    // The names of the app's files contain hashes.
    for wasm in made
        .iter()
        .filter(|file| has(file, "wasm") && file.starts_with(project.site().join("embed")))
    {
        if let Some(glue) = glue_of(wasm, &made) {
            build_number::mark(wasm, glue)?;
        }
    }
    if let Some(terser) = &tools.terser {
        let script = project.root.join("xtask/src/minify/minify.mjs");
        let mut arguments = vec![script.display().to_string(), terser.display().to_string()];
        arguments.extend(
            made.iter()
                .filter(|file| has(file, "js"))
                .map(|file| file.display().to_string()),
        );
        let node = tools.shell.command("node", arguments.iter().map(String::as_str));
        run("terser", &node)?;
    }
    match tools.profile {
        SiteProfile::Quick => Ok(()),
        SiteProfile::Small => compressed::write(&made),
    }
}

fn has(file: &Path, extension: &str) -> bool {
    file.extension().is_some_and(|found| found == extension)
}

/// The glue of a wasm among `files`: `a.js` for `a_bg.wasm`, and with Trunk's content hashes `a-0123456789abcdef.js`
/// for `a-fedcba9876543210_bg.wasm`.
fn glue_of<'a>(wasm: &Path, files: &'a [PathBuf]) -> Option<&'a PathBuf> {
    let name = unnumbered(wasm.file_stem()?.to_str()?.strip_suffix("_bg")?);
    files.iter().filter(|file| has(file, "js")).find(|file| {
        let stem = file.file_stem().and_then(OsStr::to_str);
        file.parent() == wasm.parent() && stem.is_some_and(|stem| unnumbered(stem) == name)
    })
}

fn unnumbered(stem: &str) -> &str {
    match stem.rsplit_once('-') {
        // Trunk's hash has sixteen digits without leading zeros.
        Some((name, number))
            if (8..=16).contains(&number.len()) && number.bytes().all(|byte| byte.is_ascii_hexdigit()) =>
        {
            name
        }
        _ => stem,
    }
}

#[cfg(test)]
mod tests {
    use std::path::{Path, PathBuf};

    use super::glue_of;

    #[test]
    fn the_glue_of_a_wasm_is_found() {
        let files = [
            "app-123456789abcdef.js",
            "embed/element/player.js",
            "embed/module-wasm.js",
            "module-wasm.js",
        ];
        let files = files.map(PathBuf::from);
        let found = |wasm: &str| glue_of(Path::new(wasm), &files).map(|glue| glue.display().to_string());
        assert_eq!(
            found("app-fedcba9876543210_bg.wasm").as_deref(),
            Some("app-123456789abcdef.js")
        );
        assert_eq!(
            found("embed/module-wasm_bg.wasm").as_deref(),
            Some("embed/module-wasm.js")
        );
        assert_eq!(found("embed/element_bg.wasm"), None);
        assert_eq!(found("embed/module-wasm.wasm"), None);
    }
}
