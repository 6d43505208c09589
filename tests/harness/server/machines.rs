//! The machines that a test's server consists of: one, or several behind a front.

use std::env;
use std::path::Path;

use crate::process::{Process, free_port};
use crate::{Failure, Front, Nats, Usage};

/// Options of tests that are about a single machine: its own bounds, or a cluster of the test's own.
const ALONE: [&str; 2] = ["--max-sessions", "--cluster"];

/// The secret by which each machine knows the tokens of the others.
const SECRET: &str = "the-secret-of-the-end-to-end-tests";

/// Machines that are one server.
#[derive(Debug)]
pub struct Machines {
    processes: Vec<Process>,
    /// Of several machines: the front that visitors reach, and the NATS server by which they are one. They go after the machines.
    shared: Option<(Front, Nats)>,
}

/// The number of machines that `AVATAR_MACHINES` asks for: 1 unless it is set.
pub fn asked() -> usize {
    let asked = env::var("AVATAR_MACHINES").ok().and_then(|count| count.parse().ok());
    asked.unwrap_or(1)
}

/// The number of machines of a server with these options.
pub fn wanted(arguments: &[String]) -> usize {
    let alone = arguments.iter().any(|argument| ALONE.contains(&argument.as_str()));
    if alone { 1 } else { asked() }
}

impl Machines {
    /// Starts `count` machines, which visitors reach at `port`. `name` names their logs.
    pub async fn start(
        name: &str,
        program: &Path,
        port: u16,
        arguments: &[String],
        count: usize,
    ) -> Result<Self, Failure> {
        if count <= 1 {
            let process = machine(&format!("{name}-server"), program, port, arguments).await?;
            let (processes, shared) = (vec![process], None);
            return Ok(Self { processes, shared });
        }
        let nats = Nats::start(name).await?;
        let mut processes = Vec::new();
        for number in 0..count {
            let arguments = clustered(&nats, arguments, number);
            let name = format!("{name}-server-{}", number + 1);
            processes.push(machine(&name, program, free_port()?, &arguments).await?);
        }
        let ports = processes.iter().map(|process| process.port).collect();
        let shared = Some((Front::at(port, ports).await?, nats));
        Ok(Self { processes, shared })
    }

    /// Starts all of them again at the same addresses, after [`Machines::kill`].
    pub async fn restart(self, name: &str, program: &Path, arguments: &[String]) -> Result<Self, Failure> {
        let Self { processes, shared } = self;
        let mut again = Vec::new();
        for (number, process) in processes.into_iter().enumerate() {
            let arguments = match &shared {
                Some((_, nats)) => clustered(nats, arguments, number),
                None => arguments.to_vec(),
            };
            let name = format!("{name}-server-{}", number + 1);
            again.push(machine(&name, program, process.port, &arguments).await?);
        }
        let processes = again;
        Ok(Self { processes, shared })
    }

    /// The port that visitors reach.
    pub fn port(&self) -> u16 {
        match (&self.shared, self.processes.as_slice()) {
            (Some((front, _)), _) => front.port(),
            (None, processes) => processes.first().map_or(0, |process| process.port),
        }
    }

    /// Ends them like Ctrl-C.
    pub fn stop(&self) -> Result<(), Failure> {
        self.processes.iter().try_for_each(Process::stop)
    }

    /// Kills them.
    pub fn kill(&self) -> Result<(), Failure> {
        self.processes.iter().try_for_each(Process::kill)
    }

    /// Suspends them (true), or resumes them.
    #[cfg(unix)]
    pub fn freeze(&self, frozen: bool) -> Result<(), Failure> {
        self.processes.iter().try_for_each(|process| process.freeze(frozen))
    }

    /// Their processor time and memory.
    pub fn usage(&self) -> Usage {
        let mut all = Usage::default();
        for process in &self.processes {
            let usage = process.usage();
            all.time += usage.time;
            all.memory += usage.memory;
        }
        all
    }

    /// Their logs so far, as one in the order of time.
    pub fn log(&self) -> String {
        let logs: Vec<String> = self.processes.iter().map(Process::log).collect();
        let mut lines: Vec<&str> = logs.iter().flat_map(|log| log.lines()).collect();
        if self.shared.is_some() {
            // Each line begins with its time.
            lines.sort_by_key(|line| line.split_whitespace().next().unwrap_or_default());
        }
        lines.join("\n")
    }
}

/// The options of one of several machines, counted from 0: with what makes them one, NATS and a secret for the tokens of a test that has keys. They
/// share an address here, so where a test names the port of media, each next machine has the next port.
fn clustered(nats: &Nats, arguments: &[String], number: usize) -> Vec<String> {
    let cluster = ["--cluster", &nats.address(), "--token-secret", SECRET].map(str::to_owned);
    let mut all: Vec<String> = arguments.iter().cloned().chain(cluster).collect();
    let value = all
        .iter()
        .position(|argument| argument == "--udp-port")
        .map(|at| at + 1);
    if let Some(value) = value.and_then(|at| all.get_mut(at))
        && let Ok(port @ 1..) = value.parse::<u16>()
    {
        *value = next_port(port, number).to_string();
    }
    all
}

/// The port of media of a machine, counted from 0, where the first has `port`.
pub fn next_port(port: u16, number: usize) -> u16 {
    port.saturating_add(u16::try_from(number).unwrap_or(u16::MAX))
}

async fn machine(name: &str, program: &Path, port: u16, arguments: &[String]) -> Result<Process, Failure> {
    // The machine is busy with the browsers, too, so lateness refuses nobody.
    let at = ["--port", &port.to_string(), "--max-lateness", "0"].map(str::to_owned);
    let all = at.into_iter().chain(arguments.iter().cloned()).collect();
    Process::start_at(name, program, port, all).await
}
