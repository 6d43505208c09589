//! Routes inputs, deadlines and effects between the parts of a session.
//!
//! Each part owns its state. It takes inputs, says when it is next due and why, and handles what is due; what concerns another
//! part it leaves as an [`Effect`], which is handed on here.

mod ending;
mod outcomes;
mod page;
mod succession;

use core::time::Duration;

use api::ApiError;

use crate::calls::Purpose;
use crate::closings::Closings;
use crate::context::Context;
use crate::deadline::{Deadline, Reason};
use crate::effect::Effect;
use crate::limits::{Limits, Live};
use crate::listening::Listening;
use crate::media::Media;
use crate::opening::Opening;
use crate::speech::Speech;
use crate::{EndReason, Event, Input, LimitKind, Moment, Options, Output, PeerId, State};

/// A session, from a start to its end. It may be started, stopped and started again any number of times.
pub struct Session {
    context: Context,
    state: State,
    /// Why it is stopping.
    ending: EndReason,
    opening: Opening,
    media: Media,
    speech: Speech,
    listening: Listening,
    limits: Limits,
    closings: Closings,
}

impl Session {
    /// A session that nobody has started yet. The seed feeds the jitter of its waits.
    pub fn new(options: Options, seed: u64) -> Self {
        Self {
            context: Context::new(options, seed),
            state: State::Idle,
            ending: EndReason::Stopped,
            opening: Opening::default(),
            media: Media::default(),
            speech: Speech::default(),
            listening: Listening::default(),
            limits: Limits::default(),
            closings: Closings::default(),
        }
    }

    /// Where it stands.
    pub fn state(&self) -> State {
        self.state
    }

    /// The id of the session whose picture is shown, where it is known.
    pub fn session_id(&self) -> Option<&str> {
        self.opening.session_id()
    }

    /// How long it is from `now` to an end that comes by itself, unless it is put off; none where there is no such end: the session
    /// is not Live, the server has no such limit, or, for the idle timeout, something is being said.
    pub fn time_left(&self, kind: LimitKind, now: Moment) -> Option<Duration> {
        self.limits.time_left(&self.context, kind, self.live()?, now)
    }

    /// The next thing to do or to tell; none when there is nothing left.
    pub fn poll(&mut self) -> Option<Output> {
        self.context.next_output()
    }

    /// When to call [`handle`](Self::handle) with [`Input::Tick`] unless something happens before; none when nothing is awaited.
    pub fn deadline(&self) -> Option<Moment> {
        self.next_deadline().map(|deadline| deadline.at)
    }

    /// The same with the reason.
    pub fn next_deadline(&self) -> Option<Deadline> {
        let context = &self.context;
        let live = self.live();
        Deadline::earliest(&[
            self.closings.next_deadline(),
            self.limits.hidden_deadline(context).filter(|_| self.is_wanted()),
            self.opening.next_deadline(),
            self.media.next_deadline(),
            Deadline::new(context.calls.next_deadline(), Reason::Call),
            self.speech.next_deadline(context, self.media.is_disturbed()),
            self.listening.next_deadline(),
            live.and_then(|live| self.limits.next_deadline(context, live)),
        ])
    }

    /// Takes what happened. `now` never goes back. Drain [`poll`](Self::poll) afterwards.
    pub fn handle(&mut self, now: Moment, input: Input) {
        self.context.now = self.context.now.max(now);
        // The input before what is due: after a machine slept, a reply that waited for it is still welcome.
        self.take(input);
        self.route();
        // Handling a deadline may make something else due at once, but never without end: every try is counted.
        const ROUNDS: u32 = 100;
        for _ in 0..ROUNDS {
            self.change_over();
            if !self.is_renewal_ready() {
                self.speech.send_texts(&mut self.context);
                self.route();
            }
            if self.deadline().is_none_or(|deadline| deadline > self.context.now) {
                break;
            }
            self.handle_deadlines();
        }
        self.speech.tell_speaking(&mut self.context);
    }

