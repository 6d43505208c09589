//! Outcomes of calls, and tokens that came.

use api::{ApiError, NewReply};

use super::Session;
use crate::calls::{Pending, Purpose};
use crate::{CallId, Command, PeerId, TokenId};

impl Session {
    /// The outcome of `streaming.new`.
    pub(super) fn created(&mut self, call: CallId, result: Result<NewReply, ApiError>) {
        let context = &mut self.context;
        let pending = context.calls.take(call, |purpose| matches!(purpose, Purpose::New(_)));
        let (peer, token) = match pending {
            Some(Pending {
                peer,
                purpose: Purpose::New(token),
                ..
            }) => (peer, token),
            _ => (None, None),
        };
        match (&result, token) {
            (Ok(reply), Some(token)) if !reply.session_id.is_empty() => context.tokens.keep(&reply.session_id, token),
            _ => context.drop_token(token),
        }
        match (peer, result) {
            (Some(peer), Ok(reply)) if reply.session_id.is_empty() => self.opening.opened_without_name(context, peer),
            (Some(peer), Ok(reply)) => {
                self.register(&reply.session_id);
                self.opening.opened(&mut self.context, peer, reply);
            }
            (Some(peer), Err(refusal)) => self.new_refused(peer, refusal),
            // Nobody waits for this session any more, or it was told twice.
            (None, Ok(reply)) if !reply.session_id.is_empty() && !self.knows(&reply.session_id) => {
                self.register(&reply.session_id);
                self.closings.close(&mut self.context, reply.session_id, false);
            }
            _ => {}
        }
    }

    /// A link's `streaming.new` was refused, or its token.
    fn new_refused(&mut self, peer: PeerId, refusal: ApiError) {
        let context = &mut self.context;
        let late = context.calls.any(|purpose| matches!(purpose, Purpose::New(_)));
        let counted = late || self.closings.counted(context.now);
        let unknown = self.closings.unknown_for(context.now);
        self.opening.new_refused(context, peer, refusal, counted, unknown);
    }

    /// The page did not send the `streaming.new` that was awaited: it is sent now, if its session is still wanted.
    pub(super) fn not_sent(&mut self, call: CallId) {
        self.expire();
        let context = &mut self.context;
        let pending = context.calls.take(call, |purpose| matches!(purpose, Purpose::New(_)));
        if let Some(peer) = pending.and_then(|pending| pending.peer) {
            self.opening.not_sent(context, peer);
        }
    }

    /// Gives up links whose time is over, before an input that would send `streaming.new` for them: a machine may have slept past that.
    fn expire(&mut self) {
        if self.is_wanted() {
            self.limits.handle_hidden_deadline(&mut self.context);
            self.route();
        }
        self.opening.handle_deadline(&mut self.context);
        self.route();
    }

    /// A token came, or was refused.
    pub(super) fn token(&mut self, token: TokenId, result: Result<(), ApiError>) {
        if !self.context.tokens.settle(token) {
            return;
        }
        self.expire();
        match (self.opening.waits_for(token), result) {
            (Some(peer), Ok(())) => self.opening.token(&mut self.context, peer, Some(token)),
            (Some(peer), Err(refusal)) => {
                self.opening.token(&mut self.context, peer, None);
                self.new_refused(peer, refusal);
            }
            (None, result) => {
                self.closings.token(&mut self.context, token, result);
                self.check_stopped();
            }
        }
    }

    /// Has a session written down, so that a later visit stops it if this one cannot.
    fn register(&mut self, session_id: &str) {
        self.context.command(Command::Register {
            session_id: session_id.to_owned(),
        });
    }

    /// The outcome of a call, of a task only where none came.
    pub(super) fn settle(&mut self, pending: Pending, result: Result<(), ApiError>) {
        let context = &mut self.context;
        match (pending.purpose, pending.peer, result) {
            (Purpose::Stop(session_id), _, result) => {
                self.closings.stop_done(context, &session_id, result);
                self.check_stopped();
            }
            (Purpose::Start, Some(peer), result) => self.opening.start_done(context, peer, result),
            (Purpose::Ice(candidate, tries), Some(peer), Err(refusal)) => {
                self.media.candidate_failed(context, peer, candidate, tries, &refusal);
            }
            (Purpose::Task, _, Err(refusal)) => self.speech.tasked(context, pending.call, Err(refusal)),
            (Purpose::Interrupt, Some(_), result) => self.speech.interrupt_done(context, pending.call, result),
            (Purpose::Listen, Some(_), result) => self.listening.asked(context, pending.call, result),
            (Purpose::KeepAlive, Some(peer), result) => self.limits.kept_alive(context, peer, result),
            _ => {}
        }
    }

    /// Whether a session is one of ours.
    fn knows(&self, session_id: &str) -> bool {
        self.closings.knows(session_id) || self.opening.knows_session(session_id)
    }
}
