//! The server that is measured.

use std::fs;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::thread;

use crate::caller::Caller;

/// A server's process, killed when this is dropped.
pub struct Program {
    child: Child,
    /// Calls it.
    pub caller: Caller,
    /// Where it listens: an address and a port.
    pub address: String,
}

impl Program {
    /// Starts a server whose process may have `files` files open.
    pub fn start(server: &str, files: usize, arguments: &[&str]) -> Self {
        let mut child = Command::new("sh")
            .arg("-c")
            .arg(format!("ulimit -n {files} && exec \"$0\" \"$@\""))
            .arg(server)
            .args(["--port", "0", "--media-ip", "127.0.0.1", "--max-lateness", "0"])
            .args(arguments)
            .env_remove("AVATAR_SERVER_API_KEY")
            .env_remove("AVATAR_SERVER_LOG")
            .stderr(Stdio::piped())
            .spawn()
            .expect("the server starts");
        let mut log = BufReader::new(child.stderr.take().expect("its log is piped"));
        let mut line = String::new();
        while !line.contains("listening on http://") {
            line.clear();
            assert_ne!(
                log.read_line(&mut line).expect("its log is text"),
                0,
                "the server ended at once"
            );
        }
        let address = line.split("http://").nth(1).unwrap_or_default();
        let address = address.split_whitespace().next().unwrap_or_default().to_owned();
        // A log that nobody reads would stop the server once the pipe is full.
        thread::spawn(move || {
            for line in log.lines().map_while(Result::ok) {
                if line.contains("ERROR") || line.contains("panicked") {
                    eprintln!("server: {line}");
                }
            }
        });
        Self {
            caller: Caller::new(&format!("http://{address}")),
            child,
            address,
        }
    }

    /// A number of its status, as `VmRSS`.
    fn status(&self, name: &str) -> usize {
        let text = fs::read_to_string(format!("/proc/{}/status", self.child.id())).expect("the server runs");
        let value = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'));
        let number = value.and_then(|value| value.split_whitespace().next()?.parse().ok());
        number.unwrap_or_else(|| panic!("no {name} in the server's status"))
    }

    /// Resident memory, in MB.
    pub fn memory(&self) -> usize {
        self.status("VmRSS") / 1024
    }

    /// The most memory that was ever resident, in MB.
    pub fn most_memory(&self) -> usize {
        self.status("VmHWM") / 1024
    }

    /// Its threads.
    pub fn threads(&self) -> usize {
        self.status("Threads")
    }

    /// Its open files and sockets.
    pub fn files(&self) -> usize {
        let files = fs::read_dir(format!("/proc/{}/fd", self.child.id())).expect("the server runs");
        files.count()
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}
