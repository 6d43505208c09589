//! The active session, which is shown, as far as it is about listening: the service begins and ends to listen there.

use core::time::Duration;

use api::{ApiError, ErrorKind, ListeningMode, ListeningRequest};

use crate::calls::Purpose;
use crate::context::Context;
use crate::retry_after::retry_after;
use crate::{CallId, Command, Moment, PeerId, Request};

/// How long the service may take to begin to listen.
const LISTEN_TIMEOUT: Duration = Duration::from_secs(10);
/// How often it is asked, and the first wait in between.
const TRIES: u32 = 3;
const FIRST_WAIT: Duration = Duration::from_millis(700);

/// The active session.
pub(super) struct ActiveSession {
    pub(super) peer: PeerId,
    /// Known once it is Live.
    session_id: Option<String>,
    /// Whether the connection carries the microphone's sound.
    pub(super) fed: bool,
    /// The manner in which the service listens, or is asked to.
    pub(super) mode: Option<ListeningMode>,
    /// The call that asks it to.
    call: Option<CallId>,
    tries: u32,
    /// When it is asked again.
    pub(super) retry_at: Option<Moment>,
}

impl ActiveSession {
    pub(super) const fn new(peer: PeerId) -> Self {
        Self {
            peer,
            session_id: None,
            fed: false,
            mode: None,
            call: None,
            tries: 0,
            retry_at: None,
        }
    }

    pub(super) fn live(&mut self, session_id: String) {
        self.session_id = Some(session_id);
    }

    /// Whether the service listens.
    pub(super) const fn listens(&self) -> bool {
        self.mode.is_some() && self.call.is_none() && self.retry_at.is_none()
    }

    /// Has the service listen in this manner, once the session is Live.
    pub(super) fn listen(&mut self, context: &mut Context, mode: ListeningMode) {
        let Some(session_id) = self.session_id.clone() else {
            return;
        };
        if !core::mem::replace(&mut self.fed, true) {
            context.command(Command::Feed { peer: self.peer });
        }
        let waits = self.call.is_some() || self.retry_at.is_some_and(|at| at > context.now);
        if waits || (self.mode == Some(mode) && self.retry_at.is_none()) {
            return;
        }
        self.mode = Some(mode);
        self.retry_at = None;
        let request = Request::Listen(ListeningRequest { session_id, mode });
        self.call = Some(context.send(Some(self.peer), Purpose::Listen, Some(LISTEN_TIMEOUT), request));
    }

    /// Takes the outcome of that call. Gives the refusal where it is not asked again.
    pub(super) fn asked(
        &mut self,
        context: &mut Context,
        call: CallId,
        result: Result<(), ApiError>,
    ) -> Option<ApiError> {
        if self.call != Some(call) {
            return None;
        }
        self.call = None;
        let Err(refusal) = result else {
            self.tries = 0;
            return None;
        };
        self.tries += 1;
        let wait = context.random.backoff(FIRST_WAIT, self.tries, LISTEN_TIMEOUT);
        if self.tries >= TRIES || !matches!(refusal.kind, ErrorKind::Unavailable | ErrorKind::RateLimited) {
            self.mode = None;
            self.tries = 0;
            return Some(refusal);
        }
        self.retry_at = Some(context.now + wait.max(retry_after(&refusal)));
        None
    }

    /// Has the service listen no more.
    pub(super) fn stop(&mut self, context: &mut Context) {
        self.fed = false;
        self.retry_at = None;
        self.tries = 0;
        if let Some(call) = self.call.take() {
            context.calls.take(call, |purpose| matches!(purpose, Purpose::Listen));
            context.command(Command::Abandon { call });
        }
        if let (Some(_), Some(session_id)) = (self.mode.take(), self.session_id.clone()) {
            let request = Request::StopListening(session_id);
            context.send(Some(self.peer), Purpose::StopListening, Some(LISTEN_TIMEOUT), request);
        }
    }
}
