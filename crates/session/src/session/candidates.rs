//! Candidates on their way to the server. None of them is waited for.

use core::time::Duration;

use api::{ApiError, ErrorKind, IceCandidate, IceRequest};

use super::Session;
use super::calls::What;
use super::retry::asked_wait;
use crate::{PeerId, Request};

/// How often a candidate is sent.
const TRIES: u32 = 3;
/// The first wait before one that did not arrive is sent again, and the longest: a route that is found late is found in vain.
const FIRST_WAIT: Duration = Duration::from_millis(200);
const LONGEST_WAIT: Duration = Duration::from_secs(2);

impl Session {
    /// The browser found a candidate. The mark of their end is not sent: some servers take it for a malformed one.
    pub(super) fn candidate(&mut self, peer: PeerId, candidate: IceCandidate) {
        let Some(link) = self.link_of(peer) else { return };
        if candidate.candidate.is_empty() {
            return;
        }
        if link.answer.is_none() {
            link.held.push(candidate);
        } else {
            self.send_candidate(peer, candidate, 1);
        }
    }

    pub(super) fn send_candidate(&mut self, peer: PeerId, candidate: IceCandidate, tries: u32) {
        let Some(session_id) = self.link_of(peer).and_then(|link| link.session_id.clone()) else {
            return;
        };
        let request = Request::Ice(IceRequest {
            session_id,
            candidate: candidate.clone(),
        });
        self.send(Some(peer), What::Ice(candidate, tries), None, request);
    }

    /// The outcome of a candidate. A refusal is no loss: the connection may stand without it.
    pub(super) fn candidate_done(
        &mut self,
        peer: PeerId,
        candidate: IceCandidate,
        tries: u32,
        result: Result<(), ApiError>,
    ) {
        let Err(refusal) = result else { return };
        let may_help = matches!(refusal.kind, ErrorKind::Unavailable | ErrorKind::RateLimited);
        if !may_help || tries >= TRIES {
            return;
        }
        let wait = self.chance.backoff(FIRST_WAIT, tries, LONGEST_WAIT);
        let at = self.now + wait.max(asked_wait(&refusal));
        if let Some(link) = self.link_of(peer) {
            // Those that wait go together, with the last.
            link.held.push(candidate);
            link.held_tries = link.held_tries.max(tries);
            link.held_until = link.held_until.max(Some(at));
        }
    }

    /// Sends again what did not arrive, while it may help.
    pub(super) fn due_candidates(&mut self, peer: PeerId) {
        let now = self.now;
        let Some(link) = self
            .link_of(peer)
            .filter(|link| link.held_until.is_some_and(|at| at <= now))
        else {
            return;
        };
        link.held_until = None;
        let tries = core::mem::take(&mut link.held_tries) + 1;
        let held = core::mem::take(&mut link.held);
        let wanted = !link.connected;
        for candidate in held.into_iter().filter(|_| wanted) {
            self.send_candidate(peer, candidate, tries);
        }
    }
}
