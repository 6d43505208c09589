//! The guard of a connection, which holds its entry in the roster, and bodies that tell how far they have come.

use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};

use axum::body::{Body, Bytes};
use hyper::body::{Body as HttpBody, Frame, SizeHint};
use tokio::sync::Notify;

use super::roster::{ConnectionPhase, Id, Roster};

/// The roster as its connections share it.
#[derive(Default)]
pub struct Shared {
    roster: Mutex<Roster>,
    /// A connection has left, or may be closed from now on.
    pub changed: Notify,
}

impl Shared {
    // A poisoned lock means that a panic was reported elsewhere; what it guards is whole between statements.
    pub fn roster(&self) -> MutexGuard<'_, Roster> {
        self.roster.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A connection's entry in the roster, given up when this is dropped.
pub struct ConnectionGuard {
    shared: Arc<Shared>,
    id: Id,
}

impl ConnectionGuard {
    /// Guards the entry that was made for a connection.
    pub fn take(shared: Arc<Shared>, id: Id) -> Self {
        Self { shared, id }
    }

    /// The connection is at this phase from now on.
    pub fn set(&self, phase: ConnectionPhase) {
        self.shared.roster().set(self.id, phase);
        if phase < ConnectionPhase::Answering {
            self.shared.changed.notify_one();
        }
    }

    /// Its phase; none where it is being closed.
    pub fn phase(&self) -> Option<ConnectionPhase> {
        self.shared.roster().phase(self.id)
    }
}

impl Drop for ConnectionGuard {
    fn drop(&mut self) {
        self.shared.roster().leave(self.id);
        self.shared.changed.notify_one();
    }
}

/// A body during which its connection is at one phase, and at another one afterwards.
pub struct Watched {
    body: Body,
    guard: Arc<ConnectionGuard>,
    during: ConnectionPhase,
    after: ConnectionPhase,
}

impl Watched {
    /// Watches a body; the connection is at the phase `during` from now on.
    pub fn new(body: Body, guard: &Arc<ConnectionGuard>, during: ConnectionPhase, after: ConnectionPhase) -> Self {
        guard.set(during);
        Self {
            body,
            guard: Arc::clone(guard),
            during,
            after,
        }
    }

    fn over(&self) {
        if self.guard.phase() == Some(self.during) {
            self.guard.set(self.after);
        }
    }
}

impl HttpBody for Watched {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let frame = Pin::new(&mut self.body).poll_frame(context);
        if matches!(frame, Poll::Ready(None)) || self.body.is_end_stream() {
            self.over();
        }
        frame
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

impl Drop for Watched {
    fn drop(&mut self) {
        self.over();
    }
}
