//! Bundles scripts of the site with the modules that only they use, so that a source file can hold one idea and a page still loads one
//! file: no further request, and one dictionary for the compression. The worker must be one file, since bundlers copy a script that is named by
//! an address as it is.
//!
//! A bundler would do as well, and more. But those for Node are no help to `cargo xtask run`, which needs no Node, and those that are crates take
//! minutes to compile. The modules that are joined are our own and keep to a form that is checked here: imports and exports by their names, each
//! on a line of its own, and no name twice.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::error::TaskError;
use crate::project::Project;

/// This file, for the site's fingerprint: a change of the build is a change of the site.
pub const SOURCE: &str = include_str!("bundle.rs");

/// The scripts, each with the folder whose modules it takes in. Nothing else imports those.
const JOINED: [(&str, &str); 8] = [
    ("boot.js", "app/boot"),
    ("embed/element.js", "embed/element/first"),
    ("embed/element/player.js", "embed/element/player"),
    ("embed/extra/chroma-key.js", "embed/extra/chroma-key/renderers"),
    ("embed/page/worker.js", "embed/page/worker"),
    ("embed/session/session.js", "embed/session/life"),
    ("embed/session/options.js", "embed/session/options"),
    ("embed/session/service.js", "embed/session/service"),
];

/// Modules of which a script takes a copy, because it must be one file. Others import them, too.
const COPIED: [&str; 1] = ["embed/page/sample-rate.js"];

/// Joins the scripts of the built site, and removes what was taken in.
pub fn write(project: &Project) -> Result<(), TaskError> {
    let site = project.site();
    for (script, folder) in JOINED {
        let read = |name: &str| read(&site, name);
        let (text, taken) = Joiner::new(script, folder, &read).join()?;
        let target = site.join(script);
        fs::write(&target, text).map_err(|error| TaskError::file(&target, error))?;
        for name in taken.iter().filter(|name| Path::new(name).starts_with(folder)) {
            let path = site.join(name);
            fs::remove_file(&path).map_err(|error| TaskError::file(&path, error))?;
        }
        let folder = site.join(folder);
        // Fails where a module is left that nothing imports.
        fs::remove_dir(&folder).map_err(|error| TaskError::file(&folder, error))?;
    }
    Ok(())
}

fn read(site: &Path, name: &str) -> Result<String, TaskError> {
    let path = site.join(name);
    fs::read_to_string(&path).map_err(|error| TaskError::file(&path, error))
}

type Read<'a> = dyn Fn(&str) -> Result<String, TaskError> + 'a;

/// One script that is being joined. Paths are those inside the site, with slashes.
struct Joiner<'a> {
    script: &'a str,
    folder: &'a str,
    read: &'a Read<'a>,
    /// The names that are imported from other files, by their addresses as seen from the script.
    imports: BTreeMap<String, Vec<String>>,
    body: String,
    /// The modules that were taken in, and those whose imports are being looked at.
    taken: Vec<String>,
    open: Vec<String>,
    /// The module that declares each name.
    names: BTreeMap<String, String>,
}

impl<'a> Joiner<'a> {
    fn new(script: &'a str, folder: &'a str, read: &'a Read<'a>) -> Self {
        Self {
            script,
            folder,
            read,
            imports: BTreeMap::new(),
            body: String::new(),
            taken: Vec::new(),
            open: Vec::new(),
            names: BTreeMap::new(),
        }
    }

    /// The joined script, and the modules in it.
    fn join(mut self) -> Result<(String, Vec<String>), TaskError> {
        self.take(self.script)?;
        if let Some((name, module)) = self.names.iter().find(|(name, _)| self.is_imported(name)) {
            return Err(TaskError::file(module, format!("{name} is imported, too")));
        }
        let mut text = String::new();
        for (address, names) in &self.imports {
            let clause = if names.is_empty() {
                String::new()
            } else {
                format!("{{ {} }} from ", names.join(", "))
            };
            text.push_str(&format!("import {clause}'{address}';\n"));
        }
        Ok((text + &self.body, self.taken))
    }

    fn is_imported(&self, name: &str) -> bool {
        self.imports.values().flatten().any(|imported| imported == name)
    }

