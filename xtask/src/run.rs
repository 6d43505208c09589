//! `cargo xtask run`: the site and the server behind it, until Ctrl-C.

use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use duct::{Expression, Handle};

use crate::cli::RunOptions;
use crate::error::TaskError;
use crate::progress::{Plan, Step};
use crate::project::Project;
use crate::tools::{self, CargoTool};
use crate::{build, neural_voice, report, site};

/// The usual port, if it is free and no other was requested.
const PORT: u16 = 8080;

/// Builds, serves, and returns when the user has stopped it.
pub fn run(project: &Project, options: &RunOptions) -> Result<(), TaskError> {
    let wants_help = options
        .server_arguments
        .iter()
        .any(|argument| ["--help", "-h"].contains(&argument.as_str()));
    if wants_help {
        let server = build::server(project, &[])?;
        return crate::shell::run(
            "avatar-server",
            &project.shell.command(&server.to_string_lossy(), ["--help"]),
        );
    }
    let server = prepare(project)?;
    let server = server.to_string_lossy();

    let port = free_port(options.port)?;
    let (site, listen) = (project.site().to_string_lossy().into_owned(), port.to_string());
    let ours = ["--site", site.as_str(), "--port", listen.as_str()];
    let neural = neural_voice::model(project).map(|model| model.to_string_lossy().into_owned());
    if let Some(model) = &neural {
        report::note(&format!(
            "With the neural voice piper:joe for avatars whose own voice is a man's ({model})."
        ));
    }
    let piper = neural.iter().flat_map(|model| ["--piper-voice", model.as_str()]);
    let arguments = ours
        .into_iter()
        .chain(piper)
        .chain(options.server_arguments.iter().map(String::as_str));
    let command = in_its_own_group(project.shell.command(&server, arguments).stdin_null());
    let running = command.start().map(Arc::new).map_err(|error| TaskError::NotStarted {
        program: server.to_string(),
        reason: error.to_string(),
    })?;

    let asked_to_stop = Arc::new(AtomicBool::new(false));
    let (flag, handle) = (Arc::clone(&asked_to_stop), Arc::clone(&running));
    let watching = ctrlc::set_handler(move || {
        flag.store(true, Ordering::SeqCst);
        stop(&handle);
    });
    if let Err(error) = watching {
        stop(&running);
        return Err(TaskError::NotStarted {
            program: "the watch for Ctrl-C".to_owned(),
            reason: error.to_string(),
        });
    }
    announce(&running, port);

    let ended = running.wait().map_err(|error| TaskError::NotStarted {
        program: server.to_string(),
        reason: error.to_string(),
    })?;
    match (asked_to_stop.load(Ordering::SeqCst), ended.status.success()) {
        (true, true) => {
            report::note("Stopped.");
            Ok(())
        }
        _ => Err(TaskError::Failed {
            what: "avatar-server".to_owned(),
            status: ended.status.to_string(),
        }),
    }
}

/// Installs the tools, builds server and site, and reports the progress. Returns the server's program.
fn prepare(project: &Project) -> Result<PathBuf, TaskError> {
    let tools = tools::to_compile(project)?;
    let mut steps: Vec<Step> = tools.iter().map(CargoTool::step).collect();
    // The estimates leave out changes since the last build.
    steps.push(build::server_step(project));
    steps.push(site::quick_step(project)?);
    let mut plan = Plan::new(steps);
    let began = Instant::now();
    let mut begin = || {
        if let Some(line) = plan.begin(began.elapsed()) {
            report::step(&line);
        }
    };
    let mut shell = project.shell.clone();
    for tool in tools {
        begin();
        tool.provide(project, &mut shell)?;
    }
    begin();
    let server = build::server(project, &[])?;
    begin();
    site::build_quickly(project)?;
    Ok(server)
}

/// The requested port; otherwise the usual one; otherwise any free one.
fn free_port(asked: Option<u16>) -> Result<u16, TaskError> {
    let bound = |port| TcpListener::bind((Ipv4Addr::LOCALHOST, port)).and_then(|listener| listener.local_addr());
    if let Some(port) = asked {
        return bound(port)
            .map(|address| address.port())
            .map_err(|_| TaskError::PortTaken(port));
    }
    let free = bound(PORT).or_else(|_| {
        report::note(&format!("Port {PORT} is in use; taking another one."));
        bound(0)
    });
    free.map(|address| address.port())
        .map_err(|_| TaskError::PortTaken(PORT))
}

/// Prints the address as soon as the server answers there.
fn announce(running: &Handle, port: u16) {
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    while matches!(running.try_wait(), Ok(None)) {
        if TcpStream::connect_timeout(&address, Duration::from_secs(1)).is_ok() {
            report::result(&format!(
                "\n    Open http://localhost:{port} in a browser. Ctrl-C stops it.\n"
            ));
            return;
        }
        thread::sleep(Duration::from_millis(50));
    }
}

/// Ctrl-C reaches every program of the terminal's process group. In a group of its own the server is stopped once, by
/// us.
#[cfg(unix)]
fn in_its_own_group(command: Expression) -> Expression {
    use std::os::unix::process::CommandExt as _;
    command.before_spawn(|command| {
        command.process_group(0);
        Ok(())
    })
}

#[cfg(not(unix))]
fn in_its_own_group(command: Expression) -> Expression {
    command
}

/// Asks the server to close its sessions and end at once. SIGTERM would let open sessions go on for minutes.
#[cfg(unix)]
fn stop(running: &Handle) {
    use duct::unix::HandleExt as _;
    if let Err(error) = running.send_signal(libc::SIGINT) {
        report::problem(&format!("the server could not be told to stop: {error}"));
    }
}

/// On systems without signals, Ctrl-C has reached the server already.
#[cfg(not(unix))]
fn stop(_running: &Handle) {}

#[cfg(test)]
mod tests {
    use std::net::{Ipv4Addr, TcpListener};

    use super::free_port;
    use crate::error::TaskError;

    #[test]
    fn a_requested_port_in_use_is_an_error() {
        let taken = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = taken.local_addr().unwrap().port();
        assert!(matches!(free_port(Some(port)), Err(TaskError::PortTaken(refused)) if refused == port));
    }

    #[test]
    fn without_a_requested_port_any_free_one_is_used() {
        // Holds the usual port, if it is free, so that another one must be found.
        let _taken = TcpListener::bind((Ipv4Addr::LOCALHOST, super::PORT));
        let port = free_port(None).unwrap();
        assert_ne!(port, 0);
        assert_ne!(port, super::PORT);
    }
}
