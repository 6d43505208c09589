//! A real TURN server: coturn, on ports of its own on the loopback address.

use std::net::{Ipv4Addr, UdpSocket};
use std::path::PathBuf;

use tempfile::TempDir;

use crate::Failure;
use crate::process::Process;

/// A running `turnserver` with one user. It relays to the loopback address, which other TURN servers should not do.
#[derive(Debug)]
pub struct Turn {
    process: Process,
    // Dropped after the process, which writes into it.
    _folder: TempDir,
}

impl Turn {
    /// The user's name.
    pub const USER: &str = "visitor";
    /// The user's password.
    pub const PASSWORD: &str = "let-me-through";

    /// Whether this machine has `turnserver`; `cargo xtask test` tries to install it.
    pub fn installed() -> bool {
        program().is_some()
    }

    /// Starts it. `name` names its log.
    pub async fn start(name: &str) -> Result<Self, Failure> {
        let program = program().ok_or(Failure::NotSet("TURNSERVER"))?;
        let folder = TempDir::new().map_err(|error| file("a folder for coturn", &error))?;
        let inside = |name: &str| folder.path().join(name).display().to_string();
        // An empty configuration file keeps it from reading the system's.
        let configuration = inside("turnserver.conf");
        std::fs::write(&configuration, "").map_err(|error| file(&configuration, &error))?;
        let user = format!("{}:{}", Self::USER, Self::PASSWORD);
        let (database, process_file) = (inside("turndb"), inside("turnserver.pid"));
        let process = Process::start(&format!("{name}-turn"), &program, move |port| {
            let port = port.to_string();
            let named = [
                ("-c", configuration.as_str()),
                ("--listening-ip", "127.0.0.1"),
                ("--relay-ip", "127.0.0.1"),
                ("--listening-port", &port),
                ("--realm", "end-to-end"),
                ("--user", &user),
                ("--userdb", &database),
                ("--pidfile", &process_file),
                ("--log-file", "stdout"),
            ];
            let named = named.into_iter().flat_map(|(name, value)| [name, value]);
            let flags = [
                "--lt-cred-mech",
                "--allow-loopback-peers",
                "--no-cli",
                "--no-tls",
                "--no-dtls",
                "--fingerprint",
                "--simple-log",
            ];
            named.chain(flags).map(str::to_owned).collect()
        })
        .await?;
        Ok(Self {
            process,
            _folder: folder,
        })
    }

    /// The server as `RTCPeerConnection` takes it, over `udp` or `tcp`, with a password that may be wrong.
    pub fn as_ice_server(&self, transport: &str, password: &str) -> serde_json::Value {
        serde_json::json!({ "urls": self.address(transport), "username": Self::USER, "credential": password })
    }

    /// Its address over `udp` or `tcp`.
    pub fn address(&self, transport: &str) -> String {
        format!("turn:127.0.0.1:{}?transport={transport}", self.process.port)
    }

    /// Its STUN address.
    pub fn stun_address(&self) -> String {
        format!("stun:127.0.0.1:{}", self.process.port)
    }

    /// Its log so far.
    pub fn log(&self) -> String {
        self.process.log()
    }
}

/// An address without a TURN server, reserved as long as this is held.
#[derive(Debug)]
pub struct Silence(UdpSocket);

impl Silence {
    /// Reserves a port and never answers on it.
    pub fn keep() -> Result<Self, Failure> {
        let socket = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).map_err(|error| file("a port", &error))?;
        Ok(Self(socket))
    }

    /// The reserved port, as the address of a TURN server.
    pub fn address(&self) -> Result<String, Failure> {
        let address = self.0.local_addr().map_err(|error| file("a port", &error))?;
        Ok(format!("turn:{address}?transport=udp"))
    }
}

fn program() -> Option<PathBuf> {
    let paths = std::env::var_os("PATH")?;
    // Debian and its derivatives keep it in /usr/bin, Homebrew in its own folder; some systems in a folder for root.
    let further = ["/usr/sbin", "/usr/local/sbin", "/opt/homebrew/sbin"].map(PathBuf::from);
    std::env::split_paths(&paths)
        .chain(further)
        .map(|folder| folder.join("turnserver"))
        .find(|path| path.is_file())
}

fn file(path: &str, error: &std::io::Error) -> Failure {
    Failure::File {
        path: path.to_owned(),
        reason: error.to_string(),
    }
}
