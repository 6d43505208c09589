//! Calls that are under way.

use core::time::Duration;

use api::IceCandidate;

use crate::context::Context;
use crate::{CallId, Command, Moment, PeerId, Request};

/// Which call of the API it is, with what is needed once its outcome comes.
pub(crate) enum Purpose {
    New,
    Start,
    /// A candidate, and how often it was sent.
    Ice(IceCandidate, u32),
    Task,
    Interrupt,
    KeepAlive,
    /// The session that is to be stopped.
    Stop(String),
}

/// A call whose outcome is awaited.
pub(crate) struct Pending {
    pub(crate) call: CallId,
    /// The link it belongs to; none for a stop, and for a `streaming.new` that outlived its link.
    pub(crate) peer: Option<PeerId>,
    pub(crate) purpose: Purpose,
    /// When it is taken for lost.
    until: Option<Moment>,
}

/// All calls whose outcome is awaited.
#[derive(Default)]
pub(crate) struct Calls {
    last: u32,
    pending: Vec<Pending>,
}

impl Calls {
    /// Takes a call whose purpose is as wanted off the list; none where there is no such call.
    pub(crate) fn take(&mut self, call: CallId, wanted: fn(&Purpose) -> bool) -> Option<Pending> {
        let place = self
            .pending
            .iter()
            .position(|pending| pending.call == call && wanted(&pending.purpose))?;
        Some(self.pending.swap_remove(place))
    }

    /// Whether such a call is under way.
    pub(crate) fn any(&self, wanted: fn(&Purpose) -> bool) -> bool {
        self.pending.iter().any(|pending| wanted(&pending.purpose))
    }

    /// Expects no outcome any more of the stops of a session.
    pub(crate) fn drop_stops(&mut self, session_id: &str) {
        self.pending
            .retain(|pending| !matches!(&pending.purpose, Purpose::Stop(id) if id == session_id));
    }

    /// When the next call is taken for lost.
    pub(crate) fn next_deadline(&self) -> Option<Moment> {
        self.pending.iter().filter_map(|pending| pending.until).min()
    }
}

impl Context {
    /// Sends a request. `patience` is how long its outcome may take before it is given up; none where something else bounds it.
    pub(crate) fn send(
        &mut self,
        peer: Option<PeerId>,
        purpose: Purpose,
        patience: Option<Duration>,
        request: Request,
    ) -> CallId {
        self.calls.last = self.calls.last.wrapping_add(1);
        let call = CallId(self.calls.last);
        // A stop must get through even if the page goes away a moment later. A page that goes away sends nothing else.
        let keepalive = matches!(purpose, Purpose::Stop(_));
        self.calls.pending.push(Pending {
            call,
            peer,
            purpose,
            until: patience.map(|patience| self.now + patience),
        });
        self.command(Command::Send {
            call,
            request,
            keepalive,
        });
        call
    }

    /// Gives up every call of a link. A `streaming.new` is never given up: it only loses its link.
    pub(crate) fn abandon_calls(&mut self, peer: PeerId) {
        let mut abandoned = Vec::new();
        self.calls.pending.retain_mut(|pending| {
            if pending.peer != Some(peer) {
                return true;
            }
            if matches!(pending.purpose, Purpose::New) {
                pending.peer = None;
                return true;
            }
            abandoned.push(pending.call);
            false
        });
        for call in abandoned {
            self.command(Command::Abandon { call });
        }
    }

    /// Takes a call that has waited too long off the list.
    pub(crate) fn overdue_call(&mut self) -> Option<Pending> {
        let place = self.calls.pending.iter().position(|pending| self.due(pending.until))?;
        let pending = self.calls.pending.swap_remove(place);
        self.command(Command::Abandon { call: pending.call });
        Some(pending)
    }
}
