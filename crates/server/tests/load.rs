//! The measurement of load, in short: it measures what there is, and a server that it drives loses nothing.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by a panic, in its helpers too"
)]

#[path = "server/caller.rs"]
#[allow(dead_code, reason = "shared with other tests, which use more of it")]
mod caller;
#[path = "../examples/load/capacity.rs"]
mod capacity;
#[path = "../examples/load/metrics.rs"]
mod metrics;
#[cfg(unix)]
#[path = "server/nats_server.rs"]
#[allow(dead_code, reason = "shared with other tests, which use more of it")]
mod nats_server;
#[path = "../examples/hold/program.rs"]
#[allow(dead_code, reason = "shared with other measurements, which use more of it")]
mod program;
#[path = "../examples/load/rate.rs"]
mod rate;
#[path = "../examples/load/report.rs"]
#[allow(dead_code, reason = "the whole table takes minutes")]
mod report;
#[path = "../examples/load/soak.rs"]
mod soak;
#[path = "../examples/load/viewers.rs"]
mod viewers;
#[path = "server/visitor.rs"]
#[allow(dead_code, reason = "shared with other tests, which use more of it")]
mod visitor;

use std::time::Duration;

use str0m::format::Codec;

use report::{Plan, Where};
use viewers::Workload;

const WORKLOAD: Workload = Workload {
    codec: Codec::Vp8,
    quality: "low",
    speaks: true,
};

fn place() -> Where {
    Where {
        server: env!("CARGO_BIN_EXE_avatar-server").to_owned(),
        processor: None,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_short_table_has_measurements() {
    let plan = Plan {
        watch: Duration::from_secs(1),
        most: 2,
        starts: 2,
    };
    let row = report::capacity_of(&place(), &plan, WORKLOAD).await;
    assert_eq!(row.sessions, 2);
    assert!(row.pictures > 1.0 && row.processor > 0.0, "{row:?}");
    assert_eq!(
        row.to_string().matches('|').count(),
        capacity::HEAD.lines().next().unwrap().matches('|').count()
    );
    let starts = report::starts(&place(), plan.starts).await;
    assert!(starts.ends_with("2 starts"), "{starts}");
    let calls = report::calls(&place(), plan.watch).await;
    assert!(calls.contains("one server: "), "{calls}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_short_soak_loses_nothing() {
    let program = place().start(&[]);
    let soaked = soak::soak(&program, WORKLOAD, 3, Duration::from_secs(8)).await;
    assert_eq!((soaked.completed, soaked.lost), (3, 0), "{soaked:?}");
    assert_eq!((soaked.first.sessions, soaked.empty.sessions), (3, 0), "{soaked:?}");
    assert!(soaked.empty.threads < soaked.first.threads, "{soaked:?}");
}
