//! Pending stops (`streaming.stop`): sessions that are to be stopped, until they are known to be. This goes on in every state, whatever the user does.

mod unknown_sessions;

use core::time::Duration;

use api::{ApiError, ErrorKind};

use crate::calls::Purpose;
use crate::context::Context;
use crate::deadline::{Deadline, Reason};
use crate::retry_after::{is_transient, retry_after};
use crate::{Command, Moment, Request, TokenId};
use unknown_sessions::UnknownSessions;

/// After how long without an outcome a stop is sent again.
const STOP_TIMEOUT: Duration = Duration::from_secs(10);
/// The first wait after a stop that failed.
const FIRST_WAIT: Duration = Duration::from_millis(600);
/// The longest.
const MAX_WAIT: Duration = Duration::from_secs(60);
/// How often a stop is sent before it is left to the next start, about a quarter of an hour.
const TRIES: u32 = 20;
/// How often a stop is sent again after a 401: the token may have expired, and each try fetches a fresh one.
const ADMISSIONS: u32 = 2;
/// Stops of earlier visits' sessions go out in groups of this size, half a second apart.
const GROUP: usize = 4;
/// How long a server may count a session that was just stopped.
const STILL_COUNTED: Duration = Duration::from_secs(60);

/// A session that is to be stopped.
struct Closing {
    session_id: String,
    tries: u32,
    /// How often the service did not admit its stop.
    not_admitted: u32,
    /// When its stop is sent, again; none while it is left to the next start.
    next: Option<Moment>,
    /// The token that its stop waits for.
    fetching: Option<TokenId>,
    /// Whether a stop is under way.
    underway: bool,
    /// Whether Stopping lasts until it is stopped.
    awaited: bool,
}

impl Closing {
    fn new(session_id: String) -> Self {
        Self {
            session_id,
            tries: 0,
            not_admitted: 0,
            next: None,
            fetching: None,
            underway: false,
            awaited: false,
        }
    }
}

/// All sessions that are to be stopped, and those that the service may still count.
#[derive(Default)]
pub(crate) struct Closings {
    list: Vec<Closing>,
    /// When the wait for the awaited stops is given up.
    until: Option<Moment>,
    /// When a session was last known to be stopped.
    stopped: Option<Moment>,
    unknown: UnknownSessions,
}

impl Closings {
    /// Whether a session is among those that are to be stopped.
    pub(crate) fn knows(&self, session_id: &str) -> bool {
        self.list.iter().any(|closing| closing.session_id == session_id)
    }

    /// Stops a session, for as long as it takes.
    pub(crate) fn close(&mut self, context: &mut Context, session_id: String, awaited: bool) {
        self.list.push(Closing {
            next: Some(context.now),
            awaited,
            ..Closing::new(session_id)
        });
        self.send_due(context);
    }

    /// Sessions of earlier visits. They are held until [`stop_held`](Self::stop_held).
    pub(crate) fn orphan(&mut self, session_id: String) {
        if !session_id.is_empty() && !self.knows(&session_id) {
            self.list.push(Closing::new(session_id));
        }
    }

    /// Stops at once what is known of, sessions of earlier visits too.
    pub(crate) fn stop_held(&mut self, context: &mut Context) {
        for closing in &mut self.list {
            closing.next.get_or_insert(context.now);
        }
        self.retry(context);
    }

    /// Tries again at once what waits for a later try, or was given up. Sessions of earlier visits wait for a start.
    pub(crate) fn retry(&mut self, context: &mut Context) {
        // A page that goes away has no later.
        let group = if context.page.leaving { usize::MAX } else { GROUP };
        let mut place = 0;
        for closing in &mut self.list {
            let held = closing.tries == 0 && closing.next.is_none();
            if !closing.underway && !held {
                closing.tries = 0;
                closing.not_admitted = 0;
                closing.next = Some(context.now + Duration::from_millis(500) * (place / group) as u32);
                place += 1;
            }
        }
        self.send_due(context);
    }

    /// Sends again every stop whose outcome was not heard: a page that was put away hears none.
    pub(crate) fn repeat(&mut self, context: &mut Context) {
        for closing in &mut self.list {
            closing.underway = false;
        }
        self.retry(context);
    }

