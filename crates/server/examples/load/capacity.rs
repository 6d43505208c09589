//! How many sessions a core carries: more and more of one workload, until one picture in twenty is later than 10 ms.

use std::time::{Duration, Instant};

use str0m::format::Codec;
use tokio::task::JoinSet;

use crate::metrics::{Lateness, metric};
use crate::program::Program;
use crate::viewers::{Viewer, Workload};

/// The lateness that one picture in twenty may exceed.
const MAX_LATE: Duration = Duration::from_millis(10);

/// Sessions that are opened at a time.
const AT_ONCE: usize = 4;

/// The time that new sessions take to settle.
const SETTLING: Duration = Duration::from_secs(2);

/// A measured row.
#[derive(Clone, Debug)]
pub struct Row {
    /// The workload of the sessions.
    pub workload: Workload,
    /// The most sessions with pictures in time.
    pub sessions: usize,
    /// The lateness of all but one in twenty of their pictures.
    pub lateness: Duration,
    /// Processor seconds in a second that one of them takes.
    pub processor: f64,
    /// Pictures that are encoded for one of them in a second: a still avatar takes fewer.
    pub pictures: f64,
    /// Resident memory of each, in MB.
    pub memory: f64,
}

/// The cost of all sessions over a while.
struct Sample {
    lateness: Duration,
    processor: f64,
    pictures: f64,
    skipped: f64,
}

/// The most sessions of a workload that a server on one core carries, up to `most`. Each number of them is watched for `watch`.
pub async fn measure(program: &Program, workload: Workload, watch: Duration, most: usize) -> Row {
    let empty = program.memory() as f64;
    let mut viewers = Vec::new();
    grow(program, workload, &mut viewers, 2).await;
    let mut sample = sampled(program, watch).await;
    let mut row = row(workload, &viewers, &sample, program, empty);
    // By the processor alone; the last steps are small, as lateness rises steeply there.
    let estimate = (1.0 / row.processor.max(0.001)) as usize;
    let step = (estimate / 12).max(1);
    let mut next = estimate / 2;
    while sample.lateness < MAX_LATE && sample.skipped == 0.0 {
        if viewers.len() >= 2 {
            row = self::row(workload, &viewers, &sample, program, empty);
        }
        if viewers.len() >= most {
            break;
        }
        next = next.max(viewers.len() + step).min(most);
        grow(program, workload, &mut viewers, next).await;
        sample = sampled(program, watch).await;
    }
    let mut leaving = JoinSet::new();
    for viewer in viewers {
        leaving.spawn(viewer.leave());
    }
    leaving.join_all().await;
    row
}

fn row(workload: Workload, viewers: &[Viewer], sample: &Sample, program: &Program, empty: f64) -> Row {
    let sessions = viewers.len();
    Row {
        workload,
        sessions,
        lateness: sample.lateness,
        processor: sample.processor / sessions as f64,
        pictures: sample.pictures / sessions as f64,
        memory: (program.memory() as f64 - empty) / sessions as f64,
    }
}

/// Opens sessions until there are so many.
async fn grow(program: &Program, workload: Workload, viewers: &mut Vec<Viewer>, count: usize) {
    while viewers.len() < count {
        let mut entering = JoinSet::new();
        for _ in viewers.len()..count.min(viewers.len() + AT_ONCE) {
            let caller = program.caller.clone();
            entering.spawn(async move { Viewer::enter(&caller, workload).await });
        }
        viewers.extend(entering.join_all().await);
    }
}

/// Watches for a while what the sessions cost, and how late their pictures are.
async fn sampled(program: &Program, watch: Duration) -> Sample {
    tokio::time::sleep(SETTLING).await;
    let (before, processor, began) = (program.metrics().await, program.processor_seconds(), Instant::now());
    tokio::time::sleep(watch).await;
    let (after, took) = (program.metrics().await, began.elapsed().as_secs_f64());
    let lateness = Lateness::of(&after).since(&Lateness::of(&before));
    let counted = |name| metric(&after, name) - metric(&before, name);
    Sample {
        lateness: lateness.quantile(0.95),
        processor: (program.processor_seconds() - processor) / took,
        pictures: counted("avatar_pictures_total") / took,
        skipped: counted("avatar_pictures_skipped_total"),
    }
}

/// The head of the table.
pub const HEAD: &str = "\
| codec | size | sessions | a core | p95 lateness, ms | processor of each, ms/s | pictures of each, 1/s | memory of each, MB |
|---|---|---|---|---|---|---|---|";

impl std::fmt::Display for Row {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let codec = match self.workload.codec {
            Codec::H264 => "H.264",
            _ => "VP8",
        };
        let size = match self.workload.quality {
            "low" => "360p",
            "medium" => "480p",
            _ => "720p",
        };
        let speaks = if self.workload.speaks { "talking" } else { "idle" };
        write!(
            formatter,
            "| {codec} | {size} | {speaks} | {} | {:.1} | {:.1} | {:.1} | {:.1} |",
            self.sessions,
            self.lateness.as_secs_f64() * 1000.0,
            self.processor * 1000.0,
            self.pictures,
            self.memory
        )
    }
}
