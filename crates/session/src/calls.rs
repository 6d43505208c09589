//! Calls that are under way.

use api::IceCandidate;

use crate::{CallId, Moment, PeerId, TokenId};

/// A call of the API, with the data that its outcome needs.
pub(crate) enum Purpose {
    /// With the token that it is sent with.
    New(Option<TokenId>),
    Start,
    /// A candidate, and how often it was sent.
    Ice(IceCandidate, u32),
    Task,
    Interrupt,
    Listen,
    StopListening,
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

    /// Names a call and awaits its outcome, up to a moment.
    pub(crate) fn expect(&mut self, peer: Option<PeerId>, purpose: Purpose, until: Option<Moment>) -> CallId {
        self.last = self.last.wrapping_add(1);
        let call = CallId(self.last);
        self.pending.push(Pending {
            call,
            peer,
            purpose,
            until,
        });
        call
    }

    /// Takes the calls of a link off the list, which are to be given up. A `streaming.new` is never given up: it only loses its link.
    pub(crate) fn take_all(&mut self, peer: PeerId) -> Vec<CallId> {
        let mut taken = Vec::new();
        self.pending.retain_mut(|pending| {
            if pending.peer != Some(peer) {
                return true;
            }
            if matches!(pending.purpose, Purpose::New(_)) {
                pending.peer = None;
                return true;
            }
            taken.push(pending.call);
            false
        });
        taken
    }

    /// Takes a call off the list whose outcome did not come in time.
    pub(crate) fn take_overdue(&mut self, now: Moment) -> Option<Pending> {
        let overdue = |pending: &Pending| pending.until.is_some_and(|until| until <= now);
        let place = self.pending.iter().position(overdue)?;
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