    /// The outcome of a stop. A session that the server does not know, or that is over, is stopped.
    pub(crate) fn stop_done(&mut self, context: &mut Context, session_id: &str, result: Result<(), ApiError>) {
        let Some(place) = self.list.iter().position(|closing| closing.session_id == session_id) else {
            return;
        };
        let refusal = match result {
            Err(refusal) if !matches!(refusal.kind, ErrorKind::UnknownSession | ErrorKind::WrongState) => refusal,
            _ => {
                self.list.remove(place);
                self.stopped = Some(context.now);
                context.calls.drop_stops(session_id);
                context.drop_token_of(session_id);
                let session_id = session_id.to_owned();
                return context.command(Command::Unregister { session_id });
            }
        };
        let Some(closing) = self.list.get_mut(place) else {
            return;
        };
        closing.underway = false;
        if refusal.kind == ErrorKind::Unauthorized {
            // It may have expired.
            context.drop_token_of(session_id);
        }
        let admitted = match refusal.kind {
            ErrorKind::Unauthorized => false,
            ErrorKind::NoToken => is_transient(&refusal),
            _ => true,
        };
        closing.not_admitted += u32::from(!admitted);
        let hopeless = refusal.kind == ErrorKind::BadRequest || (!admitted && closing.not_admitted >= ADMISSIONS);
        if hopeless || closing.tries >= TRIES {
            closing.next = None;
            closing.awaited = false;
            return;
        }
        // A browser's word that it is offline is not always right, and an open session costs money: still tried, but seldom.
        let tries = if context.page.offline { TRIES } else { closing.tries };
        let wait = context.random.backoff(FIRST_WAIT, tries, MAX_WAIT);
        closing.next = Some(context.now + wait.max(retry_after(&refusal).min(2 * MAX_WAIT)));
    }

    /// Waits for the awaited stops, up to a moment.
    pub(crate) fn wait(&mut self, until: Moment) {
        self.until = Some(until);
    }

    /// Whether a stop is still waited for.
    pub(crate) fn waits(&self, now: Moment) -> bool {
        self.until.is_some_and(|until| until > now) && self.list.iter().any(|closing| closing.awaited)
    }

    /// Waits for no stop any more; they go on unseen.
    pub(crate) fn stop_waiting(&mut self) {
        self.until = None;
        for closing in &mut self.list {
            closing.awaited = false;
        }
    }

    /// A `streaming.new` is given up without a reply: it may have opened a session without a name.
    pub(crate) fn lose_track(&mut self, now: Moment) {
        self.unknown.lose_track(now);
    }

    /// A `streaming.new` of an earlier visit was, that long ago.
    pub(crate) fn cut_off(&mut self, now: Moment, ago: Duration) {
        self.unknown.cut_off(now, ago);
    }

    /// For how long yet a session that nobody can name may count; zero where there is none.
    pub(crate) fn unknown_for(&self, now: Moment) -> Duration {
        self.unknown.left(now)
    }

    /// Another machine on this page had a session stopped then.
    pub(crate) fn stopped_elsewhere(&mut self, at: Moment) {
        self.stopped = self.stopped.max(Some(at));
    }

    /// Whether the service may still count a session that is over or about to be.
    pub(crate) fn counted(&self, now: Moment) -> bool {
        let lately = self.stopped.is_some_and(|stopped| now.since(stopped) < STILL_COUNTED);
        lately || !self.unknown_for(now).is_zero() || !self.list.is_empty()
    }

    pub(crate) fn next_deadline(&self) -> Option<Deadline> {
        let next = self.list.iter().filter_map(|closing| closing.next).min();
        Deadline::earliest(&[
            Deadline::new(self.until, Reason::Stopping),
            Deadline::new(next, Reason::Stop),
        ])
    }

    pub(crate) fn handle_deadline(&mut self, context: &mut Context) {
        self.send_due(context);
    }

    /// Sends the stops that are due.
    fn send_due(&mut self, context: &mut Context) {
        for closing in &mut self.list {
            if !context.due(closing.next) {
                continue;
            }
            closing.tries += 1;
            closing.underway = closing.tries <= TRIES;
            closing.next = closing.underway.then_some(context.now + STOP_TIMEOUT);
            if !closing.underway {
                continue;
            }
            // One of an earlier visit, whose token is not kept, or one whose token is not taken any more.
            if context.options.tokens && context.tokens.of(&closing.session_id).is_none() {
                closing.fetching = Some(context.fetch_token());
            } else {
                send(context, &closing.session_id);
            }
        }
    }

    /// A token came, or was refused, for a stop or for nothing any more.
    pub(crate) fn token(&mut self, context: &mut Context, token: TokenId, result: Result<(), ApiError>) {
        let waits = |closing: &Closing| closing.fetching == Some(token);
        let own = self.list.iter().position(waits);
        // A source that takes longer than a stop waits for was asked again: its late token serves as well as the one asked for since.
        let any = || self.list.iter().position(|closing| closing.fetching.is_some());
        let place = own.or_else(|| any().filter(|_| result.is_ok()));
        let Some(closing) = place.and_then(|place| self.list.get_mut(place)) else {
            return context.drop_token(result.ok().map(|()| token));
        };
        closing.fetching = None;
        match result {
            Ok(()) => {
                closing.next = closing.next.map(|_| context.now + STOP_TIMEOUT);
                context.tokens.keep(&closing.session_id, token);
                send(context, &closing.session_id);
            }
            Err(refusal) => {
                let session_id = closing.session_id.clone();
                self.stop_done(context, &session_id, Err(refusal));
            }
        }
    }
}

fn send(context: &mut Context, session_id: &str) {
    let purpose = Purpose::Stop(session_id.to_owned());
    context.send(None, purpose, None, Request::Stop(session_id.to_owned()));
}
