//! Processor time and memory of a browser's processes.

use std::collections::HashMap;
use std::fs;
use std::time::Duration;

/// Processor time and memory of a program and all its descendants. Both are 0 where the system has no `/proc`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Usage {
    /// Processor time of the living processes since their start.
    pub time: Duration,
    /// Resident memory in bytes; a shared page counts once for each process.
    pub memory: u64,
}

/// `/proc` counts time in hundredths of a second on every Linux, whatever the kernel's tick.
const TICK: Duration = Duration::from_millis(10);
const PAGE: u64 = 4096;

/// A process, from its `stat` file.
struct Process {
    parent: u32,
    ticks: u64,
    pages: u64,
}

impl Usage {
    /// Usage of the process with this id and its descendants.
    pub fn of(root: u32) -> Self {
        let processes: HashMap<u32, Process> = fs::read_dir("/proc")
            .into_iter()
            .flatten()
            .flatten()
            .filter_map(|entry| {
                let id = entry.file_name().to_str()?.parse().ok()?;
                let stat = fs::read_to_string(entry.path().join("stat")).ok()?;
                Some((id, process(&stat)?))
            })
            .collect();
        let is_ours = |mut id: u32| {
            // The parent of a process that started in the meantime may be gone.
            while let Some(process) = processes.get(&id).filter(|_| id != root) {
                id = process.parent;
            }
            id == root
        };
        let mut usage = Self::default();
        for (id, process) in &processes {
            if is_ours(*id) {
                usage.time += TICK * u32::try_from(process.ticks).unwrap_or(u32::MAX);
                usage.memory += process.pages * PAGE;
            }
        }
        usage
    }
}

/// Reads `/proc/<id>/stat`. The name, in brackets, may contain any character.
fn process(stat: &str) -> Option<Process> {
    let (_, rest) = stat.rsplit_once(')')?;
    let fields: Vec<&str> = rest.split_whitespace().collect();
    let number = |place: usize| fields.get(place)?.parse::<u64>().ok();
    Some(Process {
        parent: u32::try_from(number(1)?).ok()?,
        ticks: number(11)? + number(12)?,
        pages: number(21)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_process_name_may_contain_brackets_and_spaces() {
        let stat = "42 (a) b (c) S 7 42 42 0 -1 4194560 100 0 0 0 250 50 0 0 20 0 1 0 12345 1000000 300 0";
        let process = process(stat).unwrap();
        assert_eq!((process.parent, process.ticks, process.pages), (7, 300, 300));
        assert!(super::process("no process").is_none());
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn own_processor_time_is_counted() {
        let before = Usage::of(std::process::id());
        let mut sum = 0_u64;
        for number in 0..300_000_000_u64 {
            sum = std::hint::black_box(sum ^ number);
        }
        let after = Usage::of(std::process::id());
        assert!(after.time > before.time && after.memory > 0, "{before:?} {after:?}");
    }
}
