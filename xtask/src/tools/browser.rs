//! Chromium and its driver.

use std::path::PathBuf;

use crate::error::TaskError;
use crate::project::Project;
use crate::report;
use crate::shell::Shell;
use crate::tools::system;

/// Program names of Chromium, free builds first.
const NAMES: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
/// Its paths on macOS.
const APPLICATIONS: [&str; 2] = [
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

/// A browser that the tests can drive.
#[derive(Debug)]
pub struct Browser {
    /// The browser.
    pub chromium: PathBuf,
    /// Its driver.
    pub driver: PathBuf,
}

/// Finds Chromium and its driver, or installs them. The environment variables `CHROMIUM` and `CHROMEDRIVER` override
/// both.
pub fn browser(project: &Project) -> Result<Browser, TaskError> {
    if find(&project.shell).is_none() {
        system::chromium(project);
    }
    let browser = find(&project.shell).ok_or_else(|| TaskError::Missing {
        what: "Chromium with its driver".to_owned(),
        next_step:
            "Install Chromium (or Chrome) and chromedriver of the same version, or name them in the environment \
                    variables CHROMIUM and CHROMEDRIVER. `cargo xtask run` does without."
                .to_owned(),
    })?;
    let version = |program: &PathBuf| project.shell.version_of(&program.to_string_lossy());
    let (ours, drivers) = (version(&browser.chromium), version(&browser.driver));
    if let (Some(ours), Some(drivers)) = (ours, drivers)
        && major(&ours) != major(&drivers)
    {
        report::note(&format!(
            "The browser and its driver may not fit together: {ours} and {drivers}."
        ));
    }
    Ok(browser)
}

fn find(shell: &Shell) -> Option<Browser> {
    let named = |variable: &str| std::env::var_os(variable).map(PathBuf::from);
    let chromium = named("CHROMIUM")
        .or_else(|| NAMES.iter().find_map(|name| shell.find(name)))
        .or_else(|| APPLICATIONS.iter().map(PathBuf::from).find(|path| path.exists()))?;
    let driver = named("CHROMEDRIVER").or_else(|| shell.find("chromedriver"))?;
    Some(Browser { chromium, driver })
}

/// The first number in a version line.
fn major(version: &str) -> Option<u32> {
    version
        .split(|c: char| !c.is_ascii_digit())
        .find(|digits| !digits.is_empty())?
        .parse()
        .ok()
}

#[cfg(test)]
mod tests {
    use super::major;

    #[test]
    fn browser_and_driver_must_have_the_same_major_version() {
        assert_eq!(
            major("Chromium 156.0.8078.79 built on Debian GNU/Linux 12 (bookworm)"),
            Some(156)
        );
        assert_eq!(
            major("ChromeDriver 156.0.8078.79 (a21ce95c-refs/branch-heads/8078@{#1704})"),
            Some(156)
        );
        assert_eq!(major("no version"), None);
    }
}
