//! `wasm-opt`, from npm's `binaryen`. The site builds without it too, only bigger.

use std::fs;

use crate::error::TaskError;
use crate::project::Project;
use crate::report;
use crate::shell::Shell;
use crate::tools::cache;
use crate::tools::npm::npm;

/// The Binaryen that is installed. An older one may not know the instructions today's Rust emits.
const BINARYEN: u32 = 132;

/// Puts `wasm-opt` on the shell's PATH. `false`, and a word to the user, where it cannot be had.
pub fn wasm_opt(project: &Project, shell: &mut Shell) -> bool {
    if shell
        .version_of("wasm-opt")
        .and_then(|text| version_in(&text))
        .is_some_and(|version| version >= BINARYEN)
    {
        return true;
    }
    let folder = project.tools.join(format!("binaryen-{BINARYEN}"));
    let programs = folder.join("node_modules").join(".bin");
    let program = programs.join("wasm-opt");
    if !program.exists() {
        if !shell.has("npm") {
            report::note(
                "There is no npm to get wasm-opt with: the site is built without it and gets some 15 % bigger.",
            );
            return false;
        }
        report::step(&format!(
            "Installing binaryen {BINARYEN} (wasm-opt) into {}: some seconds, once.",
            folder.display()
        ));
        let installed = cache::fill(&folder, |place| {
            // Without a package.json npm may take a folder further up for its own.
            let manifest = place.join("package.json");
            fs::write(&manifest, "{\"private\":true}\n").map_err(|error| TaskError::file(&manifest, error))?;
            npm(shell, place, &["install", &format!("binaryen@{BINARYEN}.0.0")])
        });
        if let Err(error) = installed {
            report::note(&format!(
                "{error} The site is built without wasm-opt and gets some 15 % bigger."
            ));
            return false;
        }
    }
    shell.prefer(programs);
    true
}

/// The number in `wasm-opt version 132 (version_132)`.
fn version_in(text: &str) -> Option<u32> {
    text.split_whitespace().nth(2)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::version_in;

    #[test]
    fn the_version_is_read_from_what_wasm_opt_prints() {
        assert_eq!(version_in("wasm-opt version 132 (version_132)"), Some(132));
        assert_eq!(version_in("wasm-opt version 108"), Some(108));
        assert_eq!(version_in("something else"), None);
    }
}
