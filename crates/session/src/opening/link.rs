//! One session on its way from `streaming.new` to the answer's arrival at the server.

use api::Background;

use crate::deadline::{Deadline, Reason};
use crate::{Moment, PeerId, TokenId};

/// How far a link has come.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Step {
    /// `streaming.new` is under way, or waits to be sent again.
    Creating,
    /// The offer is being answered and the answer handed over.
    Negotiating,
    /// The server has the answer. The rest is the media's.
    HandedOver,
}

/// A session on the server and the peer connection here that belongs to it.
pub(super) struct Link {
    pub(super) peer: PeerId,
    pub(super) step: Step,
    /// When the step is given up; not meant once it is handed over.
    pub(super) until: Moment,
    pub(super) session_id: Option<String>,
    /// The background behind its avatar, where the server tells it, and so can change it.
    pub(super) background: Option<Background>,
    /// The token that `streaming.new` waits for.
    pub(super) fetching: Option<TokenId>,
    /// When `streaming.new` is sent again, and how often it was sent.
    pub(super) new_at: Option<Moment>,
    pub(super) new_tries: u32,
    /// `streaming.new` waits for the network.
    pub(super) waits_online: bool,
    /// The answer, kept for a second `streaming.start`; and when that is sent, and how often it was.
    pub(super) answer: Option<String>,
    pub(super) start_at: Option<Moment>,
    pub(super) start_tries: u32,
    /// Whether a `streaming.start` may have arrived although no reply said so.
    pub(super) start_lost: bool,
    /// Whether it was made to take another's place by itself, without anybody's asking.
    pub(super) unasked: bool,
}

impl Link {
    /// A link that is about to ask for a session.
    pub(super) fn new(peer: PeerId, until: Moment, unasked: bool) -> Self {
        Self {
            peer,
            step: Step::Creating,
            until,
            session_id: None,
            background: None,
            fetching: None,
            new_at: None,
            new_tries: 1,
            waits_online: false,
            answer: None,
            start_at: None,
            start_tries: 0,
            start_lost: false,
            unasked,
        }
    }

    pub(super) fn next_deadline(&self) -> Option<Deadline> {
        let until = (self.step != Step::HandedOver).then_some(self.until);
        Deadline::earliest(&[
            Deadline::new(until, Reason::Opening),
            Deadline::new(self.new_at, Reason::Retry),
            Deadline::new(self.start_at, Reason::Retry),
        ])
    }
}
