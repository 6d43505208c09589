//! A connection's place in the roster, and bodies that tell how far they have come.

use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};

use axum::body::{Body, Bytes};
use hyper::body::{Body as HttpBody, Frame, SizeHint};
use tokio::sync::Notify;

use super::roster::{Id, Roster, Stage};

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

/// A place in the roster, given up when this is dropped.
pub struct Place {
    shared: Arc<Shared>,
    id: Id,
}

impl Place {
    /// Takes the place that was made for a connection.
    pub fn take(shared: Arc<Shared>, id: Id) -> Self {
        Self { shared, id }
    }

    /// The connection is at this stage from now on.
    pub fn set(&self, stage: Stage) {
        self.shared.roster().set(self.id, stage);
        if stage < Stage::Answering {
            self.shared.changed.notify_one();
        }
    }

    /// Its stage; none where it is being closed.
    pub fn stage(&self) -> Option<Stage> {
        self.shared.roster().stage(self.id)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.shared.roster().leave(self.id);
        self.shared.changed.notify_one();
    }
}

/// A body during which its connection is at one stage, and at another one afterwards.
pub struct Watched {
    body: Body,
    place: Arc<Place>,
    during: Stage,
    after: Stage,
}

impl Watched {
    /// Watches a body; the connection is at the stage `during` from now on.
    pub fn new(body: Body, place: &Arc<Place>, during: Stage, after: Stage) -> Self {
        place.set(during);
        Self {
            body,
            place: Arc::clone(place),
            during,
            after,
        }
    }

    fn over(&self) {
        if self.place.stage() == Some(self.during) {
            self.place.set(self.after);
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
