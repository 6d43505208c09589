//! Planned actions and their times.

use std::cmp::Ordering;

use api::{ApiError, ErrorKind};
use streaming_avatar_session::{CallId, Input, Request, TokenId};

use super::server::Reply;

pub enum Action {
    /// A request reaches the server.
    Arrive {
        visit: usize,
        call: CallId,
        request: Request,
        fault: Fault,
    },
    /// Its outcome reaches the page.
    Reply {
        visit: usize,
        call: CallId,
        new: bool,
        result: Result<Reply, ApiError>,
    },
    /// A token reaches the page, or a refusal.
    Token {
        visit: usize,
        token: TokenId,
        result: Result<(), ApiError>,
    },
    /// Something reaches the page; of a peer connection only while that is open.
    Tell {
        visit: usize,
        peer: Option<u32>,
        input: Input,
    },
    /// The server begins and ends to say a task.
    Begin {
        place: usize,
        turn: u32,
    },
    End {
        place: usize,
        turn: u32,
    },
    /// The server looks whether a session is idle or too old.
    Review {
        place: usize,
    },
    /// The browser gives up a connection if the network is still down.
    GiveUp {
        visit: usize,
        peer: u32,
    },
    /// Something happens to a connection that stands.
    MediaFault {
        visit: usize,
        peer: u32,
    },
    Press,
    /// Somebody speaks to a kiosk.
    Visitor,
    Network(bool),
    /// The server answers every `streaming.new` with this, from now on.
    Refuse(Option<ErrorKind>),
    /// The page is hidden, or seen again.
    Hide(bool),
    /// The page is put away, and comes back.
    Freeze {
        visit: usize,
    },
    Thaw {
        visit: usize,
    },
    /// The machine slept.
    Leap(u64),
    /// The user is done with this page.
    Finish,
}

#[derive(Clone, Copy, PartialEq)]
pub enum Fault {
    None,
    RequestLost,
    ReplyLost,
    Doubled,
    Refused,
}

/// When, a count that keeps what is due together in order, and what.
pub struct Entry(pub u64, pub u64, pub Action);

impl PartialEq for Entry {
    fn eq(&self, other: &Self) -> bool {
        (self.0, self.1) == (other.0, other.1)
    }
}
impl Eq for Entry {}
impl PartialOrd for Entry {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Entry {
    fn cmp(&self, other: &Self) -> Ordering {
        (self.0, self.1).cmp(&(other.0, other.1))
    }
}
