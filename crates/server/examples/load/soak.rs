//! A full server over a long time: sessions come, speak for a part of it, and go; nothing is lost and nothing grows.

use std::fmt;
use std::time::{Duration, Instant};

use crate::caller::Caller;
use crate::metrics::quantile;
use crate::program::Program;
use crate::viewers::{Viewer, Workload};
use tokio::task::JoinSet;

/// How long a session lasts, and by how much that differs from one to the next.
const LASTS: (u64, u64) = (60, 7);

/// One session in so many speaks at a time, as visitors do who also listen and think.
const SPEAKS: u64 = 3;

/// Between two looks at what the server uses.
const LOOK: Duration = Duration::from_secs(2);

/// The measurements of a soak.
#[derive(Clone, Debug)]
pub struct Soaked {
    /// Sessions that lasted to their end.
    pub completed: usize,
    /// Sessions that ended before they should, got no media for ten seconds, or took no text.
    pub lost: usize,
    /// The server's usual state in the second quarter of the time, when it was full and warm.
    pub first: Resources,
    /// The same in the last quarter.
    pub last: Resources,
    /// The state when all have left.
    pub empty: Resources,
}

/// The resources that a server uses.
#[derive(Clone, Copy, Debug)]
pub struct Resources {
    /// Resident memory, in MB.
    pub memory: usize,
    /// Files and sockets.
    pub files: usize,
    /// Threads: each session has one.
    pub threads: usize,
    /// Open sessions, as the server lists them.
    pub sessions: usize,
}

/// Keeps so many sessions open for `time`.
pub async fn soak(program: &Program, workload: Workload, viewers: usize, time: Duration) -> Soaked {
    let workload = Workload {
        speaks: false,
        ..workload
    };
    let begin = Instant::now();
    let end = begin + time;
    let mut watching = JoinSet::new();
    for viewer in 0..viewers {
        watching.spawn(watch(program.caller.clone(), workload, viewer as u64, end));
        // They come one after the other, and so they go.
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let first = usual(program, begin + time / 4, begin + time / 2).await;
    let last = usual(program, begin + time * 3 / 4, end - time / 20).await;
    let (mut completed, mut lost) = (0, 0);
    for (well, badly) in watching.join_all().await {
        completed += well;
        lost += badly;
    }
    // Threads end a moment after their sessions, and the allocator returns memory to the system some seconds later.
    tokio::time::sleep(Duration::from_secs(20)).await;
    Soaked {
        completed,
        lost,
        first,
        last,
        empty: resources(program).await,
    }
}

/// The medians of what the server uses between these moments: each session that comes or goes moves it by a tenth of what a full server uses.
async fn usual(program: &Program, from: Instant, until: Instant) -> Resources {
    tokio::time::sleep_until(from.into()).await;
    let mut looks = Vec::new();
    while looks.is_empty() || Instant::now() < until {
        looks.push(resources(program).await);
        tokio::time::sleep(LOOK).await;
    }
    let median = |of: fn(&Resources) -> usize| quantile(&mut looks.iter().map(of).collect::<Vec<_>>(), 0.5);
    Resources {
        memory: median(|look| look.memory),
        files: median(|look| look.files),
        threads: median(|look| look.threads),
        sessions: median(|look| look.sessions),
    }
}

async fn resources(program: &Program) -> Resources {
    Resources {
        memory: program.memory(),
        files: program.files(),
        threads: program.threads(),
        sessions: program.caller.sessions().await.len(),
    }
}

/// Has one session after the other; gives how many were completed, and how many lost. `first` is the number of the first one.
async fn watch(caller: Caller, workload: Workload, first: u64, end: Instant) -> (usize, usize) {
    let (mut completed, mut lost) = (0, 0);
    let mut number = first;
    while Instant::now() < end {
        let lasts = Duration::from_secs(LASTS.0 + number % 9 * LASTS.1);
        let until = (Instant::now() + lasts).min(end);
        if watch_one(&caller, workload, number, until).await {
            completed += 1;
        } else {
            lost += 1;
        }
        number += 1;
    }
    (completed, lost)
}

/// Watches one session until then; whether it went as it should.
async fn watch_one(caller: &Caller, workload: Workload, number: u64, until: Instant) -> bool {
    let viewer = Viewer::enter(caller, workload).await;
    let (mut well, mut second) = (true, number);
    while Instant::now() < until {
        // A text lasts about twenty seconds.
        if second.is_multiple_of(20 * SPEAKS) {
            well &= viewer.speak().await;
        }
        tokio::time::sleep(Duration::from_secs(1)).await;
        second += 1;
        if !viewer.is_alive() {
            return false;
        }
    }
    viewer.leave().await && well
}

impl fmt::Display for Resources {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "{} MB, {} files, {} threads, {} sessions",
            self.memory, self.files, self.threads, self.sessions
        )
    }
}
