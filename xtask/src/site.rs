//! Building the site.

use std::fs;
use std::time::Instant;

use crate::error::TaskError;
use crate::project::{Project, WASM};
use crate::shell::run;
use crate::{fingerprint, offline, page as own, report, scripts, slim, tools};

/// Builds the site into `dist/` unless it is up to date.
pub fn build(project: &Project) -> Result<(), TaskError> {
    let tools = tools::site_tools(project)?;
    let mut versions: Vec<String> = ["rustc", "trunk", "wasm-bindgen", "wasm-opt"]
        .iter()
        .filter_map(|tool| tools.shell.version_of(tool))
        .collect();
    versions.extend(tools.terser.iter().map(|place| place.display().to_string()));
    versions.push(slim::SOURCE.concat() + scripts::SOURCE + own::SOURCE + offline::SOURCE);
    let stamp = fingerprint::stamp(project);
    let sources = fingerprint::of_site(project, &versions)?;
    if fs::read_to_string(&stamp)
        .ok()
        .is_some_and(|last| page(project).is_some_and(|page| last == sources.clone() + &page))
    {
        return Ok(());
    }

    report::step("Building the site with Trunk: a minute or two the first time.");
    let began = Instant::now();
    // Trunk works offline, lest it download tools; cargo below it then does too, so the crates are fetched here.
    run(
        "cargo fetch",
        &project.shell.cargo(["fetch", "--quiet", "--target", WASM]),
    )?;
    let mut arguments = vec!["build", "--offline", "--skip-version-check"];
    if !tools.wasm_opt {
        // Trunk insists on wasm-opt in a release build. The cargo profile decides on everything else.
        arguments.extend(["--release=false", "--minify=true"]);
    }
    let trunk = tools
        .shell
        .command("trunk", arguments)
        .env_remove("NO_COLOR")
        .stdout_to_stderr();
    run("trunk build", &trunk)?;
    scripts::write(project)?;
    own::build(project, &tools)?;
    slim::slim(project, &tools)?;
    // Last: it names the others.
    offline::write(project)?;
    report::note(&format!("The site was built in {} s.", began.elapsed().as_secs()));
    let page =
        page(project).ok_or_else(|| TaskError::file(project.site().join("index.html"), "Trunk did not write it"))?;
    fs::write(&stamp, sources + &page).map_err(|error| TaskError::file(&stamp, error))
}

/// The built page. It names the files beside it by their content, so another build of the site has another page.
fn page(project: &Project) -> Option<String> {
    fs::read_to_string(project.site().join("index.html")).ok()
}
