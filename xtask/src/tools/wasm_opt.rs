//! `wasm-opt`, from npm's `binaryen`. It is optional and makes the site smaller.

use crate::project::Project;
use crate::shell::Shell;
use crate::tools::npm_tool::NpmTool;

/// The version of Binaryen. An older one may not know the instructions that today's Rust emits.
const BINARYEN: u32 = 132;
const PACKAGE: NpmTool = NpmTool {
    package: "binaryen",
    version: "132.0.0",
    without: "The site is built without wasm-opt and gets some 20 % bigger.",
};

/// Puts `wasm-opt` on the shell's PATH. Where it cannot be installed, a message to the user and `false`.
pub fn wasm_opt(project: &Project, shell: &mut Shell) -> bool {
    if shell
        .version_of("wasm-opt")
        .and_then(|text| version_in(&text))
        .is_some_and(|version| version >= BINARYEN)
    {
        return true;
    }
    match PACKAGE.provide(project, shell) {
        Some(folder) => {
            shell.prefer(folder.join("node_modules").join(".bin"));
            true
        }
        None => false,
    }
}

/// The number in `wasm-opt version 132 (version_132)`.
fn version_in(text: &str) -> Option<u32> {
    text.split_whitespace().nth(2)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::version_in;

    #[test]
    fn the_version_is_read_from_the_output() {
        assert_eq!(version_in("wasm-opt version 132 (version_132)"), Some(132));
        assert_eq!(version_in("wasm-opt version 108"), Some(108));
        assert_eq!(version_in("something else"), None);
    }
}
