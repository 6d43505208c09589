//! The graceful close of a session: the last messages, then the end of the connection, within a bounded time.

use std::time::{Duration, Instant};

use super::Lifecycle;
use crate::sessions::EndReason;

/// How long the farewell may take: a lost client must not hold up a shutdown.
const FAREWELL: Duration = Duration::from_millis(400);

/// The farewell of a session that has ended.
#[derive(Clone, Copy, Debug)]
pub struct Farewell {
    /// The moment at which the session is over, said or not.
    pub until: Instant,
    /// Whether the connection was told to close.
    said: bool,
}

impl Lifecycle {
    /// Closes the channel and the connection; [`Lifecycle::poll`] gives the steps. The text that is being said is cut off, and its end is not
    /// told, since that would tell the client that it was said.
    pub fn close(&mut self, why: EndReason, now: Instant) {
        let dropped = self.data_channel.dropped();
        if dropped > 0 {
            tracing::info!(
                session = self.name,
                dropped,
                "messages of a data channel that the client never opened"
            );
        }
        if let Some(start) = self.start.take() {
            start.fail(why.reason());
        }
        self.ended = Some(why);
        self.speech.close();
        self.conversation = None;
        self.hearing = None;
        self.requests.clear();
        self.farewell = Some(Farewell {
            until: now + FAREWELL,
            said: false,
        });
    }

    /// Sends the last messages, then closes the connection; whether there was something of that left to do.
    pub(super) fn say_farewell(&mut self, farewell: Farewell, now: Instant) -> bool {
        if farewell.said {
            return false;
        }
        if !self.send_event(now) {
            self.farewell = Some(Farewell { said: true, ..farewell });
            if let Err(error) = self.connection.rtc().close() {
                tracing::debug!(session = self.name, %error, "connection not closed");
                self.farewell = Some(Farewell { until: now, said: true });
            }
        }
        true
    }
}
