//! A real NATS server on loopback, for machines to reach each other by.

use std::net::{Ipv4Addr, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

/// How long it may take to be there.
const TIMEOUT: Duration = Duration::from_secs(20);

/// A running `nats-server`, killed when the test ends however it ends.
pub struct NatsServer {
    program: PathBuf,
    process: Child,
    port: u16,
    folder: TempDir,
}

impl Drop for NatsServer {
    fn drop(&mut self) {
        self.kill();
    }
}

impl NatsServer {
    /// Starts one on a free port; none where it is not installed.
    pub fn start() -> Option<Self> {
        Self::configured("")
    }

    /// The same with a configuration.
    pub fn configured(configuration: &str) -> Option<Self> {
        let Some(program) = program() else {
            eprintln!("left out: there is no nats-server on this machine; install it");
            return None;
        };
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("nats.conf"), configuration).unwrap();
        let process = spawn(&program, &folder, "-1");
        let port = port(&folder);
        let nats = Self {
            program,
            process,
            port,
            folder,
        };
        nats.wait();
        Some(nats)
    }

    pub fn url(&self) -> String {
        format!("nats://127.0.0.1:{}", self.port)
    }

    /// As a machine that loses its power.
    pub fn kill(&mut self) {
        self.process.kill().ok();
        self.process.wait().ok();
    }

    /// Starts again what was killed, on the same port and with the same files.
    pub fn restart(&mut self) {
        self.process = spawn(&self.program, &self.folder, &self.port.to_string());
        self.wait();
    }

    /// Sends it a signal, as `-STOP`.
    pub fn signal(&self, signal: &str) {
        let id = self.process.id().to_string();
        assert!(Command::new("kill").args([signal, &id]).status().unwrap().success());
    }

    fn wait(&self) {
        let deadline = Instant::now() + TIMEOUT;
        while TcpStream::connect((Ipv4Addr::LOCALHOST, self.port)).is_err() {
            assert!(Instant::now() < deadline, "nats-server does not listen");
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

fn spawn(program: &PathBuf, folder: &TempDir, port: &str) -> Child {
    let inside = |name: &str| folder.path().join(name).display().to_string();
    Command::new(program)
        .args(["-c", &inside("nats.conf")])
        .args(["-a", "127.0.0.1", "-p", port, "-js", "-sd", &inside("files")])
        .args(["--ports_file_dir", &inside("")])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// The port that it has taken, by the file that it writes.
fn port(folder: &TempDir) -> u16 {
    let deadline = Instant::now() + TIMEOUT;
    loop {
        let files = std::fs::read_dir(folder.path()).unwrap().flatten();
        let written = files
            .map(|file| file.path())
            .find(|path| path.extension().is_some_and(|ending| ending == "ports"))
            .and_then(|path| std::fs::read(path).ok())
            .and_then(|text| serde_json::from_slice::<serde_json::Value>(&text).ok());
        let url = written.and_then(|ports| Some(ports["nats"][0].as_str()?.to_owned()));
        if let Some(port) = url.and_then(|url| url.rsplit(':').next()?.parse().ok()) {
            return port;
        }
        assert!(Instant::now() < deadline, "nats-server does not tell its port");
        std::thread::sleep(Duration::from_millis(20));
    }
}

fn program() -> Option<PathBuf> {
    let paths = std::env::var_os("PATH")?;
    let folders = std::env::split_paths(&paths).chain(["/usr/sbin".into(), "/usr/local/sbin".into()]);
    folders
        .map(|folder| folder.join("nats-server"))
        .find(|path| path.is_file())
}
