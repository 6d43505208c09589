//! Peer connections: how they come about, what befalls them, and what is said over them.

use api::{ChannelMessage, IceCandidate};
use streaming_avatar_session::{Connection, Input, PeerId, PeerProblem};

use super::World;
use super::action::Action;

impl World {
    /// The media between the server and the page that answered.
    pub(super) fn connect(&mut self, id: &str) {
        let visit = self.current();
        let peer = self.visits[visit]
            .peers
            .iter()
            .find(|peer| peer.session.as_deref() == Some(id));
        let Some(peer) = peer.map(|peer| peer.id) else { return };
        if let Some(session) = self.server.find(id) {
            session.peer = Some((visit, peer));
        }
        let named = PeerId(peer);
        let stages = [
            Input::Peer {
                peer: named,
                connection: Connection::Connecting,
            },
            Input::Peer {
                peer: named,
                connection: Connection::Connected,
            },
            Input::Channel {
                peer: named,
                open: true,
            },
            Input::FirstFrame { peer: named },
        ];
        for input in stages {
            let after = 20 + self.dice.range(0, self.plan.slow);
            if !self.faulty(self.plan.missing / 4) {
                self.tell(after, visit, peer, input);
            }
        }
        if self.faulty(self.plan.missing / 4) {
            let after = self.dice.range(0, 15_000);
            self.tell(
                after,
                visit,
                peer,
                Input::Peer {
                    peer: named,
                    connection: Connection::Failed,
                },
            );
        }
        self.plan_fault(visit, peer);
    }

    pub(super) fn plan_fault(&mut self, visit: usize, peer: u32) {
        if !self.healed && self.plan.media_fault > 0 {
            let after = self.dice.range(1, 2_000_000 / self.plan.media_fault);
            self.at(after, Action::MediaFault { visit, peer });
        }
    }

    pub(super) fn tell(&mut self, after: u64, visit: usize, peer: u32, input: Input) {
        let peer = Some(peer);
        self.at(after, Action::Tell { visit, peer, input });
    }

    pub(super) fn negotiate(&mut self, visit: usize, peer: PeerId) {
        let after = self.dice.range(2, 100);
        if !self.faulty(self.plan.missing / 4) {
            let result = if self.faulty(self.plan.missing / 8) {
                Err(PeerProblem::Negotiation("no".into()))
            } else {
                Ok("a".to_owned())
            };
            self.tell(after, visit, peer.0, Input::Answered { peer, result });
        }
        for number in 0..self.dice.range(0, 3) {
            let after = self.dice.range(1, 200);
            let line = if number == 2 {
                String::new()
            } else {
                format!("c{number}")
            };
            let candidate = IceCandidate {
                candidate: line,
                ..IceCandidate::default()
            };
            self.tell(after, visit, peer.0, Input::Candidate { peer, candidate });
        }
    }

    /// A message of the server over a session's data channel.
    pub(super) fn message(&mut self, place: usize, begins: bool, task_id: &str, duration: u64) {
        let Some((visit, peer)) = self.server.sessions[place].peer else {
            return;
        };
        let task_id = task_id.to_owned();
        let message = if begins {
            ChannelMessage::StartTalking { task_id }
        } else {
            ChannelMessage::StopTalking {
                task_id,
                duration_ms: duration,
                unsaid: None,
            }
        };
        let named = PeerId(peer);
        let after = self.dice.range(1, 60);
        if self.plan.audible {
            self.tell(
                after + 50,
                visit,
                peer,
                Input::Audible {
                    peer: named,
                    audible: begins,
                },
            );
        }
        if self.plan.talks && !self.faulty(self.plan.message_lost) {
            self.tell(
                after,
                visit,
                peer,
                Input::Message {
                    peer: named,
                    message: message.clone(),
                },
            );
            if self.faulty(self.plan.message_lost) {
                self.tell(after + 500, visit, peer, Input::Message { peer: named, message });
            }
        }
    }