    /// Appends a module, after those that it imports.
    fn take(&mut self, module: &str) -> Result<(), TaskError> {
        let wrong = |reason: &str| TaskError::file(module, reason);
        if self.open.iter().any(|open| open == module) {
            return Err(wrong("it imports itself by way of others"));
        }
        if self.taken.iter().any(|taken| taken == module) {
            return Ok(());
        }
        let is_script = module == self.script;
        let text = (self.read)(module)?;
        if !is_script && text.contains("import.meta") {
            return Err(wrong("its address is another one once it is joined"));
        }
        self.open.push(module.to_owned());
        let mut own = String::new();
        for line in text.lines() {
            if line.starts_with("import ") {
                let (names, address) = import(line).ok_or_else(|| wrong("an import that is not read here"))?;
                let target = resolved(module, address);
                if Path::new(&target).starts_with(self.folder) || COPIED.contains(&target.as_str()) {
                    self.take(&target)?;
                    continue;
                }
                let known = self.imports.entry(relative(self.script, &target)).or_default();
                for name in names {
                    if !known.iter().any(|known| known == name) {
                        known.push(name.to_owned());
                    }
                }
                continue;
            }
            if let Some(names) = self.re_export(module, line)? {
                own.push_str(&names);
                continue;
            }
            let line = self.with_addresses(module, line);
            let exported = line.strip_prefix("export ");
            if let Some(name) = declared(exported.unwrap_or(&line))
                && let Some(other) = self.names.insert(name.to_owned(), module.to_owned())
            {
                return Err(wrong(&format!("{name} is declared in {other}, too")));
            }
            if exported.is_some_and(|rest| rest.starts_with(['{', '*']) || rest.starts_with("default")) && !is_script {
                return Err(wrong("an export without a declaration"));
            }
            own.push_str(if is_script { &line } else { exported.unwrap_or(&line) });
            own.push('\n');
        }
        self.open.pop();
        self.body.push_str(&own);
        if !is_script {
            self.taken.push(module.to_owned());
        }
        Ok(())
    }

    /// The export, by the names alone, in place of a line of the script that re-exports from its folder; none where it is another line.
    fn re_export(&mut self, module: &str, line: &str) -> Result<Option<String>, TaskError> {
        let Some((names, address)) = line.strip_prefix("export ").and_then(clause) else {
            return Ok(None);
        };
        let target = resolved(module, address);
        if module != self.script || !Path::new(&target).starts_with(self.folder) {
            return Ok(None);
        }
        self.take(&target)?;
        Ok(Some(format!("export {{ {} }};\n", names.join(", "))))
    }

    /// A line whose dynamic imports are written as seen from the script.
    fn with_addresses(&self, module: &str, line: &str) -> String {
        let mut parts = line.split("import('");
        let mut whole = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            let (address, rest) = part.split_once('\'').unwrap_or((part, ""));
            let seen = relative(self.script, &resolved(module, address));
            whole.push_str(&format!("import('{seen}'{rest}"));
        }
        whole
    }
}

/// The names and the address of a static import on one line; no names where it is imported for its effect.
fn import(line: &str) -> Option<(Vec<&str>, &str)> {
    let rest = line.strip_prefix("import ")?;
    let effect = rest.strip_prefix('\'').and_then(|rest| rest.strip_suffix("';"));
    effect.map(|address| (Vec::new(), address)).or_else(|| clause(rest))
}

/// The names and the address of `{ a, b } from './c.js';`.
fn clause(text: &str) -> Option<(Vec<&str>, &str)> {
    let (names, address) = text.strip_prefix("{ ")?.strip_suffix("';")?.split_once(" } from '")?;
    let names: Vec<&str> = names.split(", ").collect();
    // A name that is changed would be another one in each file.
    (!names.iter().any(|name| name.contains(' '))).then_some((names, address))
}

/// The name that a line at the left edge declares.
fn declared(line: &str) -> Option<&str> {
    let rest = line.strip_prefix("async ").unwrap_or(line);
    let (kind, rest) = rest.split_once(' ')?;
    if !["const", "let", "class", "function", "function*"].contains(&kind) {
        return None;
    }
    let end = rest.find(|letter: char| !letter.is_alphanumeric() && letter != '_' && letter != '$');
    Some(&rest[..end.unwrap_or(rest.len())]).filter(|name| !name.is_empty())
}

/// The path that an address in a module names.
fn resolved(module: &str, address: &str) -> String {
    let mut parts: Vec<&str> = module.split('/').collect();
    parts.pop();
    for part in address.split('/') {
        match part {
            "." => {}
            ".." => {
                parts.pop();
            }
            _ => parts.push(part),
        }
    }
    parts.join("/")
}

