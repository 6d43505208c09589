//! Shortens the import and export names between a wasm and its glue. wasm-bindgen puts a hash into each name, which
//! does not compress: two and a half kilobytes in either file.

use std::collections::HashMap;
use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::error::TaskError;
use crate::minify::WASM_OPT;
use crate::shell::Shell;

/// Replaces imports and exports of `wasm` by names of a letter or two, in the wasm and in `glue`.
pub fn shorten(wasm: &Path, glue: &Path, shell: &Shell) -> Result<(), TaskError> {
    let text = fs::read_to_string(glue).map_err(|error| TaskError::file(glue, error))?;
    let shortened = wasm.with_extension("short");
    let (from, to) = (wasm.display().to_string(), shortened.display().to_string());
    // wasm-opt prints the renaming as JSON.
    let arguments = [from.as_str()].into_iter().chain(WASM_OPT).chain([
        "--minify-imports-and-exports-and-modules",
        "-o",
        to.as_str(),
    ]);
    let renamed = shell
        .command("wasm-opt", arguments)
        .read()
        .map_err(|reason| TaskError::NotStarted {
            program: "wasm-opt".to_owned(),
            reason: reason.to_string(),
        })?;
    let unreadable = || TaskError::file(wasm, "wasm-opt did not say what it renamed");
    let names = Names::read(&renamed).ok_or_else(unreadable)?;
    let short = names.put_into(&text).ok_or_else(|| {
        TaskError::file(
            glue,
            "it does not import and export what its wasm does; wasm-bindgen may write it in another way now",
        )
    })?;
    fs::write(glue, short).map_err(|error| TaskError::file(glue, error))?;
    fs::rename(&shortened, wasm).map_err(|error| TaskError::file(wasm, error))
}

/// The new names, by the old ones.
#[derive(Default)]
struct Names {
    modules: Vec<String>,
    imports: HashMap<String, String>,
    exports: HashMap<String, String>,
}

/// wasm-opt's name for the single module of all imports.
const MODULE: &str = "a";

impl Names {
    /// Parses wasm-opt's output: `{"imports": [[module, name, short], …], "exports": [[name, short], …]}`.
    fn read(printed: &str) -> Option<Self> {
        let printed: Value = serde_json::from_str(printed).ok()?;
        let mut names = Self::default();
        for import in printed.get("imports")?.as_array()? {
            let part = |index: usize| import.get(index)?.as_str().map(str::to_owned);
            let module = part(0)?;
            if !names.modules.contains(&module) {
                names.modules.push(module);
            }
            names.imports.insert(part(1)?, part(2)?);
        }
        for export in printed.get("exports")?.as_array()? {
            let part = |index: usize| export.get(index)?.as_str().map(str::to_owned);
            names.exports.insert(part(0)?, part(1)?);
        }
        Some(names)
    }

    /// The glue with the new names, or `None` if it does not provide every import once, under its old name.
    fn put_into(&self, glue: &str) -> Option<String> {
        let [module] = self.modules.as_slice() else { return None };
        let quoted = format!("\"{module}\"");
        if glue.matches(&quoted).count() != 1 {
            return None;
        }
        let glue = glue.replace(&quoted, MODULE);
        let mut provided = 0;
        let mut short = String::with_capacity(glue.len());
        for piece in pieces(&glue) {
            let import = self.imports.get(piece).filter(|_| piece.starts_with("__wb"));
            let export = self.exports.get(piece).filter(|_| short.ends_with("wasm."));
            provided += usize::from(import.is_some());
            short.push_str(import.or(export).map_or(piece, String::as_str));
        }
        (provided == self.imports.len()).then_some(short)
    }
}

/// A text cut into identifiers and the text between them.
fn pieces(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let first = rest.chars().next()?;
        let length = rest
            .find(|letter: char| named(letter) != named(first))
            .unwrap_or(rest.len());
        let (piece, after) = rest.split_at(length);
        rest = after;
        Some(piece)
    })
}

/// Whether a letter may stand in an identifier.
fn named(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_' || letter == '$'
}

#[cfg(test)]
mod tests {
    use super::Names;

    const PRINTED: &str = r#"{"imports":[["./m_bg.js","__wbg_now_1f","a"],["./m_bg.js","__wbg_new_2e","b"]],
        "exports":[["memory","c"],["session_new","d"]]}"#;

    #[test]
    fn both_sides_are_renamed_and_nothing_else() {
        let glue = r#"{"./m_bg.js":{__wbg_now_1f:()=>now(),__wbg_new_2e:memory=>new memory.session_new}};wasm.session_new(wasm.memory)"#;
        let wanted = "{a:{a:()=>now(),b:memory=>new memory.session_new}};wasm.d(wasm.c)";
        assert_eq!(Names::read(PRINTED).unwrap().put_into(glue).as_deref(), Some(wanted));
    }

    #[test]
    fn glue_that_lacks_an_import_is_refused() {
        let names = Names::read(PRINTED).unwrap();
        assert_eq!(names.put_into(r#"{"./m_bg.js":{__wbg_now_1f:()=>now()}}"#), None);
        assert_eq!(names.put_into("{}"), None);
        assert!(Names::read("nothing of the kind").is_none());
    }
}