    /// Hands an input to the part that it concerns.
    fn take(&mut self, input: Input) {
        let wanted = self.is_wanted();
        let context = &mut self.context;
        match input {
            Input::Start => self.start(false),
            Input::StartEarly => self.start(true),
            Input::Stop => self.stop(),
            Input::Speak { id, text, kind } => self.speech.speak(context, wanted, id, &text, kind),
            Input::Cleaned { id, text } => self.speech.cleaned(context, id, &text),
            Input::Interrupt { clear } => {
                self.listening.silenced();
                self.speech.interrupt(context, clear);
            }
            Input::DropWaiting => self.speech.drop_waiting(context),
            Input::Listen { mode, muted } => self.listening.listen(context, wanted, mode, muted),
            Input::StopListening => self.listening.stop(context),
            Input::MuteMicrophone(muted) => self.listening.mute(context, muted),
            Input::Hold(held) => self.listening.hold(context, held),
            Input::Captured(result) => self.listening.captured(context, result),
            Input::MicrophoneChosen => self.listening.reopen(context, false),
            Input::MicrophoneLost => self.listening.reopen(context, true),
            Input::KeepAlive => self.keep_alive(),
            Input::Choose { keep_alive, renew } => {
                context.options.keep_alive = keep_alive;
                context.options.renew = renew;
            }
            Input::Background(background) => self.opening.set_background(context, background),
            Input::Renew => self.renew(false),
            Input::Created { call, result } => self.created(call, result),
            Input::NotSent { call } => self.not_sent(call),
            Input::Token { token, result } => self.token(token, result),
            Input::Tasked { call, result } => {
                if context
                    .calls
                    .take(call, |purpose| matches!(purpose, Purpose::Task))
                    .is_some()
                {
                    self.speech.tasked(context, call, result);
                }
            }
            Input::Done { call, result } => {
                let others = |purpose: &Purpose| !matches!(purpose, Purpose::New(_) | Purpose::Task);
                if let Some(pending) = context.calls.take(call, others) {
                    self.settle(pending, result);
                }
            }
            Input::Answered { peer, result } => self.opening.answered(context, peer, result),
            Input::Candidate { peer, candidate } => self.media.candidate(context, peer, candidate),
            Input::Peer { peer, connection } => self.media.connection(context, peer, connection),
            Input::RelayRefused { peer } => self.media.relay_refused(peer),
            Input::Channel { peer, open } => self.media.channel(context, peer, open),
            Input::Message { peer, message } => {
                let ours = self.speech.claims(&message) && !self.listening.knows(&message);
                let spoken_into = self.listening.is_spoken_into();
                if !self.listening.message(context, peer, &message, ours) {
                    self.speech.message(context, peer, message, spoken_into);
                }
            }
            Input::FirstFrame { peer } => self.media.first_frame(context, peer),
            Input::Frozen { peer, frozen } => self.media.frozen(context, peer, frozen),
            Input::Audible { peer, audible } => {
                if audible {
                    self.opening
                        .milestone(context, peer, |milestones| &mut milestones.first_sound);
                }
                self.speech.audible(context, peer, audible);
            }
            Input::SoundBlocked(blocked) => context.event(Event::SoundBlocked(blocked)),
            Input::Hidden(hidden) => self.hidden(hidden),
            Input::Online(online) => self.online(online),
            Input::Leaving => self.leaving(),
            Input::Returned => self.returned(),
            Input::Orphans(ids) => self.orphans(ids),
            Input::CutOff(ago) => self.closings.cut_off(context.now, ago),
            Input::StoppedElsewhere { at } => self.closings.stopped_elsewhere(at),
            Input::Tick => {}
        }
    }

    /// Hands on what the parts have for each other, until there is nothing left.
    fn route(&mut self) {
        while let Some(effect) = self.context.next_effect() {
            self.hand_on(effect);
        }
    }

