//! Many sessions, one after the other, a part of them abandoned at every stage: nothing of them stays.

use std::time::{Duration, Instant};

use api::Call;
use serde_json::{Value, json};
use str0m::format::Codec;
use tokio::task::JoinSet;

use crate::caller::{Caller, text};
use crate::measurement::Measurement;
use crate::program::Program;
use crate::visitor::{Visitor, answer};

/// Sessions at a time.
const AT_ONCE: usize = 8;

/// How much resident memory may grow, in MB.
const MAX_GROWTH: usize = 100;

/// Threads and files that may be there in the end and not at first: idle connections, pools.
const SLACK: usize = 8;

/// How long the last sessions may take to end.
const END_TIMEOUT: Duration = Duration::from_secs(60);

const CODECS: [Codec; 2] = [Codec::Vp8, Codec::H264];

pub async fn measure(server: String, sessions: usize) -> Vec<Measurement> {
    let arguments = [
        "--max-sessions",
        "64",
        "--start-timeout",
        "5",
        "--connect-timeout",
        "5",
        "--max-duration",
        "15",
    ];
    let program = Program::start(&server, 4096, &arguments);
    let warm = (sessions / 10).max(AT_ONCE * 2);
    let began = Instant::now();
    let mut failed = live(&program, 0..warm).await;
    let first = settled(&program).await;
    failed += live(&program, warm..sessions.max(warm + 1)).await;
    let last = settled(&program).await;
    let took = began.elapsed();
    let growth = last.memory.saturating_sub(first.memory);
    vec![
        Measurement {
            what: format!("memory over {sessions} sessions"),
            measured: format!(
                "{} MB after {warm}, {} MB after all ({} MB at most) in {} s",
                first.memory,
                last.memory,
                program.most_memory(),
                took.as_secs()
            ),
            bound: format!("{MAX_GROWTH} MB more"),
            holds: growth <= MAX_GROWTH,
        },
        Measurement {
            what: "sessions that did not come about".into(),
            measured: format!("{failed} of {sessions}"),
            bound: "one in a hundred".into(),
            holds: failed * 100 <= sessions,
        },
        Measurement {
            what: "left behind by vanished clients".into(),
            measured: format!(
                "{} sessions open, {} threads (were {}), {} files (were {})",
                last.open, last.threads, first.threads, last.files, first.files
            ),
            bound: format!("no session, {SLACK} threads and files more"),
            holds: last.open == 0 && last.threads <= first.threads + SLACK && last.files <= first.files + SLACK,
        },
    ]
}

/// The resources that a server holds.
struct Held {
    open: usize,
    memory: usize,
    threads: usize,
    files: usize,
}

/// Waits for the last sessions to end and looks.
async fn settled(program: &Program) -> Held {
    let deadline = Instant::now() + END_TIMEOUT;
    while !program.caller.sessions().await.is_empty() && Instant::now() < deadline {
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    // Threads end a moment after their sessions.
    tokio::time::sleep(Duration::from_secs(2)).await;
    Held {
        open: program.caller.sessions().await.len(),
        memory: program.memory(),
        threads: program.threads(),
        files: program.files(),
    }
}

/// Lives these sessions, some at a time; gives how many of them ended before they should.
async fn live(program: &Program, numbers: std::ops::Range<usize>) -> usize {
    let mut living: JoinSet<bool> = JoinSet::new();
    let mut failed = 0;
    for number in numbers {
        if living.len() >= AT_ONCE
            && let Some(lived) = living.join_next().await
        {
            failed += usize::from(!lived.expect("a session is lived without a panic"));
        }
        living.spawn(one(program.caller.clone(), number));
    }
    failed + living.join_all().await.into_iter().filter(|lived| !lived).count()
}

/// One session; whether it went as it should. Of ten, four are abandoned: before the answer, after it, in the middle of the
/// handshake, and while connected.
async fn one(caller: Caller, number: usize) -> bool {
    let opened = open(&caller).await;
    let session = text(&opened["session_id"]);
    if number % 10 == 1 {
        return true;
    }
    let answered = answer(&text(&opened["sdp"]["sdp"]), &CODECS).await;
    let start = json!({"session_id": session, "sdp": {"type": "answer", "sdp": answered.sdp}});
    if caller.call(Call::Start, start).await.0 != 200 {
        return false;
    }
    if number % 10 == 3 {
        return true;
    }
    let visitor = Visitor::live(&caller, session, answered);
    if number % 10 == 5 {
        visitor.vanish();
        return true;
    }
    let arrived = arrives(&visitor).await;
    let mut went_well = arrived;
    if arrived && number.is_multiple_of(4) {
        let body = json!({"session_id": visitor.session, "text": "One of many."});
        went_well = caller.call(Call::Task, body).await.0 == 200;
    }
    if number % 10 == 7 {
        visitor.vanish();
        return went_well;
    }
    went_well && visitor.call(Call::Stop).await.0 == 200
}

/// Whether a first picture arrives, and the data channel opens.
async fn arrives(visitor: &Visitor) -> bool {
    let deadline = Instant::now() + END_TIMEOUT;
    loop {
        let (arrived, closed) =
            visitor.see(|inbox| (!inbox.labels.is_empty() && !inbox.pictures.is_empty(), inbox.closed));
        if arrived || closed || Instant::now() > deadline {
            return arrived;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

/// Opens a session, waiting for a place where all are taken by those that were abandoned.
async fn open(caller: &Caller) -> Value {
    let deadline = Instant::now() + END_TIMEOUT;
    loop {
        let (status, envelope) = caller.call(Call::New, json!({"quality": "low"})).await;
        if status == 200 {
            return envelope["data"].clone();
        }
        assert!(Instant::now() < deadline, "no place for a session: {envelope}");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}
