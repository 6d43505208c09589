//! What the peer connection, its data channel and its pictures tell.

use super::Session;
use super::link::Stage;
use crate::{Command, Connection, PeerId, PeerProblem, Problem, State};

impl Session {
    /// The peer connection's state changed.
    pub(super) fn connection(&mut self, peer: PeerId, connection: Connection) {
        let (heal_by, shown) = (self.now + self.options.deadlines.healing, self.is_shown(peer));
        let Some(link) = self.link_of(peer) else { return };
        match connection {
            Connection::Connecting => {}
            Connection::Connected => {
                link.connected = true;
                link.relay_refused = false;
                link.healing = None;
                if shown {
                    self.milestone(|stages| &mut stages.connected);
                }
                // The server took the answer, even if its reply is still on the way.
                self.handed_over(peer);
                self.check_ready(peer);
            }
            Connection::Disconnected => {
                link.connected = false;
                if link.stage == Stage::Ready {
                    link.healing.get_or_insert(heal_by);
                }
            }
            Connection::Failed => {
                let problem = link.no_route();
                self.broken(peer, problem.into());
            }
            Connection::Closed => self.broken(peer, PeerProblem::Closed.into()),
        }
    }

    /// A TURN server refused its credentials. A connection that stands has another route, and does not mind.
    pub(super) fn relay_refused(&mut self, peer: PeerId) {
        if let Some(link) = self.link_of(peer) {
            link.relay_refused = !link.connected;
        }
    }

    /// The server's data channel opened or closed.
    pub(super) fn channel(&mut self, peer: PeerId, open: bool) {
        let Some(link) = self.link_of(peer) else { return };
        let before = core::mem::replace(&mut link.channel, open);
        if open {
            self.check_ready(peer);
        } else if before {
            self.broken(peer, PeerProblem::Closed.into());
        }
    }

    /// A picture was shown.
    pub(super) fn first_frame(&mut self, peer: PeerId) {
        let shown = self.is_shown(peer);
        let Some(link) = self.link_of(peer) else { return };
        link.framed = true;
        if shown {
            self.milestone(|stages| &mut stages.first_frame);
        }
        self.check_ready(peer);
    }

    /// The pictures stopped coming, or came again.
    pub(super) fn frozen(&mut self, peer: PeerId, frozen: bool) {
        if let Some(link) = self.link_of(peer) {
            link.frozen = frozen;
        }
        self.watch_picture();
    }

    /// Sets or lifts the wait after which a frozen picture is a loss. A hidden page is shown no pictures.
    pub(super) fn watch_picture(&mut self) {
        let thaw_by = self.now + self.options.deadlines.healing;
        let watched = !self.page.hidden();
        let Some(link) = &mut self.link else { return };
        if link.frozen && watched && link.stage == Stage::Ready {
            link.thawing.get_or_insert(thaw_by);
        } else {
            link.thawing = None;
        }
    }

    /// A link is ready once it is connected and a picture was shown; on a hidden page, which is shown none, once its data
    /// channel is open.
    pub(super) fn check_ready(&mut self, peer: PeerId) {
        let hidden = self.page.hidden();
        let shown = self.is_shown(peer);
        let Some(link) = self.link_of(peer) else { return };
        let seen = link.framed || (hidden && link.channel);
        if link.stage != Stage::Connecting || !link.connected || !seen {
            return;
        }
        link.stage = Stage::Ready;
        link.held = Vec::new();
        link.held_until = None;
        if shown {
            self.life.live = Some(self.now);
            self.life.tried_again = false;
            self.set_state(State::Live);
            self.watch_picture();
        }
    }

    /// A link is lost, at whichever stage.
    pub(super) fn broken(&mut self, peer: PeerId, problem: Problem) {
        if self.is_shown(peer) && self.state == State::Live {
            self.lose(problem);
        } else if self.link_of(peer).is_some() {
            self.fail_link(peer, problem);
        }
    }

    /// What is due on a link.
    pub(super) fn due_link(&mut self, peer: PeerId) {
        let (now, offline) = (self.now, self.page.offline);
        let Some(link) = self.link_of(peer) else { return };
        let due = |at: Option<crate::Moment>| at.is_some_and(|at| at <= now);
        if link.stage != Stage::Ready && link.until <= now {
            let stage = link.stage;
            let problem = match stage {
                _ if offline => Problem::Offline,
                Stage::Creating => Problem::TimedOut(State::Creating),
                Stage::Negotiating => Problem::TimedOut(State::Negotiating),
                _ if link.connected => PeerProblem::Frozen.into(),
                _ => link.no_route().into(),
            };
            if stage == Stage::Creating {
                self.lose_track();
            }
            return self.fail_link(peer, problem);
        }
        if due(link.healing) {
            return self.broken(peer, PeerProblem::NoRoute.into());
        }
        if due(link.thawing) {
            return self.broken(peer, PeerProblem::Frozen.into());
        }
        if due(link.hushed) {
            self.let_be_heard(peer);
        }
        self.due_start(peer);
    }

    /// Lifts the silence of an interrupt.
    pub(super) fn let_be_heard(&mut self, peer: PeerId) {
        let Some(link) = self.link_of(peer) else { return };
        if link.hushed.take().is_some() {
            self.command(Command::Hush { peer, hushed: false });
        }
    }
}
