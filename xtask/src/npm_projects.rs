//! Builds the projects in `tests/projects` with the npm package, each by its own framework's tools.

use std::collections::hash_map::DefaultHasher;
use std::fs;
use std::hash::{Hash as _, Hasher as _};
use std::path::{Path, PathBuf};

use crate::error::TaskError;
use crate::files::copy;
use crate::package::{Package, assemble};
use crate::project::Project;
use crate::shell::run;
use crate::tools::{has_npm, npm};
use crate::{fingerprint, report};

/// The projects: a page without a framework, one for each of three frameworks, one that is rendered on a server first,
/// and one that every bundler builds. Each with the page that proves its build.
const PROJECTS: [(&str, &str); 6] = [
    ("plain", "dist/index.html"),
    ("react", "dist/index.html"),
    ("vue", "dist/index.html"),
    ("svelte", "dist/index.html"),
    ("next", "dist/index.html"),
    ("bundled", "dist/parcel/index.html"),
];

/// The build folder of the projects and their tools. It is outside the sources, because editors would index a hundred
/// megabytes of dependencies there.
fn place(project: &Project) -> PathBuf {
    project.target().join("projects")
}

/// Installs the package as npm does for its users, and builds each project. Returns the folder of the projects, or
/// `None` (with a message) without npm.
pub fn build(project: &Project) -> Result<Option<PathBuf>, TaskError> {
    let Some(folder) = install(project)? else {
        return Ok(None);
    };
    let package = assemble(project)?;
    let Some(archive) = package.archive.as_deref() else {
        return Ok(None);
    };
    let stamp = folder.join("built.stamp");
    let last = fs::read_to_string(&stamp).unwrap_or_default();
    if last == number_of(&package.folder, &folder)? {
        return Ok(Some(folder));
    }
    report::step(
        "Building pages from the npm package: without a framework, with React, Vue, Svelte and Next.js, and with Vite, webpack, esbuild, \
         Rollup and Parcel",
    );
    npm(
        &project.shell,
        &folder,
        &["install", "--no-save", &archive.to_string_lossy()],
    )?;
    check(project, &folder, &package.folder, archive)?;
    let script = |place: &Path, name: &str| {
        let place = place.to_string_lossy();
        let command = project
            .shell
            .command("npm", ["--prefix", &*place, "run", name, "--silent"]);
        // Turns off the telemetry of Next.js.
        command.env("NEXT_TELEMETRY_DISABLED", "1").stdout_to_stderr()
    };
    run(
        "importing every entry of the package without a page",
        &script(&folder, "entries"),
    )?;
    for (name, _) in PROJECTS {
        let command = script(&folder.join(name), "build");
        run(&format!("the build of the {name} project"), &command)?;
    }
    let now = number_of(&package.folder, &folder)?;
    fs::write(&stamp, now).map_err(|error| TaskError::file(&stamp, error))?;
    Ok(Some(folder))
}

/// Builds the site, makes the package and checks it with two well-known checkers.
pub fn package(project: &Project) -> Result<(), TaskError> {
    let package = assemble(project)?;
    examine(project, &package)?;
    report::result("The npm package is in artifacts/npm.");
    Ok(())
}

/// Runs publint and "are the types wrong?" on the package; skipped without npm.
fn examine(project: &Project, package: &Package) -> Result<(), TaskError> {
    match (install(project)?, package.archive.as_deref()) {
        (Some(folder), Some(archive)) => check(project, &folder, &package.folder, archive),
        _ => Ok(()),
    }
}

fn check(project: &Project, tools: &Path, package: &Path, archive: &Path) -> Result<(), TaskError> {
    let mut shell = project.shell.clone();
    shell.prefer(tools.join("node_modules/.bin"));
    let publint = shell.command("publint", ["--strict", &package.to_string_lossy()]);
    run("publint", &publint.stdout_to_stderr())?;
    // There is no CommonJS build: every supported runtime and bundler knows modules.
    let archive = archive.to_string_lossy();
    let types = shell.command(
        "attw",
        [&*archive, "--profile", "esm-only", "--format", "ascii", "--quiet"],
    );
    run("attw", &types.stdout_to_stderr())
}

/// Copies the projects' sources and the package into the build folder.
fn install(project: &Project) -> Result<Option<PathBuf>, TaskError> {
    if !has_npm(&project.shell) {
        report::note("There is no npm: the npm package is not checked, nor used in other people's projects.");
        return Ok(None);
    }
    let folder = place(project);
    let source = project.root.join("tests/projects");
    let built = |inside: &Path| {
        inside.components().any(|part| {
            ["node_modules", "dist", ".next"]
                .iter()
                .any(|name| part.as_os_str() == *name)
        })
    };
    copy(&source, &folder, |inside| !built(inside))?;
    let lock = folder.join("package-lock.json");
    let wanted = fs::read_to_string(&lock).map_err(|error| TaskError::file(&lock, error))?;
    let stamp = folder.join("installed.stamp");
    if fs::read_to_string(&stamp).is_ok_and(|installed| installed == wanted) {
        return Ok(Some(folder));
    }
    report::step(
        "Installing Vite, webpack, esbuild, Rollup, Parcel, React, Vue, Svelte, Next.js and what checks packages and pages: 700 MB, a \
         minute, once.",
    );
    npm(&project.shell, &folder, &["ci"])?;
    fs::write(&stamp, wanted).map_err(|error| TaskError::file(&stamp, error))?;
    Ok(Some(folder))
}

/// A hash of the package and of the projects' sources.
fn number_of(package: &Path, projects: &Path) -> Result<String, TaskError> {
    let mut hasher = DefaultHasher::new();
    fingerprint::hash_folder(package, &[], Path::new(""), &mut hasher)?;
    for (name, page) in PROJECTS {
        fingerprint::hash_folder(
            &projects.join(name),
            &["dist", "node_modules"],
            Path::new(""),
            &mut hasher,
        )?;
        // A missing build is not up to date.
        projects.join(name).join(page).exists().hash(&mut hasher);
    }
    for shared in ["package-lock.json", "entries.js", "vite.js"] {
        let file = projects.join(shared);
        fs::read(&file)
            .map_err(|error| TaskError::file(&file, error))?
            .hash(&mut hasher);
    }
    Ok(format!("{:016x}", hasher.finish()))
}
