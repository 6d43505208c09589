//! Packages of the system's package manager.

use std::fs;
use std::path::Path;

use crate::error::TaskError;
use crate::project::Project;
use crate::report;
use crate::shell::run;

/// A need that system packages fulfil.
struct Need {
    name: &'static str,
    /// The message if it is missing.
    without: &'static str,
    /// Packages by manager, in the order of [`MANAGERS`].
    packages: [&'static [&'static str]; 5],
    /// A service that a package starts by itself. It is stopped again: only the tests start the program, on ports of their own.
    service: Option<&'static str>,
}

/// A package manager, its install command, and whether it needs root.
struct Manager {
    program: &'static str,
    refresh: Option<&'static [&'static str]>,
    install: &'static [&'static str],
    root: bool,
}

const MANAGERS: [Manager; 5] = [
    Manager {
        program: "apt-get",
        refresh: Some(&["update", "-qq"]),
        install: &["install", "-y", "-qq", "--no-install-recommends"],
        root: true,
    },
    Manager {
        program: "dnf",
        refresh: None,
        install: &["install", "-y", "-q"],
        root: true,
    },
    Manager {
        program: "pacman",
        refresh: Some(&["-Sy"]),
        install: &["-S", "--needed", "--noconfirm"],
        root: true,
    },
    Manager {
        program: "apk",
        refresh: None,
        install: &["add"],
        root: true,
    },
    Manager {
        program: "brew",
        refresh: None,
        install: &["install", "-q"],
        root: false,
    },
];

const COMPILER: Need = Need {
    name: "a C++ compiler",
    without: "The H.264 encoder cannot be built.",
    packages: [&["g++"], &["gcc-c++"], &["gcc"], &["g++"], &["gcc"]],
    service: None,
};
const VPX: Need = Need {
    name: "libvpx",
    without: "The server is built without VP8 and sends H.264 only.",
    packages: [
        &["libvpx-dev"],
        &["libvpx-devel"],
        &["libvpx"],
        &["libvpx-dev"],
        &["libvpx"],
    ],
    service: None,
};
const PKG_CONFIG: Need = Need {
    name: "pkg-config",
    without: "libvpx cannot be found.",
    packages: [
        &["pkg-config"],
        &["pkgconf-pkg-config"],
        &["pkgconf"],
        &["pkgconf"],
        &["pkg-config"],
    ],
    service: None,
};
const FLITE: Need = Need {
    name: "flite",
    without: "Only the voices that build from crates are there.",
    packages: [&["flite"], &["flite"], &["flite"], &["flite"], &["flite"]],
    service: None,
};
const ESPEAK: Need = Need {
    name: "espeak-ng",
    without: "Piper voices cannot speak.",
    packages: [
        &["espeak-ng"],
        &["espeak-ng"],
        &["espeak-ng"],
        &["espeak-ng"],
        &["espeak-ng"],
    ],
    service: None,
};
const NASM: Need = Need {
    name: "nasm",
    without: "H.264 is encoded without assembler, at two to three times the processor time.",
    packages: [&["nasm"], &["nasm"], &["nasm"], &["nasm"], &["nasm"]],
    service: None,
};
const CLANG: Need = Need {
    name: "clang",
    without: "The page's own avatar is left out.",
    packages: [&["clang"], &["clang"], &["clang"], &["clang"], &["llvm"]],
    service: None,
};
const CHROMIUM: Need = Need {
    name: "Chromium and its driver",
    without: "No test can use a browser.",
    packages: [
        &["chromium", "chromium-driver"],
        &["chromium", "chromedriver"],
        &["chromium"],
        &["chromium", "chromium-chromedriver"],
        &["--cask", "google-chrome", "chromedriver"],
    ],
    service: None,
};

const TURN: Need = Need {
    name: "coturn",
    without: "The tests that relay media through a TURN server are left out.",
    packages: [&["coturn"], &["coturn"], &["coturn"], &["coturn"], &["coturn"]],
    service: None,
};

const NATS: Need = Need {
    name: "nats-server",
    without: "The tests of many machines that are one server are left out.",
    packages: [
        &["nats-server"],
        &["nats-server"],
        &["nats-server"],
        &["nats-server"],
        &["nats-server"],
    ],
    service: Some("nats-server"),
};

/// The NATS server by which machines reach each other in the native tests, if it can be installed.
pub fn nats(project: &Project) -> Result<(), TaskError> {
    let there = project.shell.has("nats-server") || Path::new("/usr/sbin/nats-server").exists();
    optional(project, if there { Vec::new() } else { vec![NATS] })
}

/// The TURN server of the end-to-end tests, if it can be installed. Only the tests start it, never as a service.
pub fn turn(project: &Project) -> Result<(), TaskError> {
    let there = project.shell.has("turnserver")
        || ["/usr/sbin/turnserver", "/opt/homebrew/sbin/turnserver"]
            .iter()
            .any(|path| Path::new(path).exists());
    optional(project, if there { Vec::new() } else { vec![TURN] })
}

/// The program that tells Piper voices how words sound.
pub fn espeak(project: &Project) -> Result<(), TaskError> {
    if project.shell.has("espeak-ng") {
        return Ok(());
    }
    install(project, &ESPEAK, &mut false).map_err(|next_step| TaskError::Missing {
        what: ESPEAK.name.to_owned(),
        next_step,
    })
}

