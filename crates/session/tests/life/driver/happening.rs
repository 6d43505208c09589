//! Inputs to a session, by the names that tests use.

use api::{ApiError, ChannelMessage, ErrorKind, NewReply, TaskReply, TaskType};
use streaming_avatar_session::{CallId, Command, Connection, Input, PeerId, Request, State, TextId};

use super::{Driver, refusal, reply};

impl Driver {
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

    /// Gives a text that the server takes at once, as a task of that name and length.
    pub fn say(&mut self, text: &str, task_id: &str, duration_ms: u64) -> TextId {
        let id = self.speak(text);
        let (call, _) = self.task();
        self.tasked(call, task_id, duration_ms);
        id
    }

    /// The user silences everything, and the server takes it.
    pub fn silence(&mut self) {
        self.input(Input::Interrupt { clear: true });
        let call = self.interrupt_call();
        self.done(call);
    }

    pub fn tasked(&mut self, call: CallId, task_id: &str, duration_ms: u64) {
        let task_id = task_id.to_owned();
        self.input(Input::Tasked {
            call,
            result: Ok(TaskReply {
                duration_ms,
                task_id,
                unsaid: None,
            }),
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
        self.stops_unsaid(peer, task_id, duration_ms, None);
    }

    /// The server says that a task ended, and what of it was not said.
    pub fn stops_unsaid(&mut self, peer: PeerId, task_id: &str, duration_ms: u64, unsaid: Option<&str>) {
        let message = ChannelMessage::StopTalking {
            task_id: task_id.to_owned(),
            duration_ms,
            unsaid: unsaid.map(str::to_owned),
        };
        self.input(Input::Message { peer, message });
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
