//! One peer connection, from its being made to its end.

use super::candidates::Candidates;
use crate::context::Context;
use crate::deadline::{Deadline, Reason};
use crate::effect::Effect;
use crate::{Moment, PeerId, PeerProblem};

/// How far a peer connection has come.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Phase {
    /// The server does not have the answer yet.
    Negotiating,
    /// The connection and the first picture are awaited, up to that moment.
    Connecting(Moment),
    /// The avatar is there.
    Ready,
}

/// A peer connection.
pub(super) struct Peer {
    pub(super) id: PeerId,
    pub(super) phase: Phase,
    pub(super) candidates: Candidates,
    pub(super) connected: bool,
    /// Whether a TURN server refused its credentials, which is then why there is no route.
    pub(super) relay_refused: bool,
    pub(super) channel: bool,
    pub(super) framed: bool,
    /// When a `disconnected` is taken for a loss.
    pub(super) disconnected_until: Option<Moment>,
    pub(super) frozen: bool,
    /// When a frozen picture is taken for a loss.
    pub(super) frozen_until: Option<Moment>,
}

impl Peer {
    pub(super) fn new(id: PeerId) -> Self {
        Self {
            id,
            phase: Phase::Negotiating,
            candidates: Candidates::default(),
            connected: false,
            relay_refused: false,
            channel: false,
            framed: false,
            disconnected_until: None,
            frozen: false,
            frozen_until: None,
        }
    }

    /// Whether the connection or the picture may heal by itself.
    pub(super) fn is_disturbed(&self) -> bool {
        self.disconnected_until.or(self.frozen_until).is_some()
    }

    pub(super) fn next_deadline(&self) -> Option<Deadline> {
        let connecting = match self.phase {
            Phase::Connecting(until) => Some(until),
            Phase::Negotiating | Phase::Ready => None,
        };
        Deadline::earliest(&[
            Deadline::new(connecting, Reason::Connecting),
            Deadline::new(self.disconnected_until, Reason::DisconnectGrace),
            Deadline::new(self.frozen_until, Reason::DisconnectGrace),
            Deadline::new(self.candidates.again_at(), Reason::Candidates),
        ])
    }

    /// Why there is no route.
    pub(super) fn no_route(&self) -> PeerProblem {
        if self.relay_refused {
            PeerProblem::RelayRefused
        } else {
            PeerProblem::NoRoute
        }
    }

    /// It is ready once it is connected and a picture was shown; on a hidden page, which is shown none, once its data channel is
    /// open.
    pub(super) fn check_ready(&mut self, context: &mut Context) {
        let seen = self.framed || (context.page.is_hidden() && self.channel);
        if matches!(self.phase, Phase::Connecting(_)) && self.connected && seen {
            self.phase = Phase::Ready;
            self.candidates.drop_held();
            context.effect(Effect::Ready(self.id));
        }
    }
}
