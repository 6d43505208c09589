//! From the user's wish to the first picture: `streaming.new`, the answer, `streaming.start`, the candidates.

use core::time::Duration;

use api::{ApiError, Description, DescriptionType, ErrorKind, NewReply, StartRequest};

use super::Session;
use super::calls::{Pending, What};
use super::link::{Link, Stage};
use super::retry::{asked_wait, passing};
use crate::{
    CallId, Command, EndReason, Event, Milestones, Moment, PeerId, PeerProblem, Problem, Request, State, TextId,
};

/// How often `streaming.new` is sent within one Creating, and `streaming.start` within one Negotiating.
const TRIES: u32 = 3;
/// The first wait before a refused call is sent again.
const FIRST_WAIT: Duration = Duration::from_millis(700);
/// The longest.
const LONGEST_WAIT: Duration = Duration::from_secs(8);
/// How long a server may count a session that was just stopped.
const STILL_COUNTED: Duration = Duration::from_secs(60);
/// How long to wait for it before the one further try.
const CLOSED_WAIT: Duration = Duration::from_secs(4);

/// What belongs to one life: from a `Start` of the user's to its `Ended`.
#[derive(Default)]
pub(super) struct Life {
    pub(super) asked: Moment,
    milestones: Milestones,
    /// When it became Live last; none before it ever was.
    pub(super) live: Option<Moment>,
    /// Whether the one further try after "Concurrent limit reached" is used up.
    pub(super) tried_again: bool,
    /// How many recoveries in a row, and after how many of them a kiosk waited long.
    pub(super) recoveries: u32,
    pub(super) slow: u32,
    /// When the next recovery begins; none while it waits for the network.
    pub(super) retry_at: Option<Moment>,
    /// Before when no recovery is begun, whatever happens; meant for a kiosk.
    pub(super) soonest: Moment,
    /// Whether there is no session because the page is hidden.
    pub(super) away: bool,
}

impl Session {
    pub(super) fn start(&mut self) {
        match self.state {
            // A session that is opened while the page goes away could not be stopped any more.
            _ if self.page.leaving => return,
            State::Idle | State::Ended => {}
            State::Stopping => self.finish_stopping(),
            _ => return,
        }
        self.life = Life {
            asked: self.now,
            ..Life::default()
        };
        self.greet();
        self.stop_orphans();
        if self.page.offline {
            self.event(Event::Problem(Problem::Offline));
        }
        self.make_link();
    }

    fn greet(&mut self) {
        let greeting = self.options.greeting.trim().to_owned();
        if !greeting.is_empty() {
            self.queue_text(TextId::GREETING, &greeting, api::TaskType::Repeat);
        }
    }

    /// Makes the link that is shown.
    pub(super) fn make_link(&mut self) {
        let link = self.open_link();
        let peer = link.peer;
        self.link = Some(link);
        self.command(Command::Show { peer });
        self.set_state(State::Creating);
    }

    /// Asks for a session, and makes a peer connection while the reply is on its way.
    pub(super) fn open_link(&mut self) -> Link {
        self.last_peer = self.last_peer.wrapping_add(1);
        let peer = PeerId(self.last_peer);
        let mut link = Link::new(peer, self.now, self.now + self.options.deadlines.creating);
        link.new_tries = 1;
        self.send_new(peer);
        self.command(Command::OpenPeer { peer });
        link
    }

    fn send_new(&mut self, peer: PeerId) {
        let mut request = self.options.request.clone();
        // Deployments differ in which of the two names they read.
        let avatar = request.avatar().map(str::to_owned);
        request.avatar_id.clone_from(&avatar);
        request.avatar_name = avatar;
        self.send(Some(peer), What::New, None, Request::New(Box::new(request)));
    }

    /// The outcome of `streaming.new`.
    pub(super) fn created(&mut self, call: CallId, result: Result<NewReply, ApiError>) {
        let awaited = |pending: &Pending| pending.call == call && matches!(pending.what, What::New);
        let peer = match self.calls.iter().position(awaited) {
            Some(place) => self.calls.swap_remove(place).peer,
            None => None,
        };
        match (peer, result) {
            (Some(peer), Ok(reply)) => self.opened(peer, reply),
            (Some(peer), Err(refusal)) => self.new_refused(peer, refusal),
            // Nobody waits for this session any more, or it was told twice.
            (None, Ok(reply)) if !reply.session_id.is_empty() && !self.knows(&reply.session_id) => {
                self.remember(&reply.session_id);
                self.close_session(reply.session_id, false);
            }
            _ => {}
        }
    }

