//! Requests on their way to the server and back, with what can befall them.

use api::{ApiError, ErrorKind};
use streaming_avatar_session::{CallId, Connection, Input, PeerId, Request, TokenId};

use super::World;
use super::action::{Action, Fault};
use super::server::{Reply, refusal};

impl World {
    pub(super) fn request(&mut self, visit: usize, call: CallId, request: Request) {
        let fault = if self.faulty(self.plan.lost_request) {
            Fault::RequestLost
        } else if self.faulty(self.plan.refused) {
            Fault::Refused
        } else if self.faulty(self.plan.lost_reply) {
            Fault::ReplyLost
        } else if self.faulty(self.plan.doubled) {
            Fault::Doubled
        } else {
            Fault::None
        };
        let after = self.latency();
        self.at(
            after,
            Action::Arrive {
                visit,
                call,
                request,
                fault,
            },
        );
    }

    /// The page has sent `streaming.new` already, or in the end did not.
    pub(super) fn await_early(&mut self, visit: usize, call: CallId) {
        if self.dice.chance(200) {
            let after = self.latency();
            let input = Input::NotSent { call };
            self.at(
                after,
                Action::Tell {
                    visit,
                    peer: None,
                    input,
                },
            );
        } else {
            self.request(visit, call, Request::New(Box::default()));
        }
    }

    /// The page is asked for a token: it comes, is refused, or nothing is heard of it.
    pub(super) fn fetch_token(&mut self, visit: usize, token: TokenId) {
        if self.faulty(self.plan.lost_request / 2) {
            return;
        }
        let result = if self.faulty(self.plan.refused / 2) || (!self.network && !self.healed) {
            let lasting = self.network && self.dice.chance(200);
            self.visits[visit].admission.denied |= lasting;
            let status = if lasting { 401 } else { 503 };
            Err(ApiError::new(ErrorKind::NoToken, status, None, String::new(), None))
        } else {
            Ok(())
        };
        let after = self.latency();
        self.at(after, Action::Token { visit, token, result });
    }

    pub(super) fn arrive(&mut self, visit: usize, call: CallId, request: Request, fault: Fault) {
        if let Request::Stop(id) = &request
            && let Some(session) = self.server.find(id)
        {
            session.stops += 1;
        }
        let new = matches!(request, Request::New(_));
        let result = match fault {
            _ if !self.network && !self.healed => {
                // A request into a dead network fails soon, or nothing is heard of it.
                if self.dice.chance(300) {
                    return;
                }
                Err(ApiError::unreachable())
            }
            Fault::RequestLost => {
                if self.dice.chance(500) {
                    return;
                }
                Err(ApiError::unreachable())
            }
            Fault::Refused => {
                let kind = self.dice.pick(&ErrorKind::ALL);
                let wait = self.dice.pick(&[None, None, Some(1), Some(5), Some(600)]);
                // A state that was wrong, for a stop, would be a lie: that the session is over.
                let lie = matches!(kind, ErrorKind::WrongState | ErrorKind::UnknownSession);
                let stop = matches!(request, Request::Stop(_));
                if lie && stop {
                    self.serve(&request)
                } else {
                    if let Request::Stop(id) = &request
                        && let Some(session) = self.server.find(id)
                    {
                        session.excused |= matches!(
                            kind,
                            ErrorKind::Unauthorized | ErrorKind::BadRequest | ErrorKind::NoToken
                        );
                    }
                    Err(refusal(kind, wait))
                }
            }
            _ if new && let Some(kind) = self.refusing => Err(refusal(kind, None)),
            _ => self.serve(&request),
        };
        let after = self.latency();
        if fault == Fault::ReplyLost {
            if self.dice.chance(500) {
                return;
            }
            let result = Err(ApiError::unreachable());
            return self.at(
                after,
                Action::Reply {
                    visit,
                    call,
                    new,
                    result,
                },
            );
        }
        if fault == Fault::Doubled {
            let again = after + self.latency();
            let result = result.clone();
            self.at(
                again,
                Action::Reply {
                    visit,
                    call,
                    new,
                    result,
                },
            );
        }
        self.at(
            after,
            Action::Reply {
                visit,
                call,
                new,
                result,
            },
        );
    }