/// The address of a path as seen from a script.
fn relative(script: &str, target: &str) -> String {
    let from: Vec<&str> = script.split('/').collect();
    let to: Vec<&str> = target.split('/').collect();
    let folders = from.len() - 1;
    let common = (0..folders.min(to.len() - 1))
        .take_while(|&at| from[at] == to[at])
        .count();
    let up = folders - common;
    let start = if up == 0 { "./".to_owned() } else { "../".repeat(up) };
    start + &to[common..].join("/")
}

#[cfg(test)]
mod tests {
    use super::{Joiner, TaskError, relative, resolved};

    fn joined(files: &[(&str, &str)]) -> Result<(String, Vec<String>), TaskError> {
        let read = |name: &str| {
            let found = files.iter().find(|(path, _)| *path == name);
            found
                .map(|(_, text)| (*text).to_owned())
                .ok_or_else(|| TaskError::file(name, "not there"))
        };
        Joiner::new("s/s.js", "s/in", &read).join()
    }

    #[test]
    fn a_script_takes_in_its_folder_and_imports_the_rest_once() {
        let (text, taken) = joined(&[
            (
                "s/s.js",
                "// One.\nimport { a } from './in/a.js';\nimport { b } from './in/b.js';\nimport { x } from './x.js';\n\
                 export { b } from './in/b.js';\nexport { y } from './y.js';\nexport class S {}\na(b, x);\n",
            ),
            (
                "s/in/a.js",
                "import { b } from './b.js';\nimport { x, y } from '../x.js';\nimport '../../e.js';\nexport const a = () => b(x, y);\n",
            ),
            (
                "s/in/b.js",
                "export async function b() {\n  return import('../../extra/z.js');\n}\n",
            ),
        ])
        .unwrap();
        assert_eq!(
            text,
            "import '../e.js';\nimport { x, y } from './x.js';\nasync function b() {\n  return import('../extra/z.js');\n}\n\
            const a = () => b(x, y);\n// One.\nexport { b };\nexport { y } from './y.js';\nexport class S {}\na(b, x);\n"
        );
        assert_eq!(taken, ["s/in/b.js", "s/in/a.js"]);
    }

    #[test]
    fn a_module_that_others_import_is_copied_into_the_script() {
        let (text, taken) = joined(&[
            ("s/s.js", "import { a } from './in/a.js';\na();\n"),
            (
                "s/in/a.js",
                "import { RATE } from '../../embed/page/sample-rate.js';\nexport const a = () => RATE;\n",
            ),
            ("embed/page/sample-rate.js", "export const RATE = 24_000;\n"),
        ])
        .unwrap();
        assert_eq!(text, "const RATE = 24_000;\nconst a = () => RATE;\na();\n");
        assert_eq!(taken, ["embed/page/sample-rate.js", "s/in/a.js"]);
    }

    #[test]
    fn whatever_would_not_be_the_same_once_joined_is_refused() {
        let script = "import { a } from './in/a.js';\nconst mine = a;\n";
        for (module, reason) in [
            ("export const a = 1;\nconst mine = 2;\n", "declared in s/in/a.js, too"),
            (
                "import { mine } from '../x.js';\nexport const a = mine;\n",
                "imported, too",
            ),
            ("export const a = import.meta.url;\n", "address"),
            ("import { mine as a } from '../x.js';\n", "import that is not read"),
            ("import a from '../x.js';\n", "import that is not read"),
            ("import {\n  a,\n} from '../x.js';\n", "import that is not read"),
            ("const a = 1;\nexport { a };\n", "without a declaration"),
            ("export default 1;\n", "without a declaration"),
            ("import { a } from './a.js';\n", "itself"),
        ] {
            let refusal = joined(&[("s/s.js", script), ("s/in/a.js", module)]).unwrap_err();
            assert!(refusal.to_string().contains(reason), "{module}: {refusal}");
        }
    }

    #[test]
    fn addresses_are_those_that_the_script_sees() {
        assert_eq!(
            resolved("session/life/start.js", "../../extra/page-service.js"),
            "extra/page-service.js"
        );
        assert_eq!(
            relative("session/session.js", "extra/page-service.js"),
            "../extra/page-service.js"
        );
        assert_eq!(relative("element.js", "element/player.js"), "./element/player.js");
        assert_eq!(relative("session/session.js", "session/wasm.js"), "./wasm.js");
    }
}
