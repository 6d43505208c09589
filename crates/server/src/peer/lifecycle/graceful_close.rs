//! The graceful close of a session: the last messages, then the end of the connection, within a bounded time.

use std::time::{Duration, Instant};

use super::Lifecycle;
use crate::sessions::EndReason;

/// How long the close may take: a lost client must not hold up a shutdown.
const CLOSE_TIMEOUT: Duration = Duration::from_millis(400);

/// The graceful close of a session that has ended.
#[derive(Clone, Copy, Debug)]
pub struct GracefulClose {
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
        self.close = Some(GracefulClose {
            until: now + CLOSE_TIMEOUT,
            said: false,
        });
    }

    /// Sends the last messages, then closes the connection; whether there was something of that left to do.
    pub(super) fn go_on_closing(&mut self, close: GracefulClose, now: Instant) -> bool {
        if close.said {
            return false;
        }
        if !self.send_event(now) {
            self.close = Some(GracefulClose { said: true, ..close });
            if let Err(error) = self.connection.rtc().close() {
                tracing::debug!(session = self.name, %error, "connection not closed");
                self.close = Some(GracefulClose { until: now, said: true });
            }
        }
        true
    }
}