    /// The server answers, and what follows from it begins.
    pub(super) fn serve(&mut self, request: &Request) -> Result<Reply, ApiError> {
        let without_offer = self.faulty(self.plan.missing / 8);
        let interrupted = match request {
            Request::Interrupt(id) => self.server.find(id).map(|session| session.id.clone()),
            _ => None,
        };
        let result = self.server.answer(self.now, &self.plan, request, without_offer)?;
        match request {
            Request::New(_) => {
                let place = self.server.sessions.len() - 1;
                self.review(place, 1);
            }
            Request::Start(start) => {
                let id = start.session_id.clone();
                self.connect(&id);
            }
            Request::Task(task) => {
                if let Some(place) = place_of(&task.session_id) {
                    self.next_task(place);
                }
            }
            Request::Stop(id) => {
                if let Some(place) = place_of(id) {
                    self.hang_up(place);
                }
            }
            Request::Listen(listen) => {
                let id = listen.session_id.clone();
                self.heard(&id);
            }
            Request::Interrupt(_) => {
                if let Some(place) = interrupted.as_deref().and_then(place_of) {
                    self.cut(place);
                }
            }
            _ => {}
        }
        Ok(result)
    }

    /// Plans when the server looks at a session again, at the soonest after so many ms.
    pub(super) fn review(&mut self, place: usize, least: u64) {
        let session = &self.server.sessions[place];
        let idle = self.plan.idle.map(|idle| session.active + idle * 1000);
        let cap = self.plan.cap.map(|cap| session.opened + cap * 1000);
        let unstarted = self.plan.unstarted.map(|limit| session.opened + limit * 1000);
        let unstarted = unstarted.filter(|_| !session.started);
        if let Some(at) = [idle, cap, unstarted].into_iter().flatten().min() {
            let after = at.saturating_sub(self.now).max(least);
            self.at(after, Action::Review { place });
        }
    }

    /// The server looks whether a session is idle, too old, or was never started.
    pub(super) fn reviewed(&mut self, place: usize) {
        let (now, session) = (self.now, &self.server.sessions[place]);
        let past = |since: u64, limit: Option<u64>| limit.is_some_and(|limit| since + limit * 1000 <= now);
        let idle = past(session.active, self.plan.idle) && !session.saying;
        let unstarted = past(session.opened, self.plan.unstarted) && !session.started;
        let old = past(session.opened, self.plan.cap);
        if !session.open {
            return;
        }
        if idle || old || unstarted {
            self.server.sessions[place].open = false;
            self.server.sessions[place].ended = self.now;
            self.hang_up(place);
        } else {
            self.review(place, 1000);
        }
    }

    pub(super) fn set_network(&mut self, up: bool) {
        if self.healed {
            return;
        }
        self.network = up;
        let visit = self.current();
        let open: Vec<u32> = self.visits[visit].peers.iter().map(|peer| peer.id).collect();
        for peer in open {
            let named = PeerId(peer);
            if up {
                let connection = Connection::Connected;
                self.tell(
                    200,
                    visit,
                    peer,
                    Input::Peer {
                        peer: named,
                        connection,
                    },
                );
            } else {
                let connection = Connection::Disconnected;
                self.tell(
                    2500,
                    visit,
                    peer,
                    Input::Peer {
                        peer: named,
                        connection,
                    },
                );
                self.at(15_000, Action::GiveUp { visit, peer });
            }
        }
        // Browsers notice some of it.
        if self.dice.chance(500) || (up && self.offline_told) {
            self.offline_told = !up;
            self.give(Input::Online(up));
        }
    }

    pub(super) fn latency(&mut self) -> u64 {
        if self.faulty(self.plan.late) {
            return self.dice.range(1_000, 100_000);
        }
        self.dice.range(1, self.plan.slow)
    }

    pub(super) fn faulty(&mut self, per_mille: u64) -> bool {
        !self.healed && self.dice.chance(per_mille)
    }
}

pub(super) fn place_of(id: &str) -> Option<usize> {
    id.strip_prefix('s')?.parse().ok()
}
