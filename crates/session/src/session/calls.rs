//! Calls that are under way.

use core::time::Duration;

use api::{ApiError, IceCandidate};

use super::Session;
use crate::{CallId, Command, Moment, Output, PeerId, Request};

/// What a call is for.
pub(super) enum What {
    New,
    Start,
    Ice(IceCandidate, u32),
    Task,
    Interrupt,
    KeepAlive,
    Stop(String),
}

/// A call whose outcome is awaited.
pub(super) struct Pending {
    pub(super) call: CallId,
    /// The link it belongs to; none for a stop, and for a `streaming.new` that outlived its link.
    pub(super) peer: Option<PeerId>,
    pub(super) what: What,
    /// When it is taken for lost.
    pub(super) until: Option<Moment>,
}

impl Session {
    /// Sends a request. `patience` is how long its outcome may take before it is given up; none where something else bounds it.
    pub(super) fn send(
        &mut self,
        peer: Option<PeerId>,
        what: What,
        patience: Option<Duration>,
        request: Request,
    ) -> CallId {
        self.last_call = self.last_call.wrapping_add(1);
        let call = CallId(self.last_call);
        // A stop must get through even if the page goes away a moment later. A page that goes away sends nothing else.
        let keepalive = matches!(what, What::Stop(_));
        self.calls.push(Pending {
            call,
            peer,
            what,
            until: patience.map(|patience| self.now + patience),
        });
        self.command(Command::Send {
            call,
            request,
            keepalive,
        });
        call
    }

    /// The outcome of a call that is neither `new` nor `task`.
    pub(super) fn done(&mut self, call: CallId, result: Result<(), ApiError>) {
        let Some(place) = self
            .calls
            .iter()
            .position(|pending| pending.call == call && !matches!(pending.what, What::New | What::Task))
        else {
            return;
        };
        let pending = self.calls.swap_remove(place);
        self.settle(pending, result);
    }

    fn settle(&mut self, pending: Pending, result: Result<(), ApiError>) {
        match (pending.what, pending.peer) {
            (What::Stop(session_id), _) => self.stop_done(&session_id, result),
            (What::Start, Some(peer)) => self.start_done(peer, result),
            (What::Ice(candidate, tries), Some(peer)) => self.candidate_done(peer, candidate, tries, result),
            (What::Interrupt, Some(_)) => self.interrupt_done(pending.call, result),
            (What::KeepAlive, Some(_)) => self.kept_alive(result),
            _ => {}
        }
    }

    /// Gives up every call of a link. A `streaming.new` is never given up: it only loses its link.
    pub(super) fn abandon_calls(&mut self, peer: PeerId) {
        let outputs = &mut self.outputs;
        self.calls.retain_mut(|pending| {
            if pending.peer != Some(peer) {
                return true;
            }
            if matches!(pending.what, What::New) {
                pending.peer = None;
                return true;
            }
            outputs.push_back(Output::Command(Command::Abandon { call: pending.call }));
            false
        });
    }

    /// When the next call is taken for lost.
    pub(super) fn calls_deadline(&self) -> Option<Moment> {
        self.calls.iter().filter_map(|pending| pending.until).min()
    }

    /// Takes calls without an outcome for lost.
    pub(super) fn due_calls(&mut self) {
        while let Some(place) = self
            .calls
            .iter()
            .position(|pending| pending.until.is_some_and(|until| until <= self.now))
        {
            let pending = self.calls.swap_remove(place);
            self.command(Command::Abandon { call: pending.call });
            match pending.what {
                What::Task => self.task_failed(pending.call, ApiError::unreachable()),
                _ => self.settle(pending, Err(ApiError::unreachable())),
            }
        }
    }
}
