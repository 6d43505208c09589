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
    /// The base of its addresses for administration, where it has any.
    pub admin: Option<String>,
}

/// The address that a line of its log names.
fn address_in(line: &str) -> String {
    let address = line.split("http://").nth(1).unwrap_or_default();
    address.split_whitespace().next().unwrap_or_default().to_owned()
}

impl Program {
    /// Starts a server whose process may have `files` files open.
    pub fn start(server: &str, files: usize, arguments: &[&str]) -> Self {
        Self::start_by(server, files, "", arguments)
    }

    /// The same on these processors, as `taskset` names them.
    pub fn start_on(processors: &str, server: &str, files: usize, arguments: &[&str]) -> Self {
        Self::start_by(server, files, &format!("taskset -c {processors}"), arguments)
    }

    fn start_by(server: &str, files: usize, by: &str, arguments: &[&str]) -> Self {
        let mut child = Command::new("sh")
            .arg("-c")
            .arg(format!("ulimit -n {files} && exec {by} \"$0\" \"$@\""))
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
        let address = address_in(&line);
        let admin = arguments.contains(&"--admin-listen").then(|| {
            line.clear();
            log.read_line(&mut line).expect("its log is text");
            format!("http://{}", address_in(&line))
        });
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
            admin,
        }
    }

    /// The seconds that its threads have spent on a processor.
    pub fn processor_seconds(&self) -> f64 {
        let text = fs::read_to_string(format!("/proc/{}/stat", self.child.id())).expect("the server runs");
        // After the name, which stands in brackets: the state is the third field, the times are the 14th and 15th.
        let fields = text.rsplit(')').next().unwrap_or_default().split_whitespace();
        let ticks: f64 = fields
            .skip(11)
            .take(2)
            .filter_map(|field| field.parse::<f64>().ok())
            .sum();
        // Linux tells programs a hundred ticks a second, whatever it counts itself.
        ticks / 100.0
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

    /// Its page of metrics.
    pub async fn metrics(&self) -> String {
        let admin = self.admin.as_deref().expect("it was started with --admin-listen");
        let page = self.caller.http.get(format!("{admin}/metrics")).send().await;
        page.expect("the server answers")
            .text()
            .await
            .expect("the page is text")
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
