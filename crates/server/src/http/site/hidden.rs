//! Hidden files of the site's folder (dotfiles, symbolic links), which visitors do not get.

use std::path::Path;

use percent_encoding::percent_decode_str;

/// Beside a file, these are its compressed forms.
const COMPRESSED: [&str; 2] = ["br", "gz"];

/// Whether a path must not be served: it leads through a link or a file whose name begins with a dot, or is not written as a browser
/// writes a path. Takes as long as the disk takes.
pub fn is_hidden(directory: &Path, path: &str) -> bool {
    let Ok(path) = percent_decode_str(path).decode_utf8() else {
        return true;
    };
    let Some(path) = path.strip_prefix('/') else {
        return true;
    };
    let path = path.strip_suffix('/').unwrap_or(path);
    if path.contains(['\\', '\0', ':']) {
        return true;
    }
    let mut file = directory.to_owned();
    for name in path.split('/') {
        // Two slashes at the beginning would be taken for the name of a host where the path is redirected to.
        if name.starts_with('.') || name.is_empty() && !path.is_empty() {
            return true;
        }
        file.push(name);
        if is_link(&file) {
            return true;
        }
    }
    // The file that is served at the path of a folder.
    if file.is_dir() {
        file.push("index.html");
    }
    let compressed = COMPRESSED.iter().any(|extension| {
        let mut name = file.clone().into_os_string();
        name.push(".");
        name.push(extension);
        is_link(Path::new(&name))
    });
    compressed || is_link(&file)
}

/// Whether there is a symbolic link at this very place. The folder of the site itself may be one.
fn is_link(path: &Path) -> bool {
    path.symlink_metadata().is_ok_and(|found| found.is_symlink())
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::symlink;

    use super::*;

    #[test]
    fn links_and_dotfiles_are_hidden() {
        let (site, elsewhere) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let (site, elsewhere) = (site.path(), elsewhere.path());
        for (folder, name) in [
            (site, "index.html"),
            (site, "a.js"),
            (site, ".env"),
            (elsewhere, "secret"),
        ] {
            std::fs::write(folder.join(name), "x").unwrap();
        }
        for folder in ["embed", ".git", "linked-index"] {
            std::fs::create_dir(site.join(folder)).unwrap();
        }
        std::fs::write(site.join("embed/b.js"), "x").unwrap();
        symlink(elsewhere, site.join("folder")).unwrap();
        symlink(elsewhere.join("secret"), site.join("c.js")).unwrap();
        symlink(elsewhere.join("secret"), site.join("embed/b.js.br")).unwrap();
        symlink(elsewhere.join("secret"), site.join("linked-index/index.html")).unwrap();
        for shown in ["/", "/index.html", "/a.js", "/embed/", "/embed", "/none", "/%61.js"] {
            assert!(!is_hidden(site, shown), "{shown}");
        }
        for hidden in [
            "/.env",
            "/%2eenv",
            "/.git/config",
            "/embed/../.env",
            "/c.js",
            "/folder/secret",
            "/folder",
            "/embed/b.js",
            "/linked-index/",
            "//a.js",
            "/embed//b.js",
            "//evil.example/",
            "/%ff",
            "/a%00.js",
            "/..%5c.env",
            "a.js",
            "/C:/a",
        ] {
            assert!(is_hidden(site, hidden), "{hidden}");
        }
        let alias = elsewhere.join("current");
        symlink(site, &alias).unwrap();
        assert!(!is_hidden(&alias, "/a.js"), "the site's folder itself may be a link");
    }
}
