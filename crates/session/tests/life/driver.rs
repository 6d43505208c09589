//! A driver with a virtual clock, for tests that tell a session what happens and look at what it does.

#![allow(clippy::panic, reason = "a panic is how a test fails")]

use std::time::Duration;

use api::{ApiError, ChannelMessage, Description, ErrorKind, IceCandidate, NewReply, NewRequest, TaskReply, TaskType};
use streaming_avatar_session::{
    CallId, Command, Connection, EndReason, Event, Input, Moment, Options, Outcome, Output, PeerId, Progress, Request,
    Session, State, TextId,
};

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

/// A session with one text being said.
pub fn speaking() -> (Driver, PeerId, TextId) {
    let (mut driver, peer) = live();
    let text = driver.speak("A text that is being said.");
    let (call, _) = driver.task();
    driver.tasked(call, "t1", 5000);
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

    /// Takes the first command that fits.
    pub fn take<T>(&mut self, fits: impl Fn(&Command) -> Option<T>) -> T {
        let found = self
            .commands
            .iter()
            .enumerate()
            .find_map(|(place, command)| fits(command).map(|found| (place, found)));
        let Some((place, found)) = found else {
            panic!("not commanded; what was: {:#?}", self.commands);
        };
        self.commands.remove(place);
        found
    }

    /// Takes the first request that fits, with its call.
    pub fn call(&mut self, fits: impl Fn(&Request) -> bool) -> CallId {
        self.take(|command| match command {
            Command::Send { call, request, .. } if fits(request) => Some(*call),
            _ => None,
        })
    }

    pub fn new_call(&mut self) -> CallId {
        self.call(|request| matches!(request, Request::New(_)))
    }

    pub fn start_call(&mut self) -> CallId {
        self.call(|request| matches!(request, Request::Start(_)))
    }

    pub fn interrupt_call(&mut self) -> CallId {
        self.call(|request| matches!(request, Request::Interrupt(_)))
    }

    pub fn keep_alive_call(&mut self) -> CallId {
        self.call(|request| matches!(request, Request::KeepAlive(_)))
    }

    pub fn stop_call(&mut self, session_id: &str) -> CallId {
        self.call(|request| matches!(request, Request::Stop(id) if id == session_id))
    }

    /// Takes the next task: its call and its text.
    pub fn task(&mut self) -> (CallId, String) {
        self.take(|command| match command {
            Command::Send {
                call,
                request: Request::Task(task),
                ..
            } => Some((*call, task.text.clone())),
            _ => None,
        })
    }

    pub fn open_peer(&mut self) -> PeerId {
        self.take(|command| match command {
            Command::OpenPeer { peer } => Some(*peer),
            _ => None,
        })
    }

    pub fn has(&self, fits: impl Fn(&Command) -> bool) -> bool {
        self.commands.iter().any(fits)
    }

    pub fn sends(&self, fits: impl Fn(&Request) -> bool) -> usize {
        let sends = |command: &&Command| matches!(command, Command::Send { request, .. } if fits(request));
        self.commands.iter().filter(sends).count()
    }

    pub fn news(&self) -> usize {
        self.sends(|request| matches!(request, Request::New(_)))
    }

    pub fn tasks(&self) -> usize {
        self.sends(|request| matches!(request, Request::Task(_)))
    }

    pub fn interrupts(&self) -> usize {
        self.sends(|request| matches!(request, Request::Interrupt(_)))
    }

    pub fn keep_alives(&self) -> usize {
        self.sends(|request| matches!(request, Request::KeepAlive(_)))
    }

    pub fn stops_sent(&self) -> usize {
        self.sends(|request| matches!(request, Request::Stop(_)))
    }

    /// Whether a session was struck out of what a later visit is to stop.
    pub fn forgets(&self, id: &str) -> bool {
        self.has(|command| matches!(command, Command::Forget { session_id } if session_id == id))
    }

    pub fn created(&mut self, call: CallId, session_id: &str) {
        self.input(Input::Created {
            call,
            result: Ok(reply(session_id)),
        });
    }

    /// Refuses the `new` that is under way.
    pub fn refuse_new(&mut self, kind: ErrorKind) -> CallId {
        self.fail_new(refusal(kind))
    }

    pub fn fail_new(&mut self, error: ApiError) -> CallId {
        let call = self.new_call();
        let result = Err(error);
        self.input(Input::Created { call, result });
        call
    }

    pub fn done(&mut self, call: CallId) {
        self.input(Input::Done { call, result: Ok(()) });
    }

    pub fn refused(&mut self, call: CallId, kind: ErrorKind) {
        let result = Err(refusal(kind));
        self.input(Input::Done { call, result });
    }

    pub fn lost(&mut self, call: CallId) {
        let result = Err(ApiError::unreachable());
        self.input(Input::Done { call, result });
    }

    pub fn connection(&mut self, peer: PeerId, connection: Connection) {
        self.input(Input::Peer { peer, connection });
    }

    /// From an open peer connection and a `new` under way to the first picture.
    pub fn connect(&mut self, session_id: &str) -> PeerId {
        let reply = reply(session_id);
        self.connect_with(reply)
    }

    pub fn connect_with(&mut self, reply: NewReply) -> PeerId {
        let peer = self.hand_over(reply);
        self.connection(peer, Connection::Connected);
        self.input(Input::Channel { peer, open: true });
        self.input(Input::FirstFrame { peer });
        peer
    }

    /// From an open peer connection and a `new` under way to an answer that the server has taken.
    pub fn hand_over(&mut self, reply: NewReply) -> PeerId {
        let peer = self.open_peer();
        let call = self.new_call();
        self.input(Input::Created {
            call,
            result: Ok(reply),
        });
        self.take(|command| matches!(command, Command::Negotiate { .. }).then_some(()));
        self.input(Input::Answered {
            peer,
            result: Ok("v=0 answer".into()),
        });
        let call = self.call(|request| matches!(request, Request::Start(_)));
        self.done(call);
        peer
    }

    /// From nothing to Live, with all that was commanded on the way looked at.
    pub fn live(&mut self, session_id: &str) -> PeerId {
        self.input(Input::Start);
        let peer = self.connect(session_id);
        assert_eq!(self.state(), State::Live);
        self.commands.clear();
        self.events.clear();
        peer
    }

    pub fn speak(&mut self, text: &str) -> TextId {
        self.next_text += 1;
        let id = TextId(self.next_text);
        self.input(Input::Speak {
            id,
            text: text.to_owned(),
            kind: TaskType::Repeat,
        });
        id
    }

    pub fn tasked(&mut self, call: CallId, task_id: &str, duration_ms: u64) {
        let task_id = task_id.to_owned();
        self.input(Input::Tasked {
            call,
            result: Ok(TaskReply { duration_ms, task_id }),
        });
    }

    pub fn task_refused(&mut self, call: CallId, error: ApiError) {
        self.input(Input::Tasked {
            call,
            result: Err(error),
        });
    }

    pub fn starts(&mut self, peer: PeerId, task_id: &str) {
        let task_id = task_id.to_owned();
        let message = ChannelMessage::StartTalking { task_id };
        self.input(Input::Message { peer, message });
    }

    /// The server says that a task ended, not how much of it was said.
    pub fn stops(&mut self, peer: PeerId, task_id: &str) {
        self.stops_after(peer, task_id, 0);
    }

    pub fn stops_after(&mut self, peer: PeerId, task_id: &str, duration_ms: u64) {
        let task_id = task_id.to_owned();
        let message = ChannelMessage::StopTalking { task_id, duration_ms };
        self.input(Input::Message { peer, message });
    }

    /// All outcomes of a text that were told.
    pub fn outcomes(&self, text: TextId) -> Vec<Outcome> {
        let outcome = |event: &Event| match event {
            Event::Text {
                id,
                progress: Progress::Ended(outcome),
            } if *id == text => Some(outcome.clone()),
            _ => None,
        };
        self.events.iter().filter_map(outcome).collect()
    }

    pub fn progress(&self, text: TextId) -> Vec<Progress> {
        let progress = |event: &Event| match event {
            Event::Text { id, progress } if *id == text => Some(progress.clone()),
            _ => None,
        };
        self.events.iter().filter_map(progress).collect()
    }

    /// The reasons of all ends that were told.
    pub fn ends(&self) -> Vec<EndReason> {
        let end = |event: &Event| match event {
            Event::Ended(reason) => Some(reason.clone()),
            _ => None,
        };
        self.events.iter().filter_map(end).collect()
    }

    /// Brings a start to each of its stages: `new` is under way, the offer is there, the answer is on its way, it has arrived,
    /// Live, lost. The session is "a".
    pub fn reach(&mut self, stage: u32) {
        self.input(Input::Start);
        let peer = self.open_peer();
        let call = self.new_call();
        if stage == 0 {
            return;
        }
        self.created(call, "a");
        if stage == 1 {
            return;
        }
        self.input(Input::Answered {
            peer,
            result: Ok("v=0".into()),
        });
        if stage == 2 {
            return;
        }
        let start = self.start_call();
        self.done(start);
        if stage == 3 {
            return;
        }
        self.connection(peer, Connection::Connected);
        self.input(Input::FirstFrame { peer });
        if stage == 4 {
            return;
        }
        self.connection(peer, Connection::Failed);
    }
}
