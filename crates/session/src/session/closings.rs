//! Sessions that are to be stopped, until they are known to be. This goes on in every state, whatever the user does.

use core::time::Duration;

use api::{ApiError, ErrorKind};

use super::Session;
use super::calls::What;
use super::retry::{asked_wait, passing};
use crate::{Command, Moment, Request};

/// After how long without an outcome a stop is sent again.
const PATIENCE: Duration = Duration::from_secs(10);
/// The first wait after a stop that failed.
const FIRST_WAIT: Duration = Duration::from_millis(600);
/// The longest.
const LONGEST_WAIT: Duration = Duration::from_secs(60);
/// How often a stop is sent before it is left to the next start, about a quarter of an hour.
const TRIES: u32 = 20;
/// How often it is sent where the service does not admit it: a token that has expired may be followed by a fresh one.
const ADMISSIONS: u32 = 2;
/// Stops of earlier visits' sessions go out in groups of this size, half a second apart.
const GROUP: usize = 4;

/// A session that is to be stopped.
pub(super) struct Closing {
    session_id: String,
    tries: u32,
    /// When its stop is sent, again; none while it is left to the next start.
    next: Option<Moment>,
    /// Whether a stop is under way.
    underway: bool,
    /// Whether Stopping lasts until it is stopped.
    pub(super) awaited: bool,
}

impl Session {
    /// Whether a session is one of ours.
    pub(super) fn knows(&self, session_id: &str) -> bool {
        self.closings.iter().any(|closing| closing.session_id == session_id)
            || [&self.link, &self.renewal]
                .into_iter()
                .flatten()
                .any(|link| link.session_id.as_deref() == Some(session_id))
    }

    /// Has a session written down, so that a later visit stops it if this one cannot.
    pub(super) fn remember(&mut self, session_id: &str) {
        self.command(Command::Remember {
            session_id: session_id.to_owned(),
        });
    }

    /// Stops a session, for as long as it takes.
    pub(super) fn close_session(&mut self, session_id: String, awaited: bool) {
        self.closings.push(Closing {
            session_id,
            tries: 0,
            next: Some(self.now),
            underway: false,
            awaited,
        });
        self.due_closings();
    }

    /// Sessions of earlier visits.
    pub(super) fn orphans(&mut self, ids: Vec<String>) {
        for session_id in ids {
            if !session_id.is_empty() && !self.knows(&session_id) {
                self.closings.push(Closing {
                    session_id,
                    tries: 0,
                    next: None,
                    underway: false,
                    awaited: false,
                });
            }
        }
        if self.wanted() {
            self.stop_orphans();
        }
    }

    /// Stops at once what is known of, sessions of earlier visits too.
    pub(super) fn stop_orphans(&mut self) {
        for closing in &mut self.closings {
            closing.next.get_or_insert(self.now);
        }
        self.retry_closings();
    }

    /// Tries again at once what waits for a later try, or was given up. Sessions of earlier visits wait for a start.
    pub(super) fn retry_closings(&mut self) {
        let now = self.now;
        // A page that goes away has no later.
        let group = if self.page.leaving { usize::MAX } else { GROUP };
        let mut place = 0;
        for closing in &mut self.closings {
            let held = closing.tries == 0 && closing.next.is_none();
            if !closing.underway && !held {
                closing.tries = 0;
                closing.next = Some(now + Duration::from_millis(500) * (place / group) as u32);
                place += 1;
            }
        }
        self.due_closings();
    }

    /// Sends again every stop whose outcome was not heard: a page that was put away hears none.
    pub(super) fn renew_stops(&mut self) {
        for closing in &mut self.closings {
            closing.underway = false;
        }
        self.retry_closings();
    }

    /// The outcome of a stop. A session that the server does not know, or that is over, is stopped.
    pub(super) fn stop_done(&mut self, session_id: &str, result: Result<(), ApiError>) {
        let Some(place) = self
            .closings
            .iter()
            .position(|closing| closing.session_id == session_id)
        else {
            return;
        };
        let refusal = match result {
            Err(refusal) if !matches!(refusal.kind, ErrorKind::UnknownSession | ErrorKind::WrongState) => refusal,
            _ => {
                self.closings.remove(place);
                self.calls
                    .retain(|pending| !matches!(&pending.what, What::Stop(id) if id == session_id));
                self.closed = Some(self.now);
                self.command(Command::Forget {
                    session_id: session_id.to_owned(),
                });
                return self.check_stopped();
            }
        };
        let offline = self.page.offline;
        let Some(closing) = self.closings.get_mut(place) else {
            return;
        };
        closing.underway = false;
        let hopeless = match refusal.kind {
            ErrorKind::Unauthorized => closing.tries >= ADMISSIONS,
            ErrorKind::NoToken => closing.tries >= ADMISSIONS && !passing(&refusal),
            kind => kind == ErrorKind::BadRequest,
        };
        if hopeless || closing.tries >= TRIES {
            closing.next = None;
            closing.awaited = false;
            return self.check_stopped();
        }
        // A browser's word that it is offline is not always right, and an open session costs money: still tried, but seldom.
        let tries = if offline { TRIES } else { closing.tries };
        let wait = self.chance.backoff(FIRST_WAIT, tries, LONGEST_WAIT);
        closing.next = Some(self.now + wait.max(asked_wait(&refusal).min(2 * LONGEST_WAIT)));
    }

    pub(super) fn closings_deadline(&self) -> Option<Moment> {
        self.closings.iter().filter_map(|closing| closing.next).min()
    }

    /// Sends the stops that are due.
    pub(super) fn due_closings(&mut self) {
        for place in 0..self.closings.len() {
            let Some(closing) = self.closings.get_mut(place) else {
                break;
            };
            if closing.next.is_none_or(|next| next > self.now) {
                continue;
            }
            closing.tries += 1;
            closing.underway = closing.tries <= TRIES;
            closing.next = closing.underway.then_some(self.now + PATIENCE);
            if !closing.underway {
                continue;
            }
            let session_id = closing.session_id.clone();
            let request = Request::Stop(session_id.clone());
            self.send(None, What::Stop(session_id), None, request);
        }
    }
}
