//! Building the site, in either of two forms.

use std::fs;
use std::time::{Duration, Instant};

use crate::error::TaskError;
use crate::minify::compressed;
use crate::page_address::PageAddress;
use crate::progress::Step;
use crate::project::{APP, Project, WASM};
use crate::shell::run;
use crate::site_profile::SiteProfile;
use crate::tools::SiteTools;
use crate::{bundle, fingerprint, minify, offline, page_address, page_avatar, report, scripts, tools};

/// Builds the site into `dist/` for hosting, unless it is up to date.
pub fn build(project: &Project) -> Result<(), TaskError> {
    publish(project, None)
}

/// The same for a host whose address is known, if any: it is written into the page.
pub fn publish(project: &Project, address: Option<&PageAddress>) -> Result<(), TaskError> {
    make(project, SiteProfile::Small, address)
}

/// Builds the site into `dist/` for this machine: its wasm is compiled quickly, without optimisation for size. A
/// hosting build that is up to date is left as it is.
pub fn build_quickly(project: &Project) -> Result<(), TaskError> {
    make(project, SiteProfile::Quick, None)
}

/// The step of [`build_quickly`].
pub fn quick_step(project: &Project) -> Result<Step, TaskError> {
    let place = project.target().join(WASM).join(SiteProfile::Quick.cargo_profile());
    let is_compiled = place.join(format!("{APP}.wasm")).exists();
    let is_there = is_current(project, &sources(project)?);
    Ok(Step {
        name: "Building the site".to_owned(),
        estimate: Duration::from_secs(if is_there || is_compiled { 10 } else { 140 }),
    })
}

fn make(project: &Project, profile: SiteProfile, address: Option<&PageAddress>) -> Result<(), TaskError> {
    let tools = tools::site_tools(project, profile)?;
    let sources = sources(project)?;
    let is_up_to_date = match profile {
        // Either form will do on this machine.
        SiteProfile::Quick => is_current(project, &sources),
        SiteProfile::Small => {
            page(project).is_some_and(|page| last(project) == stamped(&sources, &page, &tools, address))
        }
    };
    if is_up_to_date {
        return Ok(());
    }

    report::step("Building the site with Trunk: minutes the first time.");
    let began = Instant::now();
    // Trunk runs offline, so that it downloads no tools. Cargo below it then runs offline too, so the crates are
    // fetched here.
    run(
        "cargo fetch",
        &project.shell.cargo(["fetch", "--quiet", "--target", WASM]),
    )?;
    let mut arguments = vec![
        "build",
        "--offline",
        "--skip-version-check",
        "--cargo-profile",
        profile.cargo_profile(),
    ];
    match profile {
        SiteProfile::Quick => arguments.extend(["--release=false", "--minify=false"]),
        // Trunk requires wasm-opt in a release build. The cargo profile decides on everything else.
        SiteProfile::Small if !tools.wasm_opt => arguments.extend(["--release=false", "--minify=true"]),
        SiteProfile::Small => {}
    }
    let trunk = tools
        .shell
        .command("trunk", arguments)
        .env_remove("NO_COLOR")
        .stdout_to_stderr();
    run("trunk build", &trunk)?;
    scripts::write(project)?;
    bundle::write(project)?;
    page_avatar::build(project, &tools)?;
    if let Some(address) = address {
        tell_address(project, address)?;
    }
    minify::minify(project, &tools)?;
    // Last, because it lists the other files.
    let worker = offline::write(project)?;
    if profile == SiteProfile::Small {
        compressed::write(&[worker])?;
    }
    report::note(&format!("The site was built in {} s.", began.elapsed().as_secs()));
    let page =
        page(project).ok_or_else(|| TaskError::file(project.site().join("index.html"), "Trunk did not write it"))?;
    let stamp = fingerprint::stamp(project);
    fs::write(&stamp, stamped(&sources, &page, &tools, address)).map_err(|error| TaskError::file(&stamp, error))
}

/// Writes the site's address into its page.
fn tell_address(project: &Project, address: &PageAddress) -> Result<(), TaskError> {
    let path = project.site().join("index.html");
    let page = fs::read_to_string(&path).map_err(|error| TaskError::file(&path, error))?;
    fs::write(&path, address.written_into(&page)?).map_err(|error| TaskError::file(&path, error))
}

/// The stamp of a build: its sources and its page, then its form.
fn stamped(sources: &str, page: &str, tools: &SiteTools, address: Option<&PageAddress>) -> String {
    let mut versions: Vec<String> = ["rustc", "trunk", "wasm-bindgen", "wasm-opt"]
        .iter()
        .filter_map(|tool| tools.shell.version_of(tool))
        .collect();
    versions.extend(tools.terser.iter().map(|place| place.display().to_string()));
    format!(
        "{sources}{page}\n{} {}{}",
        tools.profile.cargo_profile(),
        versions.join(", "),
        address.map_or(String::new(), |address| format!(" {address:?}"))
    )
}

/// A hash of everything that the site is built from, and of its form.
fn sources(project: &Project) -> Result<String, TaskError> {
    let ways = [minify::SOURCE.concat()
        + scripts::SOURCE
        + bundle::SOURCE
        + page_avatar::SOURCE
        + page_address::SOURCE
        + offline::SOURCE];
    fingerprint::of_site(project, &ways)
}

/// The stamp of the last build; empty where there is none.
fn last(project: &Project) -> String {
    fs::read_to_string(fingerprint::stamp(project)).unwrap_or_default()
}

/// Whether the built site is up to date, in either form.
fn is_current(project: &Project, sources: &str) -> bool {
    page(project).is_some_and(|page| last(project).starts_with(&format!("{sources}{page}\n")))
}

/// The built page. It names the files beside it by their hashes, so another build has another page.
fn page(project: &Project) -> Option<String> {
    fs::read_to_string(project.site().join("index.html")).ok()
}