/// Installs the packages that the server is built with. Only the compiler is required.
pub fn for_server(project: &Project) -> Result<(), TaskError> {
    let shell = &project.shell;
    let compiler = ["c++", "g++", "clang++"].iter().any(|name| shell.has(name)) || std::env::var_os("CXX").is_some();
    if !compiler {
        install(project, &COMPILER, &mut false).map_err(|next_step| TaskError::Missing {
            what: COMPILER.name.to_owned(),
            next_step,
        })?;
    }
    let pkg_config = shell.has("pkg-config");
    let vpx = pkg_config
        && shell
            .command("pkg-config", ["--exists", "vpx"])
            .run()
            .is_ok_and(|output| output.status.success());
    let mut missing = Vec::new();
    missing.extend((!pkg_config).then_some(PKG_CONFIG));
    missing.extend((!vpx).then_some(VPX));
    missing.extend((!shell.has("flite")).then_some(FLITE));
    // Assembler for other processors is written in their compiler's own.
    let takes_nasm = cfg!(any(target_arch = "x86_64", target_arch = "x86"));
    missing.extend((takes_nasm && !shell.has("nasm")).then_some(NASM));
    optional(project, missing)
}

/// clang for WebAssembly. Homebrew keeps its own beside Apple's, off the PATH: a second run must not install it again.
pub fn clang(project: &Project) -> Result<(), TaskError> {
    let kegs = ["/opt/homebrew/opt/llvm", "/usr/local/opt/llvm"];
    let there = kegs.iter().any(|keg| Path::new(keg).exists());
    optional(project, if there { Vec::new() } else { vec![CLANG] })
}

/// Chromium and its driver; the caller looks for them afterwards.
pub fn chromium(project: &Project) {
    if let Err(next_step) = install(project, &CHROMIUM, &mut false) {
        report::note(&next_step);
    }
}

/// Tries to install each missing package once: a second run must not ask for a password again.
fn optional(project: &Project, missing: Vec<Need>) -> Result<(), TaskError> {
    let refused = |need: &Need| project.tools.join(format!("{}.not-installed", need.name));
    let (known, new): (Vec<Need>, Vec<Need>) = missing.into_iter().partition(|need| refused(need).exists());
    for need in known {
        report::note(&format!(
            "Without {}: {} To have it tried again, remove {}.",
            need.name,
            need.without,
            refused(&need).display()
        ));
    }
    if new.is_empty() {
        return Ok(());
    }
    fs::create_dir_all(&project.tools).map_err(|error| TaskError::file(&project.tools, error))?;
    let mut fresh = false;
    for need in new {
        // One by one, so that a package that a system lacks does not prevent the others.
        if let Err(next_step) = install(project, &need, &mut fresh) {
            report::note(&format!("{next_step} Going on without {}: {}", need.name, need.without));
            let marker = refused(&need);
            fs::write(&marker, format!("{next_step}\n")).map_err(|error| TaskError::file(&marker, error))?;
        }
    }
    Ok(())
}

/// Installs the packages; the error is the message with the user's alternative. `fresh` is whether the list of packages
/// is up to date.
fn install(project: &Project, need: &Need, fresh: &mut bool) -> Result<(), String> {
    let name = need.name;
    let shell = &project.shell;
    let known = MANAGERS
        .iter()
        .zip(need.packages)
        .find(|(manager, _)| shell.has(manager.program));
    let Some((manager, packages)) = known else {
        return Err(format!(
            "Please install {name}: no package manager was found that this task knows."
        ));
    };
    let by_hand = format!(
        "{} {} {}",
        manager.program,
        manager.install.join(" "),
        packages.join(" ")
    );
    let sudo = manager.root && !is_root(project);
    if sudo && !shell.has("sudo") {
        return Err(format!("Please install {name} as root: {by_hand}"));
    }
    report::step(&format!(
        "Installing {name} by {}: about a minute, once.",
        manager.program
    ));
    let start = |arguments: &[&str]| {
        let program = if sudo { "sudo" } else { manager.program };
        let arguments = if sudo {
            [&[manager.program], arguments].concat()
        } else {
            arguments.to_vec()
        };
        let what = format!("{program} {}", arguments.join(" "));
        let command = shell
            .command(program, arguments)
            .env("DEBIAN_FRONTEND", "noninteractive");
        run(&what, &command.stdout_to_stderr())
    };
    if let Some(refresh) = manager.refresh
        && !*fresh
        && let Err(error) = start(refresh)
    {
        // An old list of packages may still do.
        report::note(&error.to_string());
    }
    *fresh = true;
    start(&[manager.install, packages].concat())
        .map_err(|error| format!("{error} Please install {name} by hand: {by_hand}."))?;
    if let Some(service) = need.service {
        stop(project, service, sudo);
    }
    Ok(())
}

/// Stops a service that a package has started, and keeps it from being started with the machine. Where nothing starts services, as in a
/// container, there is none.
fn stop(project: &Project, service: &str, sudo: bool) {
    let all = ["sudo", "systemctl", "disable", "--now", service];
    let Some((program, arguments)) = all.get(usize::from(!sudo)..).and_then(<[_]>::split_first) else {
        return;
    };
    if project.shell.has("systemctl") {
        let command = project.shell.command(program, arguments.iter().copied());
        command.stdout_null().stderr_null().run().ok();
    }
}

/// Whether this process may install system packages without `sudo`.
fn is_root(project: &Project) -> bool {
    project
        .shell
        .command("id", ["-u"])
        .read()
        .is_ok_and(|id| id.trim() == "0")
}

#[cfg(test)]
mod tests {
    use super::{CHROMIUM, CLANG, COMPILER, ESPEAK, FLITE, NASM, NATS, PKG_CONFIG, TURN, VPX};

    #[test]
    fn every_need_names_packages_for_every_manager() {
        for need in [
            COMPILER, VPX, PKG_CONFIG, FLITE, ESPEAK, NASM, CLANG, CHROMIUM, TURN, NATS,
        ] {
            assert!(
                need.packages.iter().all(|packages| !packages.is_empty()),
                "{}",
                need.name
            );
        }
    }
}
