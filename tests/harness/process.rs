//! Programs that run beside a test and end with it.

use std::collections::BTreeSet;
use std::fs;
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use duct::{Expression, Handle};

use crate::{Failure, Usage, artifacts};

/// Time limit for a program to start to listen, and to end when asked to.
const TIMEOUT: Duration = Duration::from_secs(20);

/// A program that listens on a port of the loopback address.
#[derive(Debug)]
pub struct Process {
    name: String,
    handle: Handle,
    log: PathBuf,
    /// Its address.
    pub port: u16,
}

impl Process {
    /// Starts `program` with the arguments made for a free port, and waits until it listens there. Its output goes into
    /// `artifacts/<name>.log`.
    pub async fn start(
        name: &str,
        program: &Path,
        arguments: impl FnOnce(u16) -> Vec<String>,
    ) -> Result<Self, Failure> {
        let port = free_port()?;
        Self::start_at(name, program, port, arguments(port)).await
    }

    /// The same with these variables in its environment.
    pub async fn start_with(
        name: &str,
        program: &Path,
        variables: &[(&str, String)],
        arguments: impl FnOnce(u16) -> Vec<String>,
    ) -> Result<Self, Failure> {
        let port = free_port()?;
        Self::launch(name, program, port, arguments(port), variables).await
    }

    /// Starts `program` with arguments that make it listen on this port.
    pub async fn start_at(name: &str, program: &Path, port: u16, arguments: Vec<String>) -> Result<Self, Failure> {
        Self::launch(name, program, port, arguments, &[]).await
    }

    async fn launch(
        name: &str,
        program: &Path,
        port: u16,
        arguments: Vec<String>,
        variables: &[(&str, String)],
    ) -> Result<Self, Failure> {
        let failed = |reason: String| Failure::Program {
            program: program.display().to_string(),
            reason,
        };
        let log = artifacts(&format!("{name}.log"))?;
        // As a name, not as a path: one without folders is looked for on the PATH.
        let command = duct::cmd(program.as_os_str(), arguments)
            .stdin_null()
            .stderr_to_stdout()
            .stdout_path(&log)
            .unchecked();
        let command = variables
            .iter()
            .fold(command, |command, (variable, value)| command.env(variable, value));
        let handle = in_its_own_group(&command)
            .start()
            .map_err(|error| failed(error.to_string()))?;
        let process = Self {
            name: name.to_owned(),
            handle,
            log,
            port,
        };

        let began = Instant::now();
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        while TcpStream::connect_timeout(&address, Duration::from_millis(200)).is_err() {
            if process.has_ended() {
                return Err(failed(format!("ended at once:\n{}", process.log())));
            }
            if began.elapsed() > TIMEOUT {
                return Err(failed(format!("does not listen on port {port}:\n{}", process.log())));
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        Ok(process)
    }

    /// Processor time and memory of the program and of all its descendants.
    pub fn usage(&self) -> Usage {
        self.handle.pids().first().copied().map(Usage::of).unwrap_or_default()
    }

    /// Its output so far.
    pub fn log(&self) -> String {
        fs::read_to_string(&self.log).unwrap_or_else(|error| format!("(no log: {error})"))
    }

    /// Whether it has ended.
    pub fn has_ended(&self) -> bool {
        !matches!(self.handle.try_wait(), Ok(None))
    }

    /// Asks it to end, like Ctrl-C, and fails unless it exits with code 0.
    pub fn stop(&self) -> Result<(), Failure> {
        let failed = |reason: String| Failure::Program {
            program: self.name.clone(),
            reason,
        };
        if self.has_ended() {
            return Err(failed(format!("ended before it was asked to:\n{}", self.log())));
        }
        self.ask_to_end().map_err(|error| failed(error.to_string()))?;
        let began = Instant::now();
        loop {
            match self.handle.try_wait() {
                Ok(Some(output)) if output.status.success() => return Ok(()),
                Ok(Some(output)) => return Err(failed(format!("ended with {}:\n{}", output.status, self.log()))),
                Ok(None) if began.elapsed() > TIMEOUT => return Err(failed("does not end when asked to".to_owned())),
                Ok(None) => std::thread::sleep(Duration::from_millis(20)),
                Err(error) => return Err(failed(error.to_string())),
            }
        }
    }

    /// Kills it, like a crash.
    pub fn kill(&self) -> Result<(), Failure> {
        let killed = self.handle.kill().and_then(|()| self.handle.wait().map(|_| ()));
        killed.map_err(|error| Failure::Program {
            program: self.name.clone(),
            reason: error.to_string(),
        })
    }

    /// Suspends it (true), like an overloaded machine, or resumes it.
    #[cfg(unix)]
    pub fn freeze(&self, frozen: bool) -> Result<(), Failure> {
        use rustix::process::Signal;
        let signal = if frozen { Signal::STOP } else { Signal::CONT };
        let Some(id) = self.id() else { return Ok(()) };
        rustix::process::kill_process(id, signal).map_err(|error| Failure::Program {
            program: self.name.clone(),
            reason: error.to_string(),
        })
    }

    #[cfg(unix)]
    fn ask_to_end(&self) -> std::io::Result<()> {
        let Some(id) = self.id() else { return Ok(()) };
        Ok(rustix::process::kill_process(id, rustix::process::Signal::INT)?)
    }

    #[cfg(unix)]
    fn id(&self) -> Option<rustix::process::Pid> {
        let id = self.handle.pids().first().copied()?;
        rustix::process::Pid::from_raw(i32::try_from(id).ok()?)
    }

    #[cfg(not(unix))]
    fn ask_to_end(&self) -> std::io::Result<()> {
        self.handle.kill()
    }
}

impl Drop for Process {
    /// A failed test drops this too: neither the program nor its children may outlive the test. An error means that the
    /// process is gone already.
    fn drop(&mut self) {
        if self.has_ended() {
            return;
        }
        #[cfg(unix)]
        if let Some(id) = self.id() {
            let _ = rustix::process::kill_process_group(id, rustix::process::Signal::KILL);
        }
        let _ = self.handle.kill();
    }
}

/// A process group of its own, so that the program can be ended with its children.
#[cfg(unix)]
fn in_its_own_group(command: &Expression) -> Expression {
    use std::os::unix::process::CommandExt as _;
    command.before_spawn(|command| {
        command.process_group(0);
        Ok(())
    })
}

#[cfg(not(unix))]
fn in_its_own_group(command: &Expression) -> Expression {
    command.clone()
}

/// A free port, each time another: the system may name one again before the program that it was meant for listens there.
pub fn free_port() -> Result<u16, Failure> {
    static GIVEN: Mutex<BTreeSet<u16>> = Mutex::new(BTreeSet::new());
    let mut given = GIVEN.lock().unwrap_or_else(PoisonError::into_inner);
    loop {
        let found = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).and_then(|listener| listener.local_addr());
        let address = found.map_err(|error| Failure::Program {
            program: "a free port".to_owned(),
            reason: error.to_string(),
        })?;
        if given.insert(address.port()) {
            return Ok(address.port());
        }
    }
}
