//! `streaming.new`: asks for a session.

use core::time::Duration;

use api::{ApiError, Background, Description, DescriptionType, ErrorKind, Features, NewReply};

use super::Opening;
use super::link::{Link, Step};
use crate::calls::Purpose;
use crate::context::Context;
use crate::effect::Effect;
use crate::retry_after::{is_transient, retry_after};
use crate::{Command, Event, PeerId, Problem, Request, TokenId};

/// How often it is sent within one Creating.
const TRIES: u32 = 3;
/// The first wait before a refused call is sent again, and the longest.
const FIRST_WAIT: Duration = Duration::from_millis(700);
const MAX_WAIT: Duration = Duration::from_secs(8);
/// How long to wait for a session that is still counted before the one further try.
const CLOSED_WAIT: Duration = Duration::from_secs(4);

/// Sends it, once there is a fresh token where one is needed.
pub(super) fn send(context: &mut Context, link: &mut Link) {
    if context.options.tokens {
        link.fetching = Some(context.fetch_token());
    } else {
        send_with(context, link.peer, None);
    }
}

fn send_with(context: &mut Context, peer: PeerId, token: Option<TokenId>) {
    let mut request = context.options.request.clone();
    // Deployments differ in which of the two names they read.
    let avatar = request.avatar().map(str::to_owned);
    request.avatar_id.clone_from(&avatar);
    request.avatar_name = avatar;
    context.send(Some(peer), Purpose::New(token), None, Request::New(Box::new(request)));
}

impl Opening {
    /// The link whose `streaming.new` waits for this token.
    pub(crate) fn waits_for(&self, token: TokenId) -> Option<PeerId> {
        let mut links = self.shown.iter().chain(self.renewal.iter());
        links.find(|link| link.fetching == Some(token)).map(|link| link.peer)
    }

    /// The token that this link waits for came, or was refused, which is as if the service had refused the call.
    pub(crate) fn token(&mut self, context: &mut Context, peer: PeerId, token: Option<TokenId>) {
        if let Some(link) = self.find(peer) {
            link.fetching = None;
        }
        if token.is_some() {
            send_with(context, peer, token);
        }
    }

    /// The page did not send this link's `streaming.new`.
    pub(crate) fn not_sent(&mut self, context: &mut Context, peer: PeerId) {
        if let Some(link) = self.find(peer) {
            send(context, link);
        }
    }

    /// The service opened a session for this link, which is known.
    pub(crate) fn opened(&mut self, context: &mut Context, peer: PeerId, reply: NewReply) {
        let is_shown = self.shown() == Some(peer);
        let until = context.now + context.options.deadlines.negotiating;
        let ice_servers = reply.ice();
        let expected = Features {
            listen: context.options.listen,
            ..Features::default()
        };
        let features = reply.features.unwrap_or(expected);
        let microphone = features.listen;
        let Some(link) = self.find(peer) else { return };
        link.session_id = Some(reply.session_id.clone());
        link.background = features.background;
        link.step = Step::Negotiating;
        link.until = until;
        link.new_at = None;
        context.effect(Effect::Opened {
            peer,
            limit: limit(reply.session_duration_limit),
            idle: limit(reply.activity_idle_timeout),
            features,
        });
        if is_shown {
            context.event(Event::Session {
                session_id: reply.session_id,
            });
        }
        self.milestone(context, peer, |milestones| &mut milestones.created);
        // Another may have been chosen while the call was under way.
        if let Some(background) = context.options.request.background {
            self.set_background(context, background);
        }
        let problem: Problem = match reply.sdp {
            Some(Description {
                kind: DescriptionType::Offer,
                sdp: offer,
            }) => {
                context.command(Command::Negotiate {
                    peer,
                    offer,
                    ice_servers,
                    microphone,
                });
                return context.effect(Effect::Negotiating(peer));
            }
            Some(_) => not_the_api("The reply carries no offer.").into(),
            None => ApiError::new(ErrorKind::OtherTransport, 200, None, String::new(), None).into(),
        };
        context.effect(Effect::Failed(peer, problem));
    }

    /// Puts the avatar before a background: in the sessions to come, and in those that stand before another, as far as their server does so.
    pub(crate) fn set_background(&mut self, context: &mut Context, background: Background) {
        context.options.request.background = Some(background);
        for link in self.shown.iter_mut().chain(self.renewal.iter_mut()) {
            if link.background.is_some_and(|shown| shown != background) {
                link.background = Some(background);
                let peer = link.peer;
                context.command(Command::Background { peer, background });
            }
        }
    }

    /// The service says that it opened a session, and names none.
    pub(crate) fn opened_without_name(&self, context: &mut Context, peer: PeerId) {
        context.effect(Effect::LostTrack);
        let problem = not_the_api("The reply names no session.");
        context.effect(Effect::Failed(peer, problem.into()));
    }

    /// A refused `streaming.new` is sent again only where the refusal says that nothing was opened and a wait may help. `counted`:
    /// whether the service may still count a session of ours; `unknown`: for how long yet one without a name.
    pub(crate) fn new_refused(
        &mut self,
        context: &mut Context,
        peer: PeerId,
        refusal: ApiError,
        counted: bool,
        unknown: Duration,
    ) {
        let offline = context.page.offline;
        let is_shown = self.shown() == Some(peer);
        let tries = self.find(peer).map_or(TRIES, |link| link.new_tries);
        let wait = match refusal.kind {
            ErrorKind::RateLimited if tries < TRIES => {
                let wait = context.random.backoff(FIRST_WAIT, tries, MAX_WAIT);
                Some(wait.max(retry_after(&refusal)))
            }
            ErrorKind::ConcurrentLimit if counted && self.reconnect.may_try_again() => {
                context.effect(Effect::RetryStops);
                if !unknown.is_zero() && is_shown {
                    context.event(Event::Problem(Problem::StillCounted));
                }
                let wait = context.random.jittered(CLOSED_WAIT);
                Some(wait.max(unknown).max(retry_after(&refusal)))
            }
            kind => {
                // 503 is said by a service that did nothing, and without a network nothing arrives.
                let reached = refusal.status != 503 && !(offline && refusal.status == 0);
                if reached && matches!(kind, ErrorKind::Unavailable | ErrorKind::NotTheApi) {
                    context.effect(Effect::LostTrack);
                }
                None
            }
        };
        let now = context.now;
        let Some(link) = self.find(peer) else { return };
        match wait {
            Some(wait) if now + wait < link.until => link.new_at = Some(now + wait),
            None if offline && unreached(&refusal) && tries < TRIES => link.waits_online = true,
            _ => context.effect(Effect::Failed(peer, refusal.into())),
        }
    }

    /// The network is back: sends what waited for it.
    pub(crate) fn online(&mut self, context: &mut Context) {
        let at = context.now + context.random.jittered(FIRST_WAIT);
        for link in self.shown.iter_mut().chain(self.renewal.iter_mut()) {
            if core::mem::take(&mut link.waits_online) {
                link.new_at = Some(at);
            }
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
        ErrorKind::NoToken => is_transient(refusal),
        _ => false,
    }
}

fn not_the_api(message: &str) -> ApiError {
    ApiError::new(ErrorKind::NotTheApi, 200, None, message.to_owned(), None)
}
