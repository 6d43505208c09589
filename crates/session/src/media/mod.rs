//! The peer connections: what they, their data channels and their pictures tell, and the candidates on their way to the server.

mod candidates;
mod peer;

use api::IceCandidate;

use crate::context::Context;
use crate::deadline::Deadline;
use crate::effect::Effect;
use crate::{Command, Connection, PeerId, PeerProblem, Problem};
use peer::{Peer, Phase};

/// At most two peer connections: the one that is shown, and one that is to take its place.
#[derive(Default)]
pub(crate) struct Media {
    peers: Vec<Peer>,
    shown: Option<PeerId>,
}

impl Media {
    fn find(&mut self, peer: PeerId) -> Option<&mut Peer> {
        self.peers.iter_mut().find(|known| known.id == peer)
    }

    /// Makes a peer connection.
    pub(crate) fn open(&mut self, context: &mut Context, peer: PeerId) {
        self.peers.push(Peer::new(peer));
        context.command(Command::OpenPeer { peer });
    }

    /// Shows a peer connection's picture and lets its sound be heard, as soon as there are any.
    pub(crate) fn show(&mut self, context: &mut Context, peer: PeerId) {
        self.shown = Some(peer);
        context.command(Command::Show { peer });
    }

    /// Closes a peer connection.
    pub(crate) fn close(&mut self, context: &mut Context, peer: PeerId) {
        self.peers.retain(|known| known.id != peer);
        context.command(Command::ClosePeer { peer });
    }

    /// Whether it is connected and there is a picture.
    pub(crate) fn is_ready(&self, peer: PeerId) -> bool {
        let mut peers = self.peers.iter();
        peers.any(|known| known.id == peer && known.phase == Phase::Ready)
    }

    /// Whether the connection or the picture that is shown is disturbed, and may heal by itself.
    pub(crate) fn is_disturbed(&self) -> bool {
        let mut peers = self.peers.iter();
        peers.any(|peer| Some(peer.id) == self.shown && peer.is_disturbed())
    }

    /// The peer connection's state changed.
    pub(crate) fn connection(&mut self, context: &mut Context, id: PeerId, connection: Connection) {
        let until = context.now + context.options.deadlines.disconnect_grace;
        let Some(peer) = self.find(id) else { return };
        match connection {
            Connection::Connecting => {}
            Connection::Connected => {
                peer.connected = true;
                peer.relay_refused = false;
                peer.disconnected_until = None;
                context.effect(Effect::Connected(id));
            }
            Connection::Disconnected => {
                peer.connected = false;
                if peer.phase == Phase::Ready {
                    peer.disconnected_until.get_or_insert(until);
                }
            }
            Connection::Failed => context.effect(Effect::Broken(id, peer.no_route().into())),
            Connection::Closed => context.effect(Effect::Broken(id, PeerProblem::Closed.into())),
        }
    }

    /// A TURN server refused its credentials. A connection that stands has another route, and does not mind.
    pub(crate) fn relay_refused(&mut self, peer: PeerId) {
        if let Some(peer) = self.find(peer) {
            peer.relay_refused = !peer.connected;
        }
    }

    /// The server's data channel opened or closed.
    pub(crate) fn channel(&mut self, context: &mut Context, id: PeerId, open: bool) {
        let Some(peer) = self.find(id) else { return };
        let before = core::mem::replace(&mut peer.channel, open);
        if open {
            self.check_ready(context, id);
        } else if before {
            context.effect(Effect::Broken(id, PeerProblem::Closed.into()));
        }
    }

    /// A picture was shown.
    pub(crate) fn first_frame(&mut self, context: &mut Context, id: PeerId) {
        if let Some(peer) = self.find(id) {
            peer.framed = true;
            context.effect(Effect::Milestone(id, |milestones| &mut milestones.first_frame));
            self.check_ready(context, id);
        }
    }

    /// The pictures stopped coming, or came again.
    pub(crate) fn frozen(&mut self, context: &Context, peer: PeerId, frozen: bool) {
        if let Some(peer) = self.find(peer) {
            peer.frozen = frozen;
        }
        self.watch_picture(context);
    }

    /// The page was hidden or shown. A page that was hidden in mid-start is shown no first picture.
    pub(crate) fn hidden(&mut self, context: &mut Context) {
        for peer in &mut self.peers {
            peer.check_ready(context);
        }
        self.watch_picture(context);
    }

    /// Sets or lifts the wait after which a frozen picture is a loss. A hidden page is shown no pictures.
    pub(crate) fn watch_picture(&mut self, context: &Context) {
        let Some(peer) = self.shown.and_then(|shown| self.find(shown)) else {
            return;
        };
        if peer.frozen && !context.page.is_hidden() && peer.phase == Phase::Ready {
            let until = context.now + context.options.deadlines.disconnect_grace;
            peer.frozen_until.get_or_insert(until);
        } else {
            peer.frozen_until = None;
        }
    }

    /// The server has the answer: the connection and the first picture have their time from now.
    pub(crate) fn handed_over(&mut self, context: &mut Context, peer: PeerId) {
        let until = context.now + context.options.deadlines.connecting;
        if let Some(peer) = self.find(peer) {
            peer.phase = Phase::Connecting(until);
        }
        self.check_ready(context, peer);
    }

    /// Tells of a peer connection that has become ready.
    pub(crate) fn check_ready(&mut self, context: &mut Context, peer: PeerId) {
        if let Some(peer) = self.find(peer) {
            peer.check_ready(context);
        }
    }

    /// The answer is on its way: candidates may follow it.
    pub(crate) fn answered(&mut self, context: &mut Context, peer: PeerId, session_id: String) {
        if let Some(peer) = self.find(peer) {
            peer.candidates.release(context, peer.id, session_id);
        }
    }

    /// The browser found a candidate. The mark of their end is not sent: some servers take it for a malformed one.
    pub(crate) fn candidate(&mut self, context: &mut Context, peer: PeerId, candidate: IceCandidate) {
        if let Some(peer) = self.find(peer)
            && !candidate.candidate.is_empty()
        {
            peer.candidates.found(context, peer.id, candidate);
        }
    }

    /// A candidate did not arrive.
    pub(crate) fn candidate_failed(
        &mut self,
        context: &mut Context,
        peer: PeerId,
        candidate: IceCandidate,
        tries: u32,
        refusal: &api::ApiError,
    ) {
        // Random is asked in any case, so that a seed repeats whatever becomes of the link.
        if let Some(wait) = candidates::wait_again(context, tries, refusal)
            && let Some(peer) = self.find(peer)
        {
            peer.candidates.hold_again(candidate, tries, context.now + wait);
        }
    }

    pub(crate) fn next_deadline(&self) -> Option<Deadline> {
        let mut first = None;
        for peer in &self.peers {
            first = Deadline::earlier(first, peer.next_deadline());
        }
        first
    }

    pub(crate) fn handle_deadline(&mut self, context: &mut Context) {
        for peer in &mut self.peers {
            let problem: Option<Problem> = match peer.phase {
                Phase::Connecting(until) if until <= context.now => Some(if context.page.offline {
                    Problem::Offline
                } else if peer.connected {
                    PeerProblem::Frozen.into()
                } else {
                    peer.no_route().into()
                }),
                _ if context.due(peer.disconnected_until) => Some(PeerProblem::NoRoute.into()),
                _ if context.due(peer.frozen_until) => Some(PeerProblem::Frozen.into()),
                _ => None,
            };
            match problem {
                Some(problem) => context.effect(Effect::Broken(peer.id, problem)),
                None => peer.candidates.handle_deadline(context, peer.id, !peer.connected),
            }
        }
    }
}
