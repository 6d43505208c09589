//! A visit: the session machine, a driver that does what it is told, and the law that the commands and events must keep.

use std::collections::BTreeMap;

use super::admission::Admission;
use super::order::{follows, legal};
use super::patience::Patience;
use streaming_avatar_session::{
    Command, EndReason, Event, Input, Moment, Output, Progress, Request, Session, State, TextId,
};

/// A peer connection that is open.
pub struct Peer {
    pub id: u32,
    pub negotiated: bool,
    pub answered: bool,
    /// Since when it is silent.
    pub hushed: Option<u64>,
    pub session: Option<String>,
}

pub struct Visit {
    pub session: Session,
    /// The tab is there.
    pub alive: bool,
    /// It is in the back/forward cache, and hears nothing.
    pub frozen: bool,
    pub leaving: bool,
    pub peers: Vec<Peer>,
    last_call: u32,
    last_peer: u32,
    /// Calls whose outcome the machine awaits: number, whether it may be given up, and whether it is a task.
    calls: Vec<(u32, bool, bool)>,
    /// Session ids that the machine was told, and whether it has sent a stop, and a start.
    pub ids: Vec<(String, bool, bool)>,
    /// Texts without an outcome, in the order given.
    pub texts: Vec<TextId>,
    pub ended_texts: Vec<(TextId, Progress)>,
    /// The last progress of each of them.
    progress: BTreeMap<TextId, Progress>,
    shown: u32,
    now: u64,
    state: State,
    since: u64,
    ended_told: bool,
    next_text: u32,
    pub reached_live: bool,
    pub violation: Option<String>,
    pub patience: Patience,
    pub admission: Admission,
    /// Whether the service asks for tokens.
    tokens: bool,
    pub trace: bool,
}

impl Visit {
    pub fn new(session: Session, patience: Patience, tokens: bool, trace: bool) -> Self {
        Self {
            session,
            alive: true,
            frozen: false,
            leaving: false,
            peers: Vec::new(),
            last_call: 0,
            last_peer: 0,
            calls: Vec::new(),
            ids: Vec::new(),
            texts: Vec::new(),
            ended_texts: Vec::new(),
            progress: BTreeMap::new(),
            shown: 0,
            now: 0,
            state: State::Idle,
            since: 0,
            ended_told: true,
            next_text: 0,
            reached_live: false,
            violation: None,
            patience,
            admission: Admission::default(),
            tokens,
            trace,
        }
    }

    pub fn hears(&self) -> bool {
        self.alive && !self.frozen
    }

    pub fn new_text(&mut self) -> TextId {
        self.next_text += 1;
        TextId(self.next_text)
    }

    pub fn break_law(&mut self, what: String) {
        self.violation.get_or_insert(what);
    }

    fn law(&mut self, kept: Result<(), String>) {
        if let Err(what) = kept {
            self.break_law(what);
        }
    }

    fn demand(&mut self, holds: bool, what: &str, about: &dyn std::fmt::Debug) {
        if !holds {
            self.break_law(format!("{what}: {about:?}"));
        }
    }

    /// Hands the machine an input and gives back what it commands, checked.
    pub fn handle(&mut self, now: u64, input: Input) -> Vec<Command> {
        if self.trace {
            println!("{now:>9} <- {input:?}");
        }
        match &input {
            Input::Speak { id, .. } => self.texts.push(*id),
            // These begin a silence anew, or may.
            Input::Interrupt { .. } | Input::Message { .. } => {
                for peer in &mut self.peers {
                    peer.hushed = peer.hushed.map(|_| now);
                }
            }
            Input::Leaving => self.leaving = true,
            Input::Returned => self.leaving = false,
            Input::Created {
                result: Ok(reply),
                call,
            } => {
                self.calls.retain(|(number, ..)| *number != call.0);
                self.admission.created(*call, &reply.session_id);
                if !self.ids.iter().any(|(id, ..)| *id == reply.session_id) {
                    self.ids.push((reply.session_id.clone(), false, false));
                }
            }
            Input::Token { token, result } => self.admission.came(*token, result.is_ok()),
            Input::NotSent { call } => {
                self.admission.not_sent(*call);
                self.calls.retain(|(number, ..)| *number != call.0);
            }
            Input::Created { call, .. } => self.calls.retain(|(number, ..)| *number != call.0),
            Input::Tasked { call, .. } => self.calls.retain(|(number, _, task)| *number != call.0 || !task),
            Input::Done { call, .. } => self.calls.retain(|(number, _, task)| *number != call.0 || *task),
            Input::Answered { peer, .. } => {
                if let Some(peer) = self.peers.iter_mut().find(|open| open.id == peer.0) {
                    peer.answered = true;
                }
            }
            _ => {}
        }
        self.now = now;
        let wanted = !matches!(self.state, State::Idle | State::Stopping | State::Ended);
        self.patience.meets(now, wanted, &input);
        self.session.handle(Moment::from_millis(now), input);
        let mut commands = Vec::new();
        while let Some(output) = self.session.poll() {
            if self.trace {
                println!("{now:>9}    -> {output:?}");
            }
            match output {
                Output::Command(command) => {
                    self.check_command(&command);
                    commands.push(command);
                }
                Output::Event(event) => self.check_event(now, event),
            }
        }
        self.check_rest(now);
        commands
    }

