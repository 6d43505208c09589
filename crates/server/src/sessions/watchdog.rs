//! The watchdog of sessions: one whose thread hangs, by a defect, is given up, and its slot is free.

use std::pin::pin;
use std::sync::{Arc, Weak};
use std::time::Duration;

use tokio::time::MissedTickBehavior;

use crate::refusal::Refusal;
use crate::sessions::end_reason::EndReason;
use crate::sessions::handle::{Command, Handle};
use crate::sessions::registry::Registry;

/// How long a session may take to answer. It answers within milliseconds, on a machine with far too much to do within a second or two.
const ANSWER_TIMEOUT: Duration = PART.saturating_mul(PARTS);

/// It is waited for in parts. Of the time for which a machine is suspended, with all its sessions, one part is lost at most.
const PART: Duration = Duration::from_secs(1);

/// How many there are.
const PARTS: u32 = 10;

/// Every session is pinged this often. Most visitors listen for minutes without a call, by which a hung session would be noticed.
const PING_INTERVAL: Duration = Duration::from_secs(15);

/// Pings every session regularly, until the server has ended. A session that does not answer is given up.
pub async fn ping_sessions(registry: Weak<Registry>) {
    let mut interval = tokio::time::interval(PING_INTERVAL);
    // After a machine was suspended, the rounds that were missed are not made up for.
    interval.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        interval.tick().await;
        let Some(registry) = registry.upgrade() else {
            return;
        };
        for (session, handle) in registry.reachable() {
            let registry = Arc::clone(&registry);
            tokio::spawn(async move {
                // Any answer is a sign of life. Where too many calls wait for the session, each of them looks after it.
                registry.answered(&session, handle.ask(Command::Ping)).await.ok();
            });
        }
    }
}

/// The outcome, if it comes in time.
async fn in_time<T>(outcome: impl Future<Output = T>) -> Option<T> {
    let mut outcome = pin!(outcome);
    for _ in 0..PARTS {
        if let Ok(outcome) = tokio::time::timeout(PART, outcome.as_mut()).await {
            return Some(outcome);
        }
    }
    None
}

impl Registry {
    /// The answer of a session, which is given up where none comes.
    ///
    /// # Errors
    /// The session's refusal, or that it was given up.
    pub async fn answered<T>(
        &self,
        session: &str,
        answer: impl Future<Output = Result<T, Refusal>>,
    ) -> Result<T, Refusal> {
        in_time(answer).await.unwrap_or_else(|| Err(self.give_up(session)))
    }

    /// Ends a session, which is given up where it does not end by itself.
    pub async fn stop(&self, session: &str, handle: &Handle) {
        if in_time(handle.stop(EndReason::Stopped)).await.is_none() {
            self.give_up(session);
        }
    }

    /// Gives a session up. Its thread, should it go on, finds that nobody can reach the session any more, and ends.
    fn give_up(&self, session: &str) -> Refusal {
        let why = EndReason::Hung(ANSWER_TIMEOUT);
        tracing::error!(session, reason = %why, "session given up; please report it");
        let refusal = Refusal::closed(&why);
        self.leave(session, why);
        refusal
    }
}
