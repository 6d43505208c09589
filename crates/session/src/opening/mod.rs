//! From the user's wish to a session whose media are on their way, and from a lost session to the next.

mod create;
mod handover;
mod link;
mod reconnect;

use crate::calls::Purpose;
use crate::context::Context;
use crate::deadline::Deadline;
use crate::effect::{Effect, Milestone};
use crate::{Command, Event, Milestones, PeerId, Problem, State};
use link::{Link, Step};
use reconnect::Reconnect;

/// A link that is taken out: its session on the server, where it is known, and its peer connection are to be closed.
pub(crate) struct Taken {
    pub(crate) peer: PeerId,
    pub(crate) session_id: Option<String>,
}

impl From<Link> for Taken {
    fn from(link: Link) -> Self {
        Self {
            peer: link.peer,
            session_id: link.session_id,
        }
    }
}

/// The links that are being opened or were, and the recovery of the one that is shown.
#[derive(Default)]
pub(crate) struct Opening {
    last_peer: u32,
    shown: Option<Link>,
    /// The link that is to take the place of `shown`.
    renewal: Option<Link>,
    milestones: Milestones,
    reconnect: Reconnect,
}

impl Opening {
    /// The user asks for a session. [`open`](Self::open) follows.
    pub(crate) fn start(&mut self) {
        self.milestones = Milestones::default();
        self.reconnect = Reconnect::default();
    }

    /// Asks for a session that is to be shown, or awaits the reply to a page that has asked `early`.
    pub(crate) fn open(&mut self, context: &mut Context, early: bool) -> PeerId {
        let mut link = self.new_link(context, false);
        let peer = link.peer;
        if early {
            Self::await_early(context, Some(peer));
        } else {
            create::send(context, &mut link);
        }
        self.shown = Some(link);
        peer
    }

    /// Awaits the reply to a page that has asked for a session, for a link or to have the session stopped.
    pub(crate) fn await_early(context: &mut Context, peer: Option<PeerId>) {
        let token = context.options.tokens.then(|| context.tokens.next());
        let call = context.calls.expect(peer, Purpose::New(token), None);
        context.command(Command::AwaitEarly { call, token });
    }

    /// Asks for a session that is to take the place of the one that is shown; `unasked`: without the user's wish.
    pub(crate) fn open_renewal(&mut self, context: &mut Context, unasked: bool) -> PeerId {
        let mut link = self.new_link(context, unasked);
        let peer = link.peer;
        create::send(context, &mut link);
        self.renewal = Some(link);
        peer
    }

    fn new_link(&mut self, context: &Context, unasked: bool) -> Link {
        self.last_peer = self.last_peer.wrapping_add(1);
        let peer = PeerId(self.last_peer);
        Link::new(peer, context.now + context.options.deadlines.creating, unasked)
    }

    fn find(&mut self, peer: PeerId) -> Option<&mut Link> {
        self.shown
            .iter_mut()
            .chain(self.renewal.iter_mut())
            .find(|link| link.peer == peer)
    }

    /// Whether such a link is there.
    pub(crate) fn knows(&self, peer: PeerId) -> bool {
        self.shown() == Some(peer) || self.renewal() == Some(peer)
    }

    /// Whether a session is one of these links'.
    pub(crate) fn knows_session(&self, session_id: &str) -> bool {
        [&self.shown, &self.renewal]
            .into_iter()
            .flatten()
            .any(|link| link.session_id.as_deref() == Some(session_id))
    }

    /// The peer connection that is shown.
    pub(crate) fn shown(&self) -> Option<PeerId> {
        self.shown.as_ref().map(|link| link.peer)
    }

    /// The peer connection that is to take its place.
    pub(crate) fn renewal(&self) -> Option<PeerId> {
        self.renewal.as_ref().map(|link| link.peer)
    }

    /// Whether that is made by itself, without the user's wish.
    pub(crate) fn renewal_unasked(&self) -> bool {
        self.renewal.as_ref().is_some_and(|link| link.unasked)
    }

    /// The user wishes for the renewal that is under way already.
    pub(crate) fn wish_renewal(&mut self) {
        if let Some(link) = &mut self.renewal {
            link.unasked = false;
        }
    }

    /// The session that is shown, where its id is known.
    pub(crate) fn session_id(&self) -> Option<&str> {
        self.shown.as_ref()?.session_id.as_deref()
    }

    /// Takes the link that is shown out.
    pub(crate) fn take_shown(&mut self) -> Option<Taken> {
        self.shown.take().map(Taken::from)
    }

    /// Takes the renewal out.
    pub(crate) fn take_renewal(&mut self) -> Option<Taken> {
        self.renewal.take().map(Taken::from)
    }

    /// Lets the renewal take the place of the link that is shown. Gives its peer connection and the one whose place it takes.
    pub(crate) fn promote(&mut self) -> Option<(PeerId, Option<Taken>)> {
        let successor = self.renewal.take()?;
        let peer = successor.peer;
        let old = self.shown.replace(successor);
        Some((peer, old.map(Taken::from)))
    }

    /// How far the link that is shown has come, as far as this part knows: the answer's arrival is where Connecting begins.
    pub(crate) fn shown_state(&self) -> State {
        match self.shown.as_ref().map(|link| link.step) {
            Some(Step::Creating) | None => State::Creating,
            Some(Step::Negotiating) => State::Negotiating,
            Some(Step::HandedOver) => State::Connecting,
        }
    }

    /// Notes when a milestone of the first start was reached on a link, if it is the one that is shown.
    pub(crate) fn milestone(&mut self, context: &mut Context, peer: PeerId, milestone: Milestone) {
        if self.shown() != Some(peer) {
            return;
        }
        let after = context.now.millis_since(context.started);
        let reached = milestone(&mut self.milestones);
        if reached.is_none() && self.reconnect.is_first() {
            *reached = Some(u32::try_from(after).unwrap_or(u32::MAX));
            context.event(Event::Milestones(self.milestones));
        }
    }

    pub(crate) fn next_deadline(&self) -> Option<Deadline> {
        let link = |link: &Option<Link>| link.as_ref().and_then(Link::next_deadline);
        Deadline::earliest(&[self.reconnect.next_deadline(), link(&self.shown), link(&self.renewal)])
    }

    /// Gives up links whose time is over, and sends again what waited to be.
    pub(crate) fn handle_deadline(&mut self, context: &mut Context) {
        for link in self.shown.iter_mut().chain(self.renewal.iter_mut()) {
            let peer = link.peer;
            if link.step != Step::HandedOver && link.until <= context.now {
                if link.step == Step::Creating && link.fetching.is_none() {
                    context.effect(Effect::LostTrack);
                }
                let problem = match link.step {
                    _ if context.page.offline => Problem::Offline,
                    Step::Creating => Problem::TimedOut(State::Creating),
                    _ => Problem::TimedOut(State::Negotiating),
                };
                context.effect(Effect::Failed(peer, problem));
            } else if context.due(link.new_at) {
                link.new_at = None;
                link.new_tries += 1;
                create::send(context, link);
            } else if context.due(link.start_at) {
                handover::send(context, link);
            }
        }
    }
}