    fn opened(&mut self, peer: PeerId, reply: NewReply) {
        if reply.session_id.is_empty() {
            self.lose_track();
            return self.fail_link(peer, not_the_api("The reply names no session.").into());
        }
        self.remember(&reply.session_id);
        let (now, shown) = (self.now, self.is_shown(peer));
        let until = now + self.options.deadlines.negotiating;
        let ice_servers = reply.ice();
        let Some(link) = self.link_of(peer) else {
            return self.close_session(reply.session_id, false);
        };
        link.session_id = Some(reply.session_id.clone());
        link.opened = now;
        link.cap = limit(reply.session_duration_limit);
        link.idle = limit(reply.activity_idle_timeout);
        link.stage = Stage::Negotiating;
        link.until = until;
        link.new_at = None;
        self.touch(peer);
        if shown {
            self.event(Event::Session {
                session_id: reply.session_id,
            });
            self.milestone(|stages| &mut stages.created);
        }
        let offer = match reply.sdp {
            Some(Description {
                kind: DescriptionType::Offer,
                sdp,
            }) => sdp,
            Some(_) => return self.fail_link(peer, not_the_api("The reply carries no offer.").into()),
            None => {
                let kind = ErrorKind::OtherTransport;
                let refusal = ApiError::new(kind, 200, None, String::new(), None);
                return self.fail_link(peer, refusal.into());
            }
        };
        self.command(Command::Negotiate {
            peer,
            offer,
            ice_servers,
        });
        if shown {
            self.set_state(State::Negotiating);
        }
    }

    /// A refused `streaming.new` is sent again only where the refusal says that nothing was opened and a wait may help.
    fn new_refused(&mut self, peer: PeerId, refusal: ApiError) {
        let (now, offline) = (self.now, self.page.offline);
        let counted = self.closed.is_some_and(|closed| now.since(closed) < STILL_COUNTED);
        let late = |pending: &Pending| matches!(pending.what, What::New);
        let unnamed = self.unnamed_for();
        let own = counted || !unnamed.is_zero() || !self.closings.is_empty() || self.calls.iter().any(late);
        let tries = self.link_of(peer).map_or(TRIES, |link| link.new_tries);
        let wait = match refusal.kind {
            ErrorKind::RateLimited if tries < TRIES => {
                let wait = self.chance.backoff(FIRST_WAIT, tries, LONGEST_WAIT);
                Some(wait.max(asked_wait(&refusal)))
            }
            ErrorKind::ConcurrentLimit if own && !self.life.tried_again => {
                self.life.tried_again = true;
                self.retry_closings();
                if !unnamed.is_zero() && self.is_shown(peer) {
                    self.event(Event::Problem(Problem::StillCounted));
                }
                let wait = self.chance.jittered(CLOSED_WAIT);
                Some(wait.max(unnamed).max(asked_wait(&refusal)))
            }
            kind => {
                // 503 is said by a service that did nothing, and without a network nothing arrives.
                let reached = refusal.status != 503 && !(offline && refusal.status == 0);
                if reached && matches!(kind, ErrorKind::Unavailable | ErrorKind::NotTheApi) {
                    self.lose_track();
                }
                None
            }
        };
        let Some(link) = self.link_of(peer) else { return };
        match wait {
            Some(wait) if now + wait < link.until => link.new_at = Some(now + wait),
            None if offline && unreached(&refusal) && tries < TRIES => link.waits_online = true,
            _ => self.fail_link(peer, refusal.into()),
        }
    }

    /// The browser made its answer, or could not.
    pub(super) fn answered(&mut self, peer: PeerId, result: Result<String, PeerProblem>) {
        let shown = self.is_shown(peer);
        let Some(link) = self.link_of(peer) else { return };
        if link.stage != Stage::Negotiating || link.answer.is_some() {
            return;
        }
        match result {
            Err(problem) => self.fail_link(peer, problem.into()),
            Ok(answer) => {
                link.answer = Some(answer);
                let held = core::mem::take(&mut link.held);
                if shown {
                    self.milestone(|stages| &mut stages.answered);
                }
                self.send_start(peer);
                for candidate in held {
                    self.send_candidate(peer, candidate, 1);
                }
            }
        }
    }

    fn send_start(&mut self, peer: PeerId) {
        let Some(link) = self.link_of(peer) else { return };
        link.start_tries += 1;
        link.start_at = None;
        let (Some(session_id), Some(answer)) = (link.session_id.clone(), link.answer.clone()) else {
            return;
        };
        let sdp = Description::answer(answer);
        self.send(
            Some(peer),
            What::Start,
            None,
            Request::Start(StartRequest { session_id, sdp }),
        );
    }

