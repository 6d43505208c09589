//! The order of the crate's modules, as `src/lib.rs` tells it.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// The modules, from the top down.
const MODULES: [&str; 20] = [
    "server",
    "connections",
    "admin",
    "records",
    "http",
    "cluster",
    "peer",
    "sessions",
    "talk",
    "avatars",
    "voices",
    "hearing",
    "synthesis",
    "media",
    "keys",
    "load",
    "metrics",
    "traces",
    "refusal",
    "options",
];

/// The source of a module: its file and its folder.
fn source(module: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut source = fs::read_to_string(folder.join(format!("{module}.rs"))).unwrap_or_default();
    let mut folders = vec![folder.join(module)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).into_iter().flatten() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                source += &fs::read_to_string(path).unwrap();
            }
        }
    }
    source
}

#[test]
fn each_module_uses_only_those_below_it() {
    for (place, module) in MODULES.iter().enumerate() {
        let source = source(module);
        assert!(!source.is_empty(), "there is no module {module}");
        let used: BTreeSet<&str> = source
            .split("crate::")
            .skip(1)
            .filter_map(|rest| {
                rest.split(|letter: char| !letter.is_alphanumeric() && letter != '_')
                    .next()
            })
            .collect();
        for other in used {
            let below = MODULES.iter().position(|name| *name == other);
            let below =
                below.unwrap_or_else(|| panic!("{module} uses `crate::{other}`, which is no module of the list"));
            assert!(below >= place, "{module} uses {other}, which is above it");
        }
    }
}
