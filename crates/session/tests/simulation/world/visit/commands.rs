//! The law of commands: each in its order, on what is there.

use streaming_avatar_session::{Command, Request};

use super::{Peer, Visit};

impl Visit {
    pub(super) fn check_command(&mut self, command: &Command) {
        let now = self.now;
        match command {
            Command::Send {
                call,
                request,
                token,
                keepalive,
            } => {
                let admitted = self.admission.sent(self.tokens, *call, request, *token);
                self.law(admitted);
                self.demand(call.0 > self.last_call, "a call's number is used twice", command);
                self.last_call = call.0;
                self.demand(*keepalive || !self.leaving, "a request dies with the page", command);
                let expendable = !matches!(request, Request::New(_) | Request::Stop(_));
                self.calls
                    .push((call.0, expendable, matches!(request, Request::Task(_))));
                self.check_request(request, *keepalive);
            }
            Command::AwaitEarly { call, token } => {
                self.demand(call.0 > self.last_call, "a call's number is used twice", command);
                self.last_call = call.0;
                self.calls.push((call.0, false, false));
                let admitted = self.admission.early(*call, *token);
                self.law(admitted);
                self.check_request(&Request::New(Box::default()), false);
            }
            Command::FetchToken { token } => {
                let fetched = self.admission.fetch(*token);
                self.law(fetched);
            }
            Command::DropToken { token } => {
                let dropped = self.admission.dropped(*token);
                self.law(dropped);
            }
            Command::Abandon { call } => {
                let known = self
                    .calls
                    .iter()
                    .any(|(number, expendable, _)| *number == call.0 && *expendable);
                self.demand(
                    known,
                    "a call is given up that is not under way, or must not be",
                    command,
                );
                self.calls.retain(|(number, ..)| *number != call.0);
            }
            Command::OpenPeer { peer } => {
                self.demand(peer.0 > self.last_peer, "a peer's number is used twice", command);
                self.last_peer = peer.0;
                self.peers.push(Peer {
                    id: peer.0,
                    negotiated: false,
                    answered: false,
                    hushed: None,
                    fed: false,
                    session: None,
                });
                self.demand(
                    self.peers.len() <= 2,
                    "more than two peer connections",
                    &self.peers.len(),
                );
            }
            Command::Negotiate { peer, .. } => {
                let session = self.ids.last().map(|(id, ..)| id.clone());
                let fresh = match self.peers.iter_mut().find(|open| open.id == peer.0) {
                    Some(open) => {
                        open.session = session;
                        !core::mem::replace(&mut open.negotiated, true)
                    }
                    None => false,
                };
                self.demand(fresh, "negotiated without a peer connection, or twice", command);
            }
            Command::Show { peer } => {
                self.shown = peer.0;
                let open = self.peers.iter().any(|open| open.id == peer.0);
                self.demand(open, "shown without a peer connection", command);
            }
            Command::Hush { peer, hushed } => {
                let changed = match self.peers.iter_mut().find(|open| open.id == peer.0) {
                    Some(open) => core::mem::replace(&mut open.hushed, hushed.then_some(now)).is_some() != *hushed,
                    None => false,
                };
                self.demand(changed, "hushed without a peer connection, or without need", command);
            }
            Command::ClosePeer { peer } => {
                let before = self.peers.len();
                self.peers.retain(|open| open.id != peer.0);
                self.demand(before > self.peers.len(), "closed without a peer connection", command);
            }
            Command::Capture => {
                self.demand(self.wished, "the microphone is asked for without a wish", command);
                let before = self.microphone.replace(false);
                self.demand(before.is_none(), "the microphone is asked for twice", command);
            }
            Command::Reopen { .. } => {
                let before = self.microphone.replace(false);
                self.demand(before == Some(true), "no open microphone to open anew", command);
                for open in &mut self.peers {
                    open.fed = false;
                }
            }
            Command::Release => {
                // One that comes late is closed, too.
                self.wished &= self.microphone.take().is_none();
            }
            Command::Feed { peer } => {
                let fed = match self.peers.iter_mut().find(|open| open.id == peer.0) {
                    Some(open) => !core::mem::replace(&mut open.fed, true),
                    None => false,
                };
                self.demand(fed || self.is_heard(), "fed without a peer connection", command);
            }
            Command::Hear(_) => self.demand(self.is_heard(), "heard through a closed microphone", command),
            Command::Message { peer, .. } => {
                let fed = self.peers.iter().any(|open| open.id == peer.0 && open.fed);
                self.demand(fed && self.is_heard(), "a button without a microphone", command);
            }
            Command::Background { peer, .. } => {
                let open = self.peers.iter().any(|open| open.id == peer.0);
                self.demand(open, "a background without a peer connection", command);
            }
            Command::Clean { id, .. } => {
                let waits = self.texts.contains(id);
                self.demand(waits, "a text is cleaned that is not waited for", command);
            }
            // Checked where the server and the storage are known.
            Command::Register { .. } | Command::Unregister { .. } => {}
        }
    }

    fn is_heard(&self) -> bool {
        self.microphone == Some(true)
    }

    fn check_request(&mut self, request: &Request, keepalive: bool) {
        let (id, start) = match request {
            Request::New(_) => {
                if let Some(what) = self.kiosk_limits.tries(self.now) {
                    self.break_law(what);
                }
                return;
            }
            Request::Stop(id) => {
                self.demand(keepalive, "a stop dies with the page", request);
                if let Some((_, stopped, _)) = self.ids.iter_mut().find(|(known, ..)| known == id) {
                    *stopped = true;
                }
                return;
            }
            Request::Start(start) => {
                let answered = self
                    .peers
                    .iter()
                    .any(|peer| peer.answered && peer.session.as_deref() == Some(&*start.session_id));
                self.demand(answered, "started without an answer", request);
                (&start.session_id, true)
            }
            Request::Ice(ice) => (&ice.session_id, false),
            Request::Task(task) => (&task.session_id, false),
            Request::Listen(listen) => {
                self.demand(self.is_heard(), "nobody is to be heard", request);
                (&listen.session_id, false)
            }
            Request::Interrupt(id) | Request::StopListening(id) | Request::KeepAlive(id) => (id, false),
        };
        let place = self.ids.iter().position(|(known, ..)| known == id);
        let Some(place) = place else {
            return self.break_law(format!("a session that nobody handed out: {request:?}"));
        };
        let (_, stopped, started) = &mut self.ids[place];
        *started |= start;
        let (stopped, started) = (*stopped, *started);
        self.demand(!stopped, "a request to a session that is being stopped", request);
        self.demand(started, "a request before the start", request);
    }
}