    /// The outcome of `streaming.start`.
    pub(super) fn start_done(&mut self, peer: PeerId, result: Result<(), ApiError>) {
        let (now, shown) = (self.now, self.is_shown(peer));
        let Some(link) = self.link_of(peer) else { return };
        let tries = link.start_tries;
        let refusal = match result {
            Ok(()) => {
                if shown {
                    self.milestone(|stages| &mut stages.started);
                }
                return self.handed_over(peer);
            }
            Err(refusal) => refusal,
        };
        if link.stage != Stage::Negotiating {
            // The media came before the reply: whatever it says, the answer has arrived.
            return;
        }
        let lost = link.start_lost;
        link.start_lost |= refusal.kind == ErrorKind::Unavailable;
        match refusal.kind {
            // An earlier try arrived although its reply did not.
            ErrorKind::WrongState if lost => self.handed_over(peer),
            // Something on the way may have sent the first try twice: then the media come in a moment.
            ErrorKind::WrongState | ErrorKind::Unavailable | ErrorKind::RateLimited if tries < TRIES => {
                let wait = self.chance.backoff(FIRST_WAIT, tries, LONGEST_WAIT);
                let at = now + wait.max(asked_wait(&refusal));
                match self.link_of(peer) {
                    Some(link) if at < link.until => link.start_at = Some(at),
                    _ => self.fail_link(peer, refusal.into()),
                }
            }
            _ => self.fail_link(peer, refusal.into()),
        }
    }

    /// The server has the answer.
    pub(super) fn handed_over(&mut self, peer: PeerId) {
        let (until, shown) = (self.now + self.options.deadlines.connecting, self.is_shown(peer));
        let Some(link) = self.link_of(peer) else { return };
        if link.stage != Stage::Negotiating || link.answer.is_none() {
            return;
        }
        link.stage = Stage::Connecting;
        link.until = until;
        link.start_at = None;
        if shown {
            self.set_state(State::Connecting);
        }
        self.check_ready(peer);
    }

    /// Sends again what waited to be.
    pub(super) fn due_start(&mut self, peer: PeerId) {
        let now = self.now;
        let Some(link) = self.link_of(peer) else { return };
        if link.new_at.is_some_and(|at| at <= now) {
            link.new_at = None;
            link.new_tries += 1;
            self.send_new(peer);
        } else if link.start_at.is_some_and(|at| at <= now) {
            self.send_start(peer);
        }
        self.due_candidates(peer);
    }

    /// The network is back: sends what waited for it.
    pub(super) fn resume_new(&mut self) {
        let at = self.now + self.chance.jittered(FIRST_WAIT);
        for link in self.link.iter_mut().chain(self.renewal.iter_mut()) {
            if core::mem::take(&mut link.waits_online) {
                link.new_at = Some(at);
            }
        }
    }

    /// A link that was not ready yet failed.
    pub(super) fn fail_link(&mut self, peer: PeerId, problem: Problem) {
        if !self.is_shown(peer) {
            self.renewal_failed(problem);
        } else if self.life.live.is_some() || self.options.kiosk {
            self.recover(problem);
        } else {
            self.end(EndReason::Failed(problem));
        }
    }

    /// Notes when a stage of the first start was reached.
    pub(super) fn milestone(&mut self, stage: fn(&mut Milestones) -> &mut Option<u32>) {
        let after = self.now.millis_since(self.life.asked);
        let reached = stage(&mut self.life.milestones);
        if reached.is_none() && self.life.recoveries == 0 {
            *reached = Some(u32::try_from(after).unwrap_or(u32::MAX));
            let milestones = self.life.milestones;
            self.event(Event::Milestones(milestones));
        }
    }
}

/// A limit that a server told, in seconds; zero is none.
fn limit(told: Option<u32>) -> Option<Duration> {
    told.filter(|seconds| *seconds > 0)
        .map(|seconds| Duration::from_secs(seconds.into()))
}

/// Whether the service, or what hands out tokens for it, was not reached.
fn unreached(refusal: &ApiError) -> bool {
    match refusal.kind {
        ErrorKind::Unavailable => true,
        ErrorKind::NoToken => passing(refusal),
        _ => false,
    }
}

fn not_the_api(message: &str) -> ApiError {
    ApiError::new(ErrorKind::NotTheApi, 200, None, message.to_owned(), None)
}
