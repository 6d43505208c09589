//! ICE candidates on their way to the server, for whose outcome nothing waits.

use core::time::Duration;

use api::{ApiError, ErrorKind, IceCandidate, IceRequest};

use crate::calls::Purpose;
use crate::context::Context;
use crate::retry_after::retry_after;
use crate::{Moment, PeerId, Request};

/// How often a candidate is sent.
const TRIES: u32 = 3;
/// The first wait before one that did not arrive is sent again, and the longest: a route that is found late is found in vain.
const FIRST_WAIT: Duration = Duration::from_millis(200);
const MAX_WAIT: Duration = Duration::from_secs(2);

/// The candidates of one peer connection.
#[derive(Default)]
pub(super) struct Candidates {
    /// The session they go to, once the answer is on its way.
    session_id: Option<String>,
    /// Those that came before; then those that did not arrive.
    held: Vec<IceCandidate>,
    /// When those that did not arrive are sent again, and how often they were.
    again_at: Option<Moment>,
    tries: u32,
}

impl Candidates {
    /// The browser found one.
    pub(super) fn found(&mut self, context: &mut Context, peer: PeerId, candidate: IceCandidate) {
        if self.session_id.is_none() {
            self.held.push(candidate);
        } else {
            self.send(context, peer, candidate, 1);
        }
    }

    /// The answer is on its way to this session: sends those that waited for it.
    pub(super) fn release(&mut self, context: &mut Context, peer: PeerId, session_id: String) {
        self.session_id = Some(session_id);
        for candidate in core::mem::take(&mut self.held) {
            self.send(context, peer, candidate, 1);
        }
    }

    fn send(&self, context: &mut Context, peer: PeerId, candidate: IceCandidate, tries: u32) {
        let Some(session_id) = self.session_id.clone() else {
            return;
        };
        let request = Request::Ice(IceRequest {
            session_id,
            candidate: candidate.clone(),
        });
        context.send(Some(peer), Purpose::Ice(candidate, tries), None, request);
    }

    /// Holds one that did not arrive until it is sent again. Those that wait go together, with the last.
    pub(super) fn hold_again(&mut self, candidate: IceCandidate, tries: u32, at: Moment) {
        self.held.push(candidate);
        self.tries = self.tries.max(tries);
        self.again_at = self.again_at.max(Some(at));
    }

    /// Drops those that are held: no further candidate is needed.
    pub(super) fn drop_held(&mut self) {
        self.held = Vec::new();
        self.again_at = None;
    }

    /// When those that did not arrive are sent again.
    pub(super) fn again_at(&self) -> Option<Moment> {
        self.again_at
    }

    /// Sends again what did not arrive, while it may help.
    pub(super) fn handle_deadline(&mut self, context: &mut Context, peer: PeerId, wanted: bool) {
        if !context.due(self.again_at) {
            return;
        }
        self.again_at = None;
        let tries = core::mem::take(&mut self.tries) + 1;
        for candidate in core::mem::take(&mut self.held).into_iter().filter(|_| wanted) {
            self.send(context, peer, candidate, tries);
        }
    }
}

/// After how long a candidate that did not arrive is sent again; none where that does not help. A refusal is no loss: the
/// connection may stand without it.
pub(super) fn wait_again(context: &mut Context, tries: u32, refusal: &ApiError) -> Option<Duration> {
    let may_help = matches!(refusal.kind, ErrorKind::Unavailable | ErrorKind::RateLimited);
    (may_help && tries < TRIES).then(|| {
        context
            .random
            .backoff(FIRST_WAIT, tries, MAX_WAIT)
            .max(retry_after(refusal))
    })
}
