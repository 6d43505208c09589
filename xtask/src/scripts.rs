//! Converts style sheets and shaders of the embed bundle into JavaScript modules, and copies its types.
//!
//! Every bundler resolves an imported script. A small fetched file is left behind by some bundlers, and turned into a
//! `data:` address by others, which a strict content security policy forbids.

use std::fmt::Write as _;
use std::fs;

use crate::error::TaskError;
use crate::project::Project;

/// This file, for the site's fingerprint: a change of the build is a change of the site.
pub const SOURCE: &str = include_str!("scripts.rs");

/// A generated script: its name in the bundle, and each text in it by the constant's name and the paths of its sources, in their order.
struct Script {
    name: &'static str,
    texts: [(&'static str, &'static [&'static str]); 2],
    /// The comment delimiters.
    comment: (&'static str, &'static str),
}

const SCRIPTS: [Script; 2] = [
    Script {
        name: "element/style.js",
        texts: [
            ("TOKENS", &["style/tokens.css"]),
            (
                "ELEMENT",
                &[
                    "style/element/player.css",
                    "style/element/stage.css",
                    "style/element/overlay.css",
                    "style/element/transcript.css",
                    "style/element/cards.css",
                    "style/element/connection-test.css",
                    "style/element/composer.css",
                    "style/element/controls.css",
                    "style/element/adaptation.css",
                    "style/forced-colors.css",
                ],
            ),
        ],
        comment: ("/*", "*/"),
    },
    Script {
        name: "extra/chroma-key/shaders.js",
        texts: [
            ("VERTEX", &["web/embed/extra/chroma-key/chroma-key.vert"]),
            ("FRAGMENT", &["web/embed/extra/chroma-key/chroma-key.frag"]),
        ],
        comment: ("//", "\n"),
    },
];

/// The type declarations of the package.
const TYPES: [&str; 5] = [
    "module.d.ts",
    "element.d.ts",
    "frame.d.ts",
    "jsx.d.ts",
    "background.d.ts",
];

/// Writes the scripts into the built site, in the place of their sources.
pub fn write(project: &Project) -> Result<(), TaskError> {
    let bundle = project.site().join("embed");
    for script in &SCRIPTS {
        let mut code = String::new();
        for (constant, paths) in script.texts {
            let mut text = String::new();
            for path in paths {
                let source = project.root.join(path);
                text += &fs::read_to_string(&source).map_err(|error| TaskError::file(&source, error))?;
            }
            let quoted = serde_json::Value::from(plain(&text, script.comment));
            // A JSON string is a JavaScript string, too. Writing to a `String` cannot fail.
            let _ = writeln!(code, "export const {constant} = {quoted};");
        }
        let target = bundle.join(script.name);
        fs::write(&target, code).map_err(|error| TaskError::file(&target, error))?;
    }
    // The declarations have a folder of their own in the sources, because a declaration beside a script would keep the
    // compiler from checking the script.
    for name in TYPES {
        let (source, target) = (project.root.join("web/types").join(name), bundle.join(name));
        fs::copy(&source, &target).map_err(|error| TaskError::file(&source, error))?;
    }
    // Trunk copies the whole folder, including the sources.
    for copied in ["chroma-key.vert", "chroma-key.frag"] {
        let path = bundle.join("extra/chroma-key").join(copied);
        fs::remove_file(&path).map_err(|error| TaskError::file(&path, error))?;
    }
    Ok(())
}

/// A text without comments, indentation and empty lines. Our styles and shaders have no comment delimiter within a
/// string.
fn plain(text: &str, (begin, end): (&str, &str)) -> String {
    let mut rest = text;
    let mut kept = String::with_capacity(text.len());
    while let Some((before, after)) = rest.split_once(begin) {
        kept.push_str(before);
        // Line breaks are kept.
        kept.push('\n');
        rest = after.split_once(end).map_or("", |(_, after)| after);
    }
    kept.push_str(rest);
    let lines = kept.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{SCRIPTS, plain};

    #[test]
    fn comments_and_indentation_are_left_out_and_nothing_else() {
        let css = "/* One. */\n.a {\n  color: red; /* Two,\n  lines. */\n\n  margin: 0;\n}\n";
        assert_eq!(plain(css, ("/*", "*/")), ".a {\ncolor: red;\nmargin: 0;\n}");
        let shader = "#version 300 es\n// One.\nvoid main() {} // Two.\nint a;\n// Three.";
        assert_eq!(plain(shader, ("//", "\n")), "#version 300 es\nvoid main() {}\nint a;");
    }

    #[test]
    fn no_source_has_a_comment_within_a_string() {
        for script in &SCRIPTS {
            for path in script.texts.iter().flat_map(|(_, paths)| *paths) {
                let text =
                    std::fs::read_to_string(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/..")).join(path)).unwrap();
                let left = plain(&text, script.comment);
                assert!(!left.contains(script.comment.0) && !left.contains("*/"), "{path}");
                assert!(
                    !left.contains("url("),
                    "{path} names a file that would not be found from a script"
                );
                assert!(left.starts_with("#version") || left.contains('{'), "{path}");
            }
        }
    }
}
