//! Writes the site's service worker with its list of cached files and the build number.

use std::collections::hash_map::DefaultHasher;
use std::fs;
use std::hash::{Hash as _, Hasher as _};
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

use crate::error::TaskError;
use crate::minify::compressed;
use crate::project::Project;

/// This file, for the site's fingerprint: a change of the build is a change of the site.
pub const SOURCE: &str = include_str!("offline.rs");

/// The worker's own source, and its name in the site.
const WORKER: &str = "web/offline.js";
const NAME: &str = "offline.js";
/// Where the voices are.
const VOICES: &str = "embed/page/voices/";
/// The page, cached under the address of its folder, because some hosts redirect from its name to that.
const PAGE: &str = "index.html";
/// The frame's page is not cached: its operator lists in it which pages may show it, and a change must apply at once.
const FRAME: &str = "embed/embed.html";

/// Writes the service worker into the built site. Returns the file.
pub fn write(project: &Project) -> Result<PathBuf, TaskError> {
    let source = project.root.join(WORKER);
    let text = fs::read_to_string(&source).map_err(|error| TaskError::file(&source, error))?;
    let site = project.site();
    let target = site.join(NAME);
    fs::write(&target, filled(&text, &site)?).map_err(|error| TaskError::file(&target, error))?;
    Ok(target)
}

/// The worker with the names of the site's files and the build number.
fn filled(text: &str, site: &Path) -> Result<String, TaskError> {
    let mut build = DefaultHasher::new();
    text.hash(&mut build);
    let (mut files, mut voices) = (vec![".".to_owned()], Vec::new());
    for entry in WalkDir::new(site).sort_by_file_name() {
        let entry = entry.map_err(|error| TaskError::file(site, error))?;
        let path = entry.path();
        let inside = path
            .strip_prefix(site)
            .unwrap_or(path)
            .to_string_lossy()
            .replace('\\', "/");
        if !entry.file_type().is_file() || !kept(&inside) || compressed::is_made(path) {
            continue;
        }
        let content = fs::read(path).map_err(|error| TaskError::file(path, error))?;
        (&inside, content).hash(&mut build);
        if inside == PAGE {
            continue;
        }
        if inside.starts_with(VOICES) {
            &mut voices
        } else {
            &mut files
        }
        .push(inside);
    }
    let number = format!("{:016x}", build.finish());
    let list = |names: Vec<String>| serde_json::Value::from(names).to_string();
    Ok(text
        .replacen("BUILD = \"\"", &format!("BUILD = \"{number}\""), 1)
        .replacen("FILES = []", &format!("FILES = {}", list(files)), 1)
        .replacen("VOICES = []", &format!("VOICES = {}", list(voices)), 1))
}

/// Whether a page of the app or of the gallery may need a file.
fn kept(inside: &str) -> bool {
    let extension = inside.rsplit_once('.').map(|(_, extension)| extension);
    let other = [NAME, FRAME].contains(&inside)
        // Files that tools leave there.
        || inside.split('/').any(|part| part.starts_with('.'))
        || inside.ends_with(".d.ts")
        || inside.starts_with("docs/");
    !other && !matches!(extension, Some("br" | "gz"))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::filled;

    const TEXT: &str = "const BUILD = \"\";\nconst FILES = [];\nconst VOICES = [];\n";

    #[test]
    fn the_worker_lists_its_files_and_each_build_has_its_own_number() {
        let site = std::env::temp_dir().join(format!("xtask-offline-{}", std::process::id()));
        let put = |name: &str, text: &str| {
            let path = site.join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        };
        for name in [
            "index.html",
            "app-1.js",
            "app-1.js.br",
            "app-1.js.gz",
            "offline.js",
            "docs/index.html",
            "embed/embed.html",
            ".trunk-lock",
            "embed/element.js",
            "embed/element.d.ts",
            "embed/page/voices/en-US.bin",
        ] {
            put(name, "one");
        }
        let first = filled(TEXT, &site).unwrap();
        assert!(
            first.contains(r#"FILES = [".","app-1.js","embed/element.js"];"#),
            "{first}"
        );
        assert!(
            first.contains(r#"VOICES = ["embed/page/voices/en-US.bin"];"#),
            "{first}"
        );
        assert_eq!(filled(TEXT, &site).unwrap(), first);
        put("docs/index.html", "two");
        put("offline.js", "two");
        assert_eq!(filled(TEXT, &site).unwrap(), first, "what it does not keep");
        put("index.html", "two");
        let second = filled(TEXT, &site).unwrap();
        assert_ne!(second, first);
        put("embed/element.js", "two");
        assert_ne!(filled(TEXT, &site).unwrap(), second);
        fs::remove_dir_all(&site).unwrap();
    }
}
