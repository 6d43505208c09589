//! Speech for all sessions of the page, on one thread.

use std::collections::{BTreeMap, VecDeque};

use avatar::speech::is_provided;
use tasks::{Outline, Queue};

use crate::messages::{LIMITS, Speech, Text};

/// The texts of a session.
#[derive(Debug, Default)]
struct Session {
    queue: Queue,
    voice: String,
    /// Whether its voice's file could not be had: texts fail in place of waiting for it.
    voiceless: bool,
}

impl Session {
    /// Whether it can be worked for now. Until the voice's file has come, texts wait.
    fn waits(&self) -> bool {
        self.queue.waits() && (self.voiceless || is_provided(&self.voice))
    }
}

/// The synthesis of all sessions. It knows a session from its first text on.
#[derive(Debug, Default)]
pub struct Synthesis {
    sessions: BTreeMap<String, Session>,
    /// The session that was worked for last.
    last: String,
    outgoing: VecDeque<(String, Speech)>,
}

impl Synthesis {
    /// Takes a text behind all others of its session; [`Self::poll`] tells at once whether it can be said.
    pub fn order(&mut self, id: &str, text: Text) {
        let Text { task, text, delivery } = text;
        let session = self.sessions.entry(id.to_owned()).or_default();
        session.voiceless = false;
        session.voice = delivery.voice_id.clone().unwrap_or_default();
        let speech = match tasks::script(&text, LIMITS.characters, &delivery) {
            Ok(script) => {
                let outline = Outline::from(&script);
                let id = task.clone();
                session.queue.order(tasks::Order { id, script });
                Speech::Ready(task, outline)
            }
            Err(refusal) => Speech::Refused(task, refusal.to_string()),
        };
        self.outgoing.push_back((id.to_owned(), speech));
    }

    /// Drops a text that was found ready, and for which there is no room.
    pub fn withdraw(&mut self, session: &str, task: &str) {
        if let Some(session) = self.sessions.get_mut(session) {
            session.queue.withdraw(task);
        }
    }

    /// Drops all texts of a session.
    pub fn call_off(&mut self, session: &str) {
        if let Some(session) = self.sessions.get_mut(session) {
            session.queue.call_off();
        }
    }

    /// Takes the count of samples of a session that have been heard or dropped.
    pub fn consumed(&mut self, session: &str, samples: u64) {
        if let Some(session) = self.sessions.get_mut(session) {
            session.queue.consume(samples);
        }
    }

    /// A session's voice file cannot be had: the texts that wait for it fail, and the next one waits for it anew.
    pub fn lose_voice(&mut self, session: &str) {
        if let Some(session) = self.sessions.get_mut(session) {
            session.voiceless = true;
        }
    }

    /// Forgets a session.
    pub fn close(&mut self, session: &str) {
        self.sessions.remove(session);
    }

    /// Works for some milliseconds, for one session after the other. Returns whether there is more to do now; where not, the
    /// next call is due after the next [`Self::order`], [`Self::consumed`], or voice that is provided.
    pub fn step(&mut self) -> bool {
        let after = self.last.clone();
        let (before, behind): (Vec<_>, Vec<_>) = self.sessions.iter_mut().partition(|(id, _)| **id <= after);
        let next = behind.into_iter().chain(before).find(|(_, session)| session.waits());
        let Some((id, session)) = next else {
            return false;
        };
        self.last.clone_from(id);
        if let Some(narrated) = session.queue.step() {
            self.outgoing.push_back((id.clone(), Speech::Narrated(narrated)));
        }
        self.sessions.values().any(Session::waits)
    }

    /// The next thing that the service is to be told, and of which session.
    pub fn poll(&mut self) -> Option<(String, Speech)> {
        self.outgoing.pop_front()
    }
}
