//! The measurements one after the other, as text for the operator's guide.

use std::time::Duration;

use str0m::format::Codec;

use crate::capacity::{self, HEAD, Row};
use crate::metrics::quantile;
use crate::program::Program;
use crate::rate;
use crate::soak::soak;
use crate::viewers::{Viewer, Workload};

/// The server that is measured.
pub struct Where {
    /// Its program.
    pub server: String,
    /// The processor that is its alone, where it has one.
    pub processor: Option<String>,
}

/// How much is measured.
pub struct Plan {
    /// How long each number of sessions is watched.
    pub watch: Duration,
    /// The most sessions.
    pub most: usize,
    /// How many starts are measured.
    pub starts: usize,
}

/// How much memory may grow in a soak, in MB, and files and threads: idle connections, pools.
const SLACK: (usize, usize) = (30, 8);

/// Files and sockets that the server may have open: four for each session.
const FILES: usize = 16_384;

const CODECS: [Codec; 2] = [Codec::Vp8, Codec::H264];

impl Where {
    /// Starts a server with room for all, and one port for their media.
    pub fn start(&self, further: &[&str]) -> Program {
        let mut arguments = vec![
            "--max-sessions",
            "2000",
            "--max-unanswered",
            "2000",
            "--max-connections",
            "4096",
            "--udp-port",
            "0",
            "--admin-listen",
            "127.0.0.1:0",
        ];
        arguments.extend(further);
        match &self.processor {
            Some(processor) => Program::start_on(processor, &self.server, FILES, &arguments),
            None => Program::start(&self.server, FILES, &arguments),
        }
    }
}

/// Prints the table.
pub async fn table(place: &Where, plan: &Plan) {
    match &place.processor {
        Some(_) => println!("The server runs on one core alone, its clients on the others.\n"),
        None => println!("The server and its clients share all cores: there is only one, or no taskset.\n"),
    }
    println!("{HEAD}");
    for codec in CODECS {
        for quality in ["medium", "high"] {
            for speaks in [true, false] {
                println!(
                    "{}",
                    capacity_of(place, plan, Workload { codec, quality, speaks }).await
                );
            }
        }
    }
    println!("\n{}", starts(place, plan.starts).await);
    println!("{}", calls(place, plan.watch).await);
}

/// The capacity for a workload, by a server of its own.
pub async fn capacity_of(place: &Where, plan: &Plan, workload: Workload) -> Row {
    let program = place.start(&[]);
    // Whatever is loaded once.
    Viewer::enter(&program.caller, workload).await.leave().await;
    capacity::measure(&program, workload, plan.watch, plan.most).await
}

/// How long starts take, one after the other.
pub async fn starts(place: &Where, count: usize) -> String {
    let program = place.start(&[]);
    let workload = Workload {
        codec: Codec::Vp8,
        quality: "medium",
        speaks: false,
    };
    let mut taken = Vec::new();
    for _ in 0..=count {
        let viewer = Viewer::enter(&program.caller, workload).await;
        taken.push(viewer.started);
        viewer.leave().await;
    }
    // The first one loads what is loaded once.
    taken.remove(0);
    let millis = |part| quantile(&mut taken.clone(), part).as_millis();
    format!(
        "From streaming.new to the first picture, one after the other: p50 {} ms, p95 {} ms, {count} starts",
        millis(0.5),
        millis(0.95)
    )
}

/// How many calls one server answers, and a cluster of three.
pub async fn calls(place: &Where, watch: Duration) -> String {
    // All servers of the cluster are on this machine: the single one has all of it, too.
    let place = Where {
        server: place.server.clone(),
        processor: None,
    };
    let program = place.start(&[]);
    let session = program.caller.open().await;
    let one = rate::measure(std::slice::from_ref(&program.caller), &session, watch).await;
    drop(program);
    let mut told = format!("Calls (streaming.keep_alive), one server: {one}");
    #[cfg(all(unix, feature = "cluster"))]
    if let Some(through) = through_a_cluster(&place, watch).await {
        let ratio = through.calls / one.calls.max(1.0);
        told +=
            &format!("\nCalls through three servers and NATS on this machine: {through}; {ratio:.2} of one server's");
    }
    told
}

#[cfg(all(unix, feature = "cluster"))]
async fn through_a_cluster(place: &Where, watch: Duration) -> Option<rate::Rate> {
    let nats = crate::nats_server::NatsServer::start()?;
    let url = nats.url();
    let programs: Vec<_> = (0..3).map(|_| place.start(&["--cluster", &url])).collect();
    let callers: Vec<_> = programs.iter().map(|program| program.caller.clone()).collect();
    for program in &programs {
        while crate::metrics::metric(&program.metrics().await, "avatar_cluster_nodes") < 3.0 {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }
    // Machines that have just met are not told from those that are gone.
    tokio::time::sleep(Duration::from_secs(4)).await;
    let session = callers.first()?.open().await;
    Some(rate::measure(&callers, &session, watch).await)
}

/// Soaks, and prints what came of it; whether nothing was lost and nothing grew.
pub async fn soaked(place: &Where, plan: &Plan, minutes: u64) -> bool {
    let workload = Workload {
        codec: Codec::Vp8,
        quality: "medium",
        speaks: true,
    };
    let row = capacity_of(place, plan, workload).await;
    // A third of them speak; the others take little. Some room is left, as --max-sessions leaves it.
    let viewers = (row.sessions * 2).min(plan.most).max(2);
    println!(
        "One core carries {} that talk; soaking with {viewers}, a third of which talk.",
        row.sessions
    );
    let program = place.start(&[]);
    let soaked = soak(&program, workload, viewers, Duration::from_secs(minutes * 60)).await;
    println!("sessions: {} completed, {} lost", soaked.completed, soaked.lost);
    println!(
        "full and warm: {}\nfull in the end: {}\nempty: {}",
        soaked.first, soaked.last, soaked.empty
    );
    let grown = soaked.last.memory.saturating_sub(soaked.first.memory);
    let files = soaked.last.files.saturating_sub(soaked.first.files);
    let threads = soaked.last.threads.saturating_sub(soaked.first.threads);
    let holds =
        soaked.lost == 0 && grown <= SLACK.0 && files <= SLACK.1 && threads <= SLACK.1 && soaked.empty.sessions == 0;
    println!(
        "{}: growth {grown} MB, {files} files, {threads} threads (bounds {} MB, {} and {})",
        if holds { "held" } else { "BROKEN" },
        SLACK.0,
        SLACK.1,
        SLACK.1
    );
    holds
}
