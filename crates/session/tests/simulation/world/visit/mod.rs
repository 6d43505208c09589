//! A visit: the session machine, a driver that does what it is told, and the law that the commands and events must keep.

mod commands;
mod events;
mod order;
mod rest;

use std::collections::BTreeMap;

use super::admission::Admission;
use super::kiosk_limits::KioskLimits;
use streaming_avatar_session::{Command, Input, Moment, Output, Progress, Session, State, TextId};

/// A peer connection that is open.
pub struct Peer {
    pub id: u32,
    pub negotiated: bool,
    pub answered: bool,
    /// Since when it is silent.
    pub hushed: Option<u64>,
    /// Whether it carries the microphone's sound.
    pub fed: bool,
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
    /// Whether the visitor wishes to be heard.
    wished: bool,
    /// Whether the microphone is open; none where nobody was asked for it.
    microphone: Option<bool>,
    shown: u32,
    now: u64,
    state: State,
    since: u64,
    ended_told: bool,
    next_text: u32,
    pub reached_live: bool,
    pub violation: Option<String>,
    pub kiosk_limits: KioskLimits,
    pub admission: Admission,
    /// Whether the service asks for tokens.
    tokens: bool,
    pub trace: bool,
}

impl Visit {
    pub fn new(session: Session, kiosk_limits: KioskLimits, tokens: bool, trace: bool) -> Self {
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
            wished: false,
            microphone: None,
            shown: 0,
            now: 0,
            state: State::Idle,
            since: 0,
            ended_told: true,
            next_text: 0,
            reached_live: false,
            violation: None,
            kiosk_limits,
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
            Input::Listen { .. } => self.wished |= self.state.is_wanted(),
            Input::Captured(result) if self.microphone == Some(false) => {
                self.microphone = result.is_ok().then_some(true);
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
        self.kiosk_limits.meets(now, wanted, &input);
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
}
