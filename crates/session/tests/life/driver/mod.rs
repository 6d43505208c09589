//! A driver with a virtual clock, for tests that tell a session what happens and look at what it does.

#![allow(clippy::panic, reason = "a panic is how a test fails")]

mod happening;
mod looking;

use std::time::Duration;

use api::{ApiError, Description, ErrorKind, IceCandidate, NewReply, NewRequest};
use streaming_avatar_session::{Command, Event, Input, Moment, Options, Output, PeerId, Session, State, TextId};

pub struct Driver {
    pub session: Session,
    pub now: Moment,
    /// All that was handed out and not yet looked at.
    pub commands: Vec<Command>,
    pub events: Vec<Event>,
    next_text: u32,
}

pub fn secs(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

pub fn millis(millis: u64) -> Duration {
    Duration::from_millis(millis)
}

pub fn refusal(kind: ErrorKind) -> ApiError {
    let (status, code) = kind.wire();
    ApiError::new(kind, status, Some(code), String::new(), None)
}

pub fn reply(session_id: &str) -> NewReply {
    NewReply {
        session_id: session_id.to_owned(),
        sdp: Some(Description::offer("v=0 offer")),
        ..NewReply::default()
    }
}

/// A reply that names the session's cap in seconds.
pub fn capped(session_id: &str, cap: u32) -> NewReply {
    NewReply {
        session_duration_limit: Some(cap),
        ..reply(session_id)
    }
}

/// Choices with an idle end after that many seconds.
pub fn idle_after(seconds: u32) -> Options {
    Options {
        request: NewRequest {
            activity_idle_timeout: Some(seconds),
            ..NewRequest::default()
        },
        ..Options::default()
    }
}

/// A session with the default choices that is Live as "a".
pub fn live() -> (Driver, PeerId) {
    let mut driver = Driver::new(Options::default());
    let peer = driver.live("a");
    (driver, peer)
}

/// A session with these choices that is Live with what the server said of it.
pub fn live_with(options: Options, reply: NewReply) -> (Driver, PeerId) {
    let mut driver = Driver::new(options);
    driver.input(Input::Start);
    let peer = driver.connect_with(reply);
    (driver, peer)
}

/// A session with a cap in seconds, which is to be renewed by itself.
pub fn renewing(cap: u32) -> (Driver, PeerId) {
    let options = Options {
        renew: true,
        ..idle_after(3600)
    };
    live_with(options, capped("a", cap))
}

/// A session with one text being said.
pub fn speaking() -> (Driver, PeerId, TextId) {
    let (mut driver, peer) = live();
    let text = driver.say("A text that is being said.", "t1", 5000);
    driver.starts(peer, "t1");
    (driver, peer, text)
}

pub fn candidate(line: &str) -> IceCandidate {
    IceCandidate {
        candidate: line.to_owned(),
        ..IceCandidate::default()
    }
}

impl Driver {
    pub fn new(options: Options) -> Self {
        Self {
            session: Session::new(options, 7),
            now: Moment::from_millis(1000),
            commands: Vec::new(),
            events: Vec::new(),
            next_text: 0,
        }
    }

    pub fn input(&mut self, input: Input) {
        self.session.handle(self.now, input);
        while let Some(output) = self.session.poll() {
            match output {
                Output::Command(command) => self.commands.push(command),
                Output::Event(event) => self.events.push(event),
            }
        }
    }

    /// Lets time pass, with every deadline on the way.
    pub fn pass(&mut self, span: Duration) {
        let end = self.now + span;
        while let Some(deadline) = self.session.deadline().filter(|deadline| *deadline <= end) {
            assert!(deadline > self.now, "a deadline that does not move");
            self.now = deadline;
            self.input(Input::Tick);
        }
        self.now = end;
        self.input(Input::Tick);
    }

    pub fn state(&self) -> State {
        self.session.state()
    }
}
