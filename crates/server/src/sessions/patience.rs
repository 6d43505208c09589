//! The patience with a session whose thread answers nothing any more, by a defect: it is given up, and its place is free.

use std::time::Duration;

use crate::refusal::Refusal;
use crate::sessions::handle::{Ended, Handle};
use crate::sessions::registry::Registry;

/// How long a session may take to answer. It answers within milliseconds, on a machine with far too much to do within a second or two.
const PATIENCE: Duration = Duration::from_secs(10);

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
        let answered = tokio::time::timeout(PATIENCE, answer).await;
        answered.unwrap_or_else(|_| Err(self.give_up(session)))
    }

    /// Ends a session, which is given up where it does not end by itself.
    pub async fn stop(&self, session: &str, handle: &Handle) {
        if tokio::time::timeout(PATIENCE, handle.stop(Ended::Stopped))
            .await
            .is_err()
        {
            self.give_up(session);
        }
    }

    /// Gives a session up. Its thread, should it go on, finds that nobody can reach the session any more, and ends.
    fn give_up(&self, session: &str) -> Refusal {
        let why = Ended::Hung(PATIENCE);
        tracing::error!(session, reason = %why, "session given up; please report it");
        let refusal = Refusal::closed(&why);
        self.leave(session, why);
        refusal
    }
}
