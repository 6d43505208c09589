//! A full house over a long time: sessions come, speak for a part of it, and go; nothing is lost and nothing grows.

use std::fmt;
use std::time::{Duration, Instant};

use crate::caller::Caller;
use crate::crowd::{Manner, Member};
use crate::program::Program;
use tokio::task::JoinSet;

/// How long a session lasts, and by how much that differs from one to the next.
const LASTS: (u64, u64) = (60, 7);

/// One session in so many speaks at a time, as visitors do who also listen and think.
const SPEAKS: u64 = 3;

/// The figures of a soak.
#[derive(Clone, Debug)]
pub struct Soaked {
    /// Sessions that were lived to their end.
    pub lived: usize,
    /// Sessions that ended before they should, got no media for ten seconds, or took no text.
    pub lost: usize,
    /// The server's state when the house was full and warm, and at the end of it.
    pub first: Held,
    /// The same in the end.
    pub last: Held,
    /// The state when all have left.
    pub empty: Held,
}

/// The resources that a server holds.
#[derive(Clone, Copy, Debug)]
pub struct Held {
    /// Resident memory, in MB.
    pub memory: usize,
    /// Files and sockets.
    pub files: usize,
    /// Threads: each session has one.
    pub threads: usize,
    /// Open sessions, as the server lists them.
    pub sessions: usize,
}

/// Keeps `seats` sessions open for `time`.
pub async fn soak(program: &Program, manner: Manner, seats: usize, time: Duration) -> Soaked {
    let manner = Manner {
        speaks: false,
        ..manner
    };
    let end = Instant::now() + time;
    let mut seated = JoinSet::new();
    for seat in 0..seats {
        seated.spawn(keep_taken(program.caller.clone(), manner, seat as u64, end));
        // They come one after the other, and so they go.
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    tokio::time::sleep(time / 5).await;
    let first = held(program).await;
    tokio::time::sleep_until((end - time / 20).into()).await;
    let last = held(program).await;
    let (mut lived, mut lost) = (0, 0);
    for (well, badly) in seated.join_all().await {
        lived += well;
        lost += badly;
    }
    // Threads end a moment after their sessions.
    tokio::time::sleep(Duration::from_secs(3)).await;
    Soaked {
        lived,
        lost,
        first,
        last,
        empty: held(program).await,
    }
}

async fn held(program: &Program) -> Held {
    Held {
        memory: program.memory(),
        files: program.files(),
        threads: program.threads(),
        sessions: program.caller.sessions().await.len(),
    }
}

/// Has one session after the other in a seat; gives how many were lived, and how many lost.
async fn keep_taken(caller: Caller, manner: Manner, seat: u64, end: Instant) -> (usize, usize) {
    let (mut lived, mut lost) = (0, 0);
    let mut number = seat;
    while Instant::now() < end {
        let lasts = Duration::from_secs(LASTS.0 + number % 9 * LASTS.1);
        let until = (Instant::now() + lasts).min(end);
        if lives(&caller, manner, number, until).await {
            lived += 1;
        } else {
            lost += 1;
        }
        number += 1;
    }
    (lived, lost)
}

/// Lives one session until then; whether it went as it should.
async fn lives(caller: &Caller, manner: Manner, number: u64, until: Instant) -> bool {
    let member = Member::enter(caller, manner).await;
    let (mut well, mut second) = (true, number);
    while Instant::now() < until {
        // A text lasts about twenty seconds.
        if second.is_multiple_of(20 * SPEAKS) {
            well &= member.speak().await;
        }
        tokio::time::sleep(Duration::from_secs(1)).await;
        second += 1;
        if !member.lives() {
            return false;
        }
    }
    member.leave().await && well
}

impl fmt::Display for Held {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "{} MB, {} files, {} threads, {} sessions",
            self.memory, self.files, self.threads, self.sessions
        )
    }
}
