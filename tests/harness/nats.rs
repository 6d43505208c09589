//! A real NATS server, by which several servers are one.

use std::path::PathBuf;

use tempfile::TempDir;

use crate::Failure;
use crate::process::Process;

/// A running `nats-server` with JetStream.
#[derive(Debug)]
pub struct Nats {
    process: Process,
    // Dropped after the process, which writes into it.
    _folder: TempDir,
}

impl Nats {
    /// Whether this machine has `nats-server`; `cargo xtask test` tries to install it.
    pub fn installed() -> bool {
        program().is_some()
    }

    /// Starts it. `name` names its log.
    pub async fn start(name: &str) -> Result<Self, Failure> {
        let program = program().ok_or(Failure::NotSet("NATS_SERVER"))?;
        let folder = TempDir::new().map_err(|error| Failure::File {
            path: "a folder for nats-server".to_owned(),
            reason: error.to_string(),
        })?;
        let files = folder.path().display().to_string();
        let process = Process::start(&format!("{name}-nats"), &program, move |port| {
            let port = port.to_string();
            ["-a", "127.0.0.1", "-p", &port, "-js", "-sd", &files]
                .map(str::to_owned)
                .into()
        })
        .await?;
        Ok(Self {
            process,
            _folder: folder,
        })
    }

    /// Its address.
    pub fn address(&self) -> String {
        format!("nats://127.0.0.1:{}", self.process.port)
    }
}

fn program() -> Option<PathBuf> {
    let paths = std::env::var_os("PATH")?;
    // Debian keeps it in a folder for root.
    let further = ["/usr/sbin", "/usr/local/sbin"].map(PathBuf::from);
    std::env::split_paths(&paths)
        .chain(further)
        .map(|folder| folder.join("nats-server"))
        .find(|path| path.is_file())
}
