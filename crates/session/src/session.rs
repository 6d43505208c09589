//! The machine itself: its parts, and how an input, time and its outputs pass through them.
//!
//! Each part lives in a file of its own and offers three things: what it does with its inputs, when it is next due, and what
//! it does then.

mod calls;
mod candidates;
mod closings;
mod heard;
mod interrupt;
mod kiosk;
mod limits;
mod link;
mod page;
mod peers;
mod queue;
mod recovery;
mod renewal;
mod retry;
mod speech;
mod start;
mod stop;
mod texts;
mod unnamed;

use std::collections::VecDeque;

use crate::chance::Chance;
use crate::{Command, EndReason, Event, Input, Moment, Options, Output, PeerId, State};
use calls::Pending;
use closings::Closing;
use link::Link;
use page::Page;
use queue::Queue;
use start::Life;

/// A session's life. It may be started, stopped and started again any number of times.
pub struct Session {
    options: Options,
    chance: Chance,
    now: Moment,
    outputs: VecDeque<Output>,
    state: State,
    /// When Stopping or Recovering is given up.
    until: Option<Moment>,
    /// Why it is stopping.
    ending: EndReason,
    last_call: u32,
    last_peer: u32,
    calls: Vec<Pending>,
    link: Option<Link>,
    /// The link that is to take the place of `link`.
    renewal: Option<Link>,
    life: Life,
    queue: Queue,
    page: Page,
    closings: Vec<Closing>,
    /// When a session was last known to be stopped.
    closed: Option<Moment>,
    /// Up to when the service may count a session that nobody can name.
    unnamed: Option<Moment>,
}

impl Session {
    /// A session that nobody has started yet. The seed feeds the jitter of its waits.
    pub fn new(options: Options, seed: u64) -> Self {
        Self {
            options,
            chance: Chance::new(seed),
            now: Moment::default(),
            outputs: VecDeque::new(),
            state: State::Idle,
            until: None,
            ending: EndReason::Stopped,
            last_call: 0,
            last_peer: 0,
            calls: Vec::new(),
            link: None,
            renewal: None,
            life: Life::default(),
            queue: Queue::default(),
            page: Page::default(),
            closings: Vec::new(),
            closed: None,
            unnamed: None,
        }
    }

    /// Where it stands.
    pub fn state(&self) -> State {
        self.state
    }

    /// The id of the session whose picture is shown, where it is known.
    pub fn session_id(&self) -> Option<&str> {
        self.link.as_ref().and_then(|link| link.session_id.as_deref())
    }

    /// Takes what happened. `now` never goes back. Drain [`poll`](Self::poll) afterwards.
    pub fn handle(&mut self, now: Moment, input: Input) {
        self.now = self.now.max(now);
        // The input before what is due: after a machine slept, a reply that waited for it is still welcome.
        match input {
            Input::Start => self.start(),
            Input::Stop => self.stop(),
            Input::Speak { id, text, kind } => self.speak(id, &text, kind),
            Input::Interrupt { clear } => self.interrupt(clear),
            Input::KeepAlive => self.keep_alive(),
            Input::Choose { keep_alive, renew } => {
                self.options.keep_alive = keep_alive;
                self.options.renew = renew;
            }
            Input::Renew => self.renew(),
            Input::Created { call, result } => self.created(call, result),
            Input::Tasked { call, result } => self.tasked(call, result),
            Input::Done { call, result } => self.done(call, result),
            Input::Answered { peer, result } => self.answered(peer, result),
            Input::Candidate { peer, candidate } => self.candidate(peer, candidate),
            Input::Peer { peer, connection } => self.connection(peer, connection),
            Input::RelayRefused { peer } => self.relay_refused(peer),
            Input::Channel { peer, open } => self.channel(peer, open),
            Input::Message { peer, message } => self.message(peer, message),
            Input::FirstFrame { peer } => self.first_frame(peer),
            Input::Frozen { peer, frozen } => self.frozen(peer, frozen),
            Input::Audible { peer, audible } => self.audible(peer, audible),
            Input::SoundBlocked(blocked) => self.event(Event::SoundBlocked(blocked)),
            Input::Hidden(hidden) => self.hidden(hidden),
            Input::Online(online) => self.online(online),
            Input::Leaving => self.leaving(),
            Input::Returned => self.returned(),
            Input::Orphans(ids) => self.orphans(ids),
            Input::CutOff(ago) => self.cut_off(ago),
            Input::StoppedElsewhere { at } => self.closed = self.closed.max(Some(at)),
            Input::Tick => {}
        }
        // What is due may make something else due at once, but never without end: every try is counted.
        const ROUNDS: u32 = 100;
        for _ in 0..ROUNDS {
            self.change_over();
            self.send_texts();
            if self.deadline().is_none_or(|deadline| deadline > self.now) {
                break;
            }
            self.due();
        }
        self.tell_speaking();
    }

    /// The next thing to do or to tell; none when there is nothing left.
    pub fn poll(&mut self) -> Option<Output> {
        self.outputs.pop_front()
    }

    /// When to call [`handle`](Self::handle) with [`Input::Tick`] unless something happens before; none when nothing is awaited.
    pub fn deadline(&self) -> Option<Moment> {
        let parts = [
            self.until,
            self.life.retry_at,
            self.link.as_ref().and_then(Link::deadline),
            self.renewal.as_ref().and_then(Link::deadline),
            self.calls_deadline(),
            self.closings_deadline(),
            self.texts_deadline(),
            self.silencing_deadline(),
            self.limits_deadline(),
            self.hidden_deadline(),
            self.renewal_deadline(),
        ];
        parts.into_iter().flatten().min()
    }

    fn due(&mut self) {
        self.due_stop();
        // Before whatever would open a session: a machine may have slept past both.
        self.due_hidden();
        self.due_recovery();
        if let Some(peer) = self.link.as_ref().map(|link| link.peer) {
            self.due_link(peer);
        }
        if let Some(peer) = self.renewal.as_ref().map(|link| link.peer) {
            self.due_link(peer);
        }
        self.due_calls();
        self.due_closings();
        self.due_texts();
        self.due_silencing();
        self.due_limits();
        self.due_renewal();
    }

    fn command(&mut self, command: Command) {
        self.outputs.push_back(Output::Command(command));
    }

    fn event(&mut self, event: Event) {
        self.outputs.push_back(Output::Event(event));
    }

    fn set_state(&mut self, state: State) {
        let previous = core::mem::replace(&mut self.state, state);
        if previous != state {
            self.event(Event::State { state, previous });
        }
    }

    /// The link with that peer connection, be it shown or to be shown.
    fn link_of(&mut self, peer: PeerId) -> Option<&mut Link> {
        self.link
            .iter_mut()
            .chain(self.renewal.iter_mut())
            .find(|link| link.peer == peer)
    }

    /// Whether a peer connection is the one that is shown.
    fn is_shown(&self, peer: PeerId) -> bool {
        self.link.as_ref().is_some_and(|link| link.peer == peer)
    }
}