    fn hand_on(&mut self, effect: Effect) {
        let context = &mut self.context;
        match effect {
            Effect::Milestone(peer, milestone) => self.opening.milestone(context, peer, milestone),
            Effect::Opened {
                peer,
                limit,
                idle,
                features,
            } => {
                self.limits.opened(context, peer, limit, idle);
                self.listening.opened(context, peer, features);
            }
            Effect::Negotiating(peer) => self.reached(peer, State::Negotiating),
            Effect::Answered(peer, session_id) => self.media.answered(context, peer, session_id),
            Effect::HandedOver(peer) => {
                self.reached(peer, State::Connecting);
                self.media.handed_over(&mut self.context, peer);
            }
            Effect::Connected(peer) => {
                self.opening
                    .milestone(context, peer, |milestones| &mut milestones.connected);
                // The server took the answer, even if its reply is still on the way.
                self.opening.handed_over(context, peer);
                self.media.check_ready(context, peer);
            }
            Effect::Ready(peer) => self.ready(peer),
            Effect::Failed(peer, problem) => self.link_failed(peer, problem),
            Effect::Broken(peer, problem) => self.broken(peer, problem),
            Effect::Lost(problem) => self.lose(problem),
            Effect::Active => {
                if let Some(peer) = self.opening.shown() {
                    self.limits.active(context, peer);
                }
            }
            Effect::Spent => {
                if let Some(peer) = self.opening.shown() {
                    self.limits.spent(peer);
                }
            }
            Effect::Unclaimed(peer, messages) => {
                for message in messages {
                    self.listening.message(context, peer, &message, false);
                }
            }
            Effect::Renew => self.renew(true),
            Effect::HiddenTooLong => self.hidden_too_long(),
            Effect::LostTrack => self.closings.lose_track(context.now),
            Effect::RetryStops => self.closings.retry(context),
            Effect::Reopen => {
                // The next `Start`, on which stops that were given up are tried again, may be days away.
                self.closings.stop_held(context);
                self.open_shown(false);
            }
            Effect::End(reason) => self.end(reason),
        }
    }

    fn handle_deadlines(&mut self) {
        if self.state == State::Stopping && !self.closings.waits(self.context.now) {
            self.finish_stopping();
        }
        // Before whatever would open a session: a machine may have slept past both.
        if self.is_wanted() {
            self.limits.handle_hidden_deadline(&mut self.context);
            self.route();
        }
        self.opening.handle_reconnect_deadline(&mut self.context);
        self.route();
        self.opening.handle_deadline(&mut self.context);
        self.route();
        self.media.handle_deadline(&mut self.context);
        self.route();
        while let Some(pending) = self.context.overdue_call() {
            self.settle(pending, Err(ApiError::unreachable()));
            self.route();
        }
        self.closings.handle_deadline(&mut self.context);
        self.listening.handle_deadline(&mut self.context);
        self.speech
            .handle_deadline(&mut self.context, self.media.is_disturbed());
        self.route();
        if let Some(live) = live(self.state, &self.opening, &self.speech) {
            self.limits.handle_deadline(&mut self.context, live);
            self.route();
        }
    }

    /// Whether a session is wanted.
    fn is_wanted(&self) -> bool {
        self.state.is_wanted()
    }

    /// The session that is shown, while it is Live.
    fn live(&self) -> Option<Live<'_>> {
        live(self.state, &self.opening, &self.speech)
    }

    /// The user asks to put off the idle timeout.
    fn keep_alive(&mut self) {
        if let Some(live) = live(self.state, &self.opening, &self.speech) {
            self.limits.keep_alive(&mut self.context, live);
        }
    }

    /// A link has come so far; its state is the session's if it is shown.
    fn reached(&mut self, peer: PeerId, state: State) {
        if self.opening.shown() == Some(peer) {
            self.set_state(state);
        }
    }

    fn set_state(&mut self, state: State) {
        let previous = core::mem::replace(&mut self.state, state);
        if previous != state {
            self.context.event(Event::State { state, previous });
        }
    }
}

/// The session that is shown, while it is Live.
fn live<'a>(state: State, opening: &'a Opening, speech: &Speech) -> Option<Live<'a>> {
    if state != State::Live {
        return None;
    }
    Some(Live {
        peer: opening.shown()?,
        session_id: opening.session_id()?,
        has_text: speech.has_text(),
        other_speech: speech.is_other_speech(),
        renewing: opening.renewal().is_some(),
    })
}
