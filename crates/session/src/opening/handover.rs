//! The SDP answer of the browser, and `streaming.start`, which hands it over.

use core::time::Duration;

use api::{ApiError, Description, ErrorKind, StartRequest};

use super::Opening;
use super::link::{Link, Step};
use crate::calls::Purpose;
use crate::context::Context;
use crate::effect::Effect;
use crate::retry_after::retry_after;
use crate::{PeerId, PeerProblem, Request};

/// How often `streaming.start` is sent within one Negotiating.
const TRIES: u32 = 3;
/// The same while the server says that it has been started: for five seconds at least, in which the connection comes, however slow the line.
const STATE_TRIES: u32 = 5;
/// The first wait before a refused call is sent again, and the longest.
const FIRST_WAIT: Duration = Duration::from_millis(700);
const MAX_WAIT: Duration = Duration::from_secs(8);

/// Sends the answer.
pub(super) fn send(context: &mut Context, link: &mut Link) {
    link.start_tries += 1;
    link.start_at = None;
    if let (Some(session_id), Some(answer)) = (link.session_id.clone(), link.answer.clone()) {
        let sdp = Description::answer(answer);
        let request = Request::Start(StartRequest { session_id, sdp });
        context.send(Some(link.peer), Purpose::Start, None, request);
    }
}

impl Opening {
    /// The browser made its answer, or could not.
    pub(crate) fn answered(&mut self, context: &mut Context, peer: PeerId, result: Result<String, PeerProblem>) {
        let Some(link) = self.find(peer) else { return };
        if link.step != Step::Negotiating || link.answer.is_some() {
            return;
        }
        match result {
            Err(problem) => context.effect(Effect::Failed(peer, problem.into())),
            Ok(answer) => {
                link.answer = Some(answer);
                self.milestone(context, peer, |milestones| &mut milestones.answered);
                if let Some(link) = self.find(peer) {
                    send(context, link);
                    if let Some(session_id) = link.session_id.clone() {
                        context.effect(Effect::Answered(peer, session_id));
                    }
                }
            }
        }
    }

    /// The outcome of `streaming.start`.
    pub(crate) fn start_done(&mut self, context: &mut Context, peer: PeerId, result: Result<(), ApiError>) {
        let refusal = match result {
            Ok(()) => {
                self.milestone(context, peer, |milestones| &mut milestones.started);
                return self.handed_over(context, peer);
            }
            Err(refusal) => refusal,
        };
        let Some(link) = self.find(peer).filter(|link| link.step == Step::Negotiating) else {
            // The media came before the reply: whatever it says, the answer has arrived.
            return;
        };
        let lost = link.start_lost;
        link.start_lost |= refusal.kind == ErrorKind::Unavailable;
        let tries = match refusal.kind {
            // Something on the way may have sent the first try twice: then the media come in a moment.
            ErrorKind::WrongState => STATE_TRIES,
            ErrorKind::Unavailable | ErrorKind::RateLimited => TRIES,
            _ => 1,
        };
        match refusal.kind {
            // An earlier try arrived although its reply did not.
            ErrorKind::WrongState if lost => self.handed_over(context, peer),
            _ if link.start_tries < tries => {
                let wait = context.random.backoff(FIRST_WAIT, link.start_tries, MAX_WAIT);
                let at = context.now + wait.max(retry_after(&refusal));
                if at < link.until {
                    link.start_at = Some(at);
                } else {
                    context.effect(Effect::Failed(peer, refusal.into()));
                }
            }
            _ => context.effect(Effect::Failed(peer, refusal.into())),
        }
    }

    /// The server has the answer: its reply says so, or its media.
    pub(crate) fn handed_over(&mut self, context: &mut Context, peer: PeerId) {
        let Some(link) = self.find(peer) else { return };
        if link.step == Step::Negotiating && link.answer.is_some() {
            link.step = Step::HandedOver;
            link.start_at = None;
            context.effect(Effect::HandedOver(peer));
        }
    }
}
