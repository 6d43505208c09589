//! One connection to an avatar: a session on the server and a peer connection here, from `streaming.new` to its end.

use core::time::Duration;

use api::IceCandidate;

use crate::{Moment, PeerId, PeerProblem};

/// How far a link has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Stage {
    /// `streaming.new` is under way, or waits to be sent again.
    Creating,
    /// The offer is being answered and the answer handed over.
    Negotiating,
    /// Waiting for the connection and the first picture.
    Connecting,
    /// The avatar is there.
    Ready,
}

/// A connection to an avatar.
pub(super) struct Link {
    pub(super) peer: PeerId,
    pub(super) stage: Stage,
    /// When the stage is given up; not meant once it is ready.
    pub(super) until: Moment,
    pub(super) session_id: Option<String>,
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
    /// Candidates that came before the answer was on its way; then those that did not arrive, until when they wait to be sent
    /// again, and how often they were.
    pub(super) held: Vec<IceCandidate>,
    pub(super) held_until: Option<Moment>,
    pub(super) held_tries: u32,
    pub(super) connected: bool,
    /// Whether a TURN server refused its credentials, which is then why there is no route.
    pub(super) relay_refused: bool,
    pub(super) channel: bool,
    pub(super) framed: bool,
    /// When a `disconnected` is taken for a loss.
    pub(super) healing: Option<Moment>,
    pub(super) frozen: bool,
    /// When a frozen picture is taken for a loss.
    pub(super) thawing: Option<Moment>,
    /// While silenced: until when.
    pub(super) hushed: Option<Moment>,
    /// When the session was opened, and after how long the server ends it.
    pub(super) opened: Moment,
    pub(super) cap: Option<Duration>,
    /// After how long without a task the server ends it, where the server told.
    pub(super) idle: Option<Duration>,
    /// When the server last had reason to keep the session.
    pub(super) active: Moment,
    /// How many warnings of each limit were told.
    pub(super) idle_told: usize,
    pub(super) cap_told: usize,
    /// When `keep_alive` may be sent by itself after one that failed.
    pub(super) keep_alive_from: Moment,
    /// How many renewals were begun by themselves, and from when the next may.
    pub(super) renewals: u32,
    pub(super) renew_from: Moment,
    /// Whether it was made to take another's place by itself, without anybody's asking.
    pub(super) unasked: bool,
    /// Whether this server tells over the data channel when the avatar speaks.
    pub(super) talks: bool,
    pub(super) audible: bool,
    /// When `audible` last changed.
    pub(super) heard: Moment,
}

impl Link {
    /// A link that is about to ask for a session.
    pub(super) fn new(peer: PeerId, now: Moment, until: Moment) -> Self {
        Self {
            peer,
            stage: Stage::Creating,
            until,
            session_id: None,
            new_at: None,
            new_tries: 0,
            waits_online: false,
            answer: None,
            start_at: None,
            start_tries: 0,
            start_lost: false,
            held: Vec::new(),
            held_until: None,
            held_tries: 0,
            connected: false,
            relay_refused: false,
            channel: false,
            framed: false,
            healing: None,
            frozen: false,
            thawing: None,
            hushed: None,
            opened: now,
            cap: None,
            idle: None,
            active: now,
            idle_told: 0,
            cap_told: 0,
            keep_alive_from: now,
            renewals: 0,
            renew_from: now,
            unasked: false,
            talks: false,
            audible: false,
            heard: now,
        }
    }

    /// Why there is no route.
    pub(super) fn no_route(&self) -> PeerProblem {
        if self.relay_refused {
            PeerProblem::RelayRefused
        } else {
            PeerProblem::NoRoute
        }
    }

    /// When something of the link's own is due.
    pub(super) fn deadline(&self) -> Option<Moment> {
        let stage = (self.stage != Stage::Ready).then_some(self.until);
        [
            stage,
            self.new_at,
            self.start_at,
            self.held_until,
            self.healing,
            self.thawing,
            self.hushed,
        ]
        .into_iter()
        .flatten()
        .min()
    }
}