    /// A session is over on the server; the page notices by its channel, or by silence.
    pub(super) fn hang_up(&mut self, place: usize) {
        let Some((visit, peer)) = self.server.sessions[place].peer else {
            return;
        };
        let named = PeerId(peer);
        let after = self.dice.range(1, 60);
        if self.dice.chance(800) {
            self.tell(
                after,
                visit,
                peer,
                Input::Channel {
                    peer: named,
                    open: false,
                },
            );
        } else {
            self.tell(
                after + 3000,
                visit,
                peer,
                Input::Peer {
                    peer: named,
                    connection: Connection::Disconnected,
                },
            );
            self.tell(
                after + 15_000,
                visit,
                peer,
                Input::Peer {
                    peer: named,
                    connection: Connection::Failed,
                },
            );
        }
    }

    pub(super) fn media_fault(&mut self, visit: usize, peer: u32) {
        if self.healed || visit != self.current() || !self.visits[visit].peers.iter().any(|open| open.id == peer) {
            return;
        }
        let named = PeerId(peer);
        let connection = |connection| Input::Peer {
            peer: named,
            connection,
        };
        match self.dice.range(0, 7) {
            0 => self.tell(0, visit, peer, connection(Connection::Failed)),
            1 => self.tell(
                0,
                visit,
                peer,
                Input::Channel {
                    peer: named,
                    open: false,
                },
            ),
            2 => self.tell(0, visit, peer, connection(Connection::Closed)),
            3 | 4 => {
                self.tell(0, visit, peer, connection(Connection::Disconnected));
                let heals = self.dice.range(0, 10_000);
                self.tell(heals, visit, peer, connection(Connection::Connected));
            }
            5 | 6 => {
                self.tell(
                    0,
                    visit,
                    peer,
                    Input::Frozen {
                        peer: named,
                        frozen: true,
                    },
                );
                let thaws = self.dice.range(0, 10_000);
                self.tell(
                    thaws,
                    visit,
                    peer,
                    Input::Frozen {
                        peer: named,
                        frozen: false,
                    },
                );
            }
            // The server dies and forgets everything.
            _ => {
                for place in 0..self.server.sessions.len() {
                    if core::mem::replace(&mut self.server.sessions[place].open, false) {
                        self.server.sessions[place].ended = self.now;
                        self.hang_up(place);
                    }
                }
            }
        }
        self.plan_fault(visit, peer);
    }

    pub(super) fn next_task(&mut self, place: usize) {
        let session = &self.server.sessions[place];
        if !session.saying && !session.tasks.is_empty() && session.open {
            let turn = session.turn;
            let after = self.dice.range(60, 300);
            self.at(after, Action::Begin { place, turn });
        }
    }

    pub(super) fn begin(&mut self, place: usize, turn: u32) {
        let session = &mut self.server.sessions[place];
        let Some(task) = session
            .tasks
            .front()
            .filter(|_| session.turn == turn && !session.saying && session.open)
        else {
            return;
        };
        let (id, duration) = (task.id.clone(), task.duration);
        session.saying = true;
        session.turn += 1;
        let turn = session.turn;
        self.message(place, true, &id, duration);
        self.at(duration, Action::End { place, turn });
    }

    pub(super) fn end(&mut self, place: usize, turn: u32) {
        let session = &mut self.server.sessions[place];
        if session.turn != turn || !session.saying || !session.open {
            return;
        }
        let Some(task) = session.tasks.pop_front() else { return };
        session.saying = false;
        session.turn += 1;
        session.active = self.now;
        self.server.said.push(task.text);
        self.message(place, false, &task.id, task.duration);
        self.next_task(place);
    }

    pub(super) fn cut(&mut self, place: usize) {
        let session = &mut self.server.sessions[place];
        let saying = core::mem::replace(&mut session.saying, false);
        session.turn += 1;
        let first = session.tasks.pop_front();
        session.tasks.clear();
        if let Some(task) = first.filter(|_| saying) {
            self.message(place, false, &task.id, 100);
        }
    }
}
