//! Admission of new sessions (load shedding): a server that is overloaded, draining, shutting down or full refuses them, with a time after which
//! the client may try again (HTTP 503, `Retry-After`).

use std::time::Duration;

use api::ErrorKind;

use crate::load::Load;
use crate::metrics::Metrics;
use crate::refusal::Refusal;
use crate::sessions::registry::{Registry, State};

/// When a client that a server turns away because it ends may come back: to the one in its place, or to another behind the same address.
pub(super) const RETRY_AFTER_DRAIN: Duration = Duration::from_secs(5);

/// When a client that an overloaded server turns away may come back.
const RETRY_AFTER_OVERLOAD: Duration = Duration::from_secs(10);

/// Refuses new sessions while those that are open suffer.
///
/// # Errors
/// Where pictures come late.
pub fn check_load(load: &Load, metrics: &Metrics) -> Result<(), Refusal> {
    if !load.is_late() {
        return Ok(());
    }
    metrics.refused_by_load();
    let message = "The server has as much to do as it can: its pictures come late. Try again in a moment, or have another machine help it.";
    Err(Refusal::new(ErrorKind::Unavailable, message).after(RETRY_AFTER_OVERLOAD))
}

impl Registry {
    /// Opens no more sessions. Those that are open go on.
    pub fn drain(&self) {
        self.draining.send_replace(true);
        self.notify_change();
    }

    /// Whether no more sessions are opened.
    pub fn is_draining(&self) -> bool {
        *self.draining.borrow()
    }

    /// Waits until no more sessions are opened.
    pub async fn drains(&self) {
        // As for `emptied`.
        self.draining.subscribe().wait_for(|draining| *draining).await.ok();
    }

    /// Whether one more session is admitted, as far as it does not depend on who opens it.
    #[cfg(feature = "cluster")]
    pub fn admits(&self, load: &Load) -> bool {
        let has_room = {
            let state = self.state();
            !state.closed && !self.is_draining() && state.open.len() < self.limits.most
        };
        has_room && !load.is_late()
    }

    /// Refuses new sessions from the moment that the server is to end.
    pub(super) fn check_open(&self, state: &State) -> Result<(), Refusal> {
        if state.closed {
            return Err(Refusal::new(ErrorKind::Unavailable, "The server is shutting down.").after(RETRY_AFTER_DRAIN));
        }
        if self.is_draining() {
            let message = "The server is about to end: it takes no new sessions. Try again in a moment, when it or another is there.";
            return Err(Refusal::new(ErrorKind::Unavailable, message).after(RETRY_AFTER_DRAIN));
        }
        Ok(())
    }
}