    fn check_command(&mut self, command: &Command) {
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
            // Checked where the server and the storage are known.
            Command::Remember { .. } | Command::Forget { .. } => {}
        }
    }

    fn check_request(&mut self, request: &Request, keepalive: bool) {
        let (id, start) = match request {
            Request::New(_) => {
                if let Some(what) = self.patience.tries(self.now) {
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
            Request::Interrupt(id) | Request::KeepAlive(id) => (id, false),
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

    fn check_event(&mut self, now: u64, event: Event) {
        match event {
            Event::State { state, previous } => {
                self.demand(
                    previous == self.state && state != previous,
                    "a state that was not",
                    &(state, previous),
                );
                self.demand(legal(previous, state), "an illegal change of state", &(previous, state));
                self.state = state;
                self.since = now;
                self.patience.enters(state);
                self.reached_live |= state == State::Live;
                if state == State::Creating && matches!(previous, State::Idle | State::Ended) {
                    self.ended_told = false;
                }
            }
            Event::Ended(reason) => {
                let users = matches!(reason, EndReason::Stopped | EndReason::PageLeft);
                self.demand(users || !self.patience.kiosk, "a kiosk that ended by itself", &reason);
                let right = self.state == State::Ended && !core::mem::replace(&mut self.ended_told, true);
                self.demand(right, "an end told twice or too early", &reason);
                self.demand(
                    self.texts.is_empty(),
                    "texts that outlive the session",
                    &self.texts.clone(),
                );
            }
            Event::Text { id, progress } => {
                if id == TextId::GREETING && progress == Progress::Queued && !self.texts.contains(&id) {
                    self.texts.push(id);
                }
                let known = self.texts.contains(&id);
                self.demand(known, "progress of a text that ended or never was", &(id, &progress));
                let before = self.progress.insert(id, progress.clone());
                let right = follows(before.as_ref(), &progress);
                self.demand(right, "progress that does not follow", &(id, before, &progress));
                if matches!(progress, Progress::Ended(_)) {
                    self.texts.retain(|text| *text != id);
                    self.ended_texts.push((id, progress));
                }
            }
            _ => {}
        }
    }

    fn check_rest(&mut self, now: u64) {
        let state = self.session.state();
        self.demand(state == self.state, "a state that was not told", &(state, self.state));
        let next = self.session.next_deadline();
        if let Some(next) = next.filter(|_| self.trace) {
            println!("{now:>9}       until {}: {:?}", next.at.as_millis(), next.reason);
        }
        let deadline = next.map(|next| next.at.as_millis());
        self.demand(
            deadline.is_none_or(|at| at > now),
            "a deadline that does not move",
            &(next, now),
        );
        let bound = match state {
            State::Creating => 75_000,
            State::Negotiating => 15_000,
            State::Connecting => 20_000,
            State::Recovering => 60_000,
            State::Stopping => 5_000,
            State::Idle | State::Live | State::Ended => u64::MAX,
        };
        let away = state == State::Recovering && self.patience.away(now);
        if away {
            let open = self.peers.len();
            self.demand(open == 0, "a hidden kiosk that is not at rest", &open);
        } else if state == State::Recovering && self.patience.kiosk {
            let soon = deadline.is_some_and(|at| at <= now + 3_600_000);
            self.demand(soon, "a kiosk that waits too long", &deadline);
        } else if bound < u64::MAX {
            self.demand(deadline.is_some(), "a state that waits for nothing", &state);
            self.demand(
                now < self.since + bound,
                "a state past its deadline",
                &(state, now - self.since),
            );
        }
        self.demand(
            state != State::Ended || self.ended_told,
            "an end that was not told",
            &state,
        );
        let silent = self.peers.iter().filter_map(|open| open.hushed).min();
        self.demand(
            silent.is_none_or(|since| now < since + 60_000),
            "silent for good",
            &silent,
        );
        let unstopped = self.ids.iter().filter(|(_, stopped, _)| !stopped).count();
        let wanted = !matches!(state, State::Idle | State::Stopping | State::Ended);
        if !wanted {
            self.demand(unstopped == 0, "a session left open", &unstopped);
            self.demand(self.peers.is_empty(), "a peer connection left open", &self.peers.len());
            self.demand(self.texts.is_empty(), "a text without an outcome", &self.texts.clone());
        }
        self.demand(unstopped <= self.peers.len(), "sessions left open", &unstopped);
        let hidden = self.patience.away(now) && wanted;
        self.demand(
            !hidden || state == State::Recovering,
            "a kiosk that costs and is not seen",
            &state,
        );
        if state == State::Recovering {
            self.demand(unstopped == 0, "a lost session left open", &unstopped);
        }
        if state == State::Live {
            let shown = self.peers.iter().any(|open| open.id == self.shown);
            self.demand(shown, "Live without a picture", &state);
        }
    }
}
