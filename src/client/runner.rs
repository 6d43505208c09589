//! Runs the machine: gives it what happened, does what it says, tells what it tells.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::{Rc, Weak};

use api::{ApiError, IceServer};
use gloo_timers::callback::Timeout;
use session::{CallId, Command, Input, Moment, Output, PeerId, PeerProblem, Request, Session, State};
use web_sys::HtmlVideoElement;

use super::calls::{Pending, perform};
use super::exchange::Service;
use super::media::{Media, play};
use super::orphans::{self, Register, Starting};
use super::page::{self, Page};
use super::peer::{Peer, answer};
use super::task::spawn;
use super::tokens::Admissions;
use super::wire::read;
use super::{ClientEvent, Config, clock, early};

type Listener = Rc<dyn Fn(ClientEvent)>;

thread_local! {
    /// When any client of this page last had a session stopped: its server may still count it when the next one starts.
    static STOPPED: Cell<Option<Moment>> = const { Cell::new(None) };
}

/// The machine and all that it has under way.
pub(super) struct Runner {
    weak: Weak<Self>,
    config: Config,
    session: RefCell<Session>,
    /// What happened and was not yet given to the machine.
    inbox: RefCell<VecDeque<Input>>,
    draining: Cell<bool>,
    listener: RefCell<Option<Listener>>,
    calls: RefCell<Vec<(CallId, Pending)>>,
    peers: RefCell<Vec<(PeerId, Rc<Peer>)>>,
    media: Media,
    admissions: Admissions,
    register: Register,
    timer: RefCell<Option<Timeout>>,
    wanted: Cell<bool>,
    /// A `streaming.new` that is under way already, for the first that the machine asks for.
    early: RefCell<Option<js_sys::Promise>>,
    _page: Page,
}

impl Runner {
    pub(super) fn new(mut config: Config, listener: Listener) -> Rc<Self> {
        // Taken, not cloned: only the machine looks at them.
        let session = Session::new(core::mem::take(&mut config.options), clock::seed());
        let runner = Rc::new_cyclic(|weak| Self {
            weak: weak.clone(),
            config,
            session: RefCell::new(session),
            inbox: RefCell::default(),
            draining: Cell::new(false),
            listener: RefCell::new(Some(listener)),
            calls: RefCell::default(),
            peers: RefCell::default(),
            media: Media::default(),
            admissions: Admissions::default(),
            register: Register::default(),
            timer: RefCell::default(),
            wanted: Cell::new(false),
            early: RefCell::default(),
            _page: Page::watch(weak),
        });
        if page::hidden() {
            runner.input(Input::Hidden(true));
        }
        if page::offline() {
            runner.input(Input::Online(false));
        }
        runner
    }

    /// Takes what happened. What happens while the machine is at work waits its turn.
    pub(super) fn input(&self, input: Input) {
        self.inbox.borrow_mut().push_back(input);
        if self.draining.replace(true) {
            return;
        }
        loop {
            let next = self.inbox.borrow_mut().pop_front();
            let Some(input) = next else { break };
            self.session.borrow_mut().handle(clock::now(), input);
            loop {
                let output = self.session.borrow_mut().poll();
                match output {
                    Some(Output::Command(command)) => self.act(command),
                    Some(Output::Event(event)) => self.tell(ClientEvent::Session(event)),
                    None => break,
                }
            }
        }
        self.draining.set(false);
        self.schedule();
    }

    /// Starts, after sessions of earlier visits were looked for.
    pub(super) fn start(&self) {
        self.retry_sound();
        self.wanted.set(true);
        self.recall();
        if !orphans::any(self.config.service.base()) {
            self.input(Input::Start);
            return;
        }
        let weak = self.weak.clone();
        let base = self.config.service.base().to_owned();
        spawn(async move {
            let left = orphans::find(&base).await;
            let Some(runner) = weak.upgrade() else { return };
            if let Some(ago) = left.cut_off {
                runner.input(Input::CutOff(ago));
            }
            runner.input(Input::Orphans(left.sessions));
            if runner.wanted.get() {
                runner.input(Input::Start);
            }
        });
    }

    /// Tells the machine what others on this page did.
    fn recall(&self) {
        if let Some(at) = STOPPED.get() {
            self.input(Input::StoppedElsewhere { at });
        }
    }

    /// Starts with a `streaming.new` that is under way already. Whoever sent it has made sure that nothing must be stopped first.
    pub(super) fn start_early(&self, early: js_sys::Promise) {
        self.retry_sound();
        self.recall();
        self.early.replace(Some(early));
        self.wanted.set(true);
        self.input(Input::Start);
    }

    /// Stops, whatever is under way.
    pub(super) fn stop(&self) {
        self.wanted.set(false);
        self.input(Input::Stop);
    }

    /// Stops for good. Nothing is told any more; what must still be said to the service keeps the runner alive until it is.
    pub(super) fn release(&self) {
        let listener = self.listener.borrow_mut().take();
        drop(listener);
        self.stop();
        self.attach(None);
        self.schedule();
    }

    pub(super) fn tell(&self, event: ClientEvent) {
        // Cloned, because the listener may drop the client.
        let listener = self.listener.borrow().clone();
        if let Some(listener) = listener {
            listener(event);
        }
    }

    pub(super) fn peer(&self, id: PeerId) -> Option<Rc<Peer>> {
        self.peers
            .borrow()
            .iter()
            .find(|(peer, _)| *peer == id)
            .map(|(_, peer)| Rc::clone(peer))
    }

    /// How many pictures of this peer connection the visitor saw; none where that is not counted.
    pub(super) fn frames_shown(&self, peer: PeerId) -> Option<u32> {
        self.media.frames_shown().filter(|_| self.media.shown() == Some(peer))
    }

    /// Sets the element that shows the session.
    pub(super) fn attach(&self, video: Option<HtmlVideoElement>) {
        let weak = self.weak.clone();
        self.media.attach(video, move || {
            // Whether it may be heard, playing tells: a browser that still withholds the sound pauses what is unmuted.
            if let Some(runner) = weak.upgrade().filter(|runner| runner.media.withheld()) {
                runner.play();
            }
        });
        if let Some(peer) = self.media.shown() {
            self.refresh(peer);
        }
    }

    /// Shows what this peer connection plays, if it is the one to be shown and has tracks.
    pub(super) fn refresh(&self, id: PeerId) {
        let Some(peer) = self.peer(id).filter(|_| self.media.shown() == Some(id)) else {
            return;
        };
        let Some(stream) = peer.stream() else { return };
        if self.media.shows(stream) {
            return;
        }
        let weak = self.weak.clone();
        self.media.show(stream, move || {
            let Some(runner) = weak.upgrade() else { return };
            let told = runner.peer(id).is_none_or(|peer| peer.observations.note_picture());
            if !told {
                runner.input(Input::FirstFrame { peer: id });
            }
        });
        self.play();
    }

    /// Plays what is shown, and says whether the browser withholds the sound.
    pub(super) fn play(&self) {
        let Some(video) = self.media.video() else { return };
        let weak = self.weak.clone();
        spawn(async move {
            let played = play(&video).await;
            let Some(runner) = weak.upgrade() else { return };
            if let Some(blocked) = runner.media.note_played(&video, played) {
                runner.input(Input::SoundBlocked(blocked));
            }
        });
    }

    /// Plays with sound, from within a gesture of the visitor.
    pub(super) fn unblock_sound(&self) {
        if let Some(video) = self.media.video() {
            video.set_muted(false);
            self.play();
        }
    }

    /// A new start is mostly a click, within which the browser allows what it withheld before.
    fn retry_sound(&self) {
        if !self.opening() && self.media.unmute() && self.media.note_blocked(false) {
            self.input(Input::SoundBlocked(false));
        }
    }

    fn act(&self, command: Command) {
        match command {
            Command::Send {
                call,
                request,
                keepalive,
            } => self.send(call, request, keepalive),
            Command::Abandon { call } => drop(self.settle(call)),
            Command::OpenPeer { peer } => self.open(peer),
            Command::Negotiate {
                peer,
                offer,
                ice_servers,
            } => self.negotiate(peer, offer, ice_servers),
            Command::Show { peer } => {
                self.media.choose(peer);
                self.refresh(peer);
            }
            Command::Hush { peer, hushed } => {
                if let Some(peer) = self.peer(peer) {
                    peer.hush(hushed);
                }
            }
            Command::ClosePeer { peer } => {
                self.media.hide(peer);
                self.peers.borrow_mut().retain(|(id, _)| *id != peer);
            }
            Command::Remember { session_id } => self.register.remember(self.config.service.base(), &session_id),
            Command::Forget { session_id } => {
                self.register.forget(&session_id);
                self.admissions.forget(&session_id);
            }
        }
    }

    fn send(&self, call: CallId, request: Request, keepalive: bool) {
        if matches!(request, Request::Stop(_)) {
            STOPPED.set(Some(clock::now()));
        }
        let pending = Pending::new();
        let signal = pending.signal();
        self.calls.borrow_mut().push((call, pending));
        // Held until the reply comes: a reply that names a session must be heard, even when the client is gone.
        let Some(runner) = self.weak.upgrade() else { return };
        let new = matches!(request, Request::New(_));
        let early = if new { self.early.take() } else { None };
        // The page has written down what it sent itself.
        let mut starting = (new && early.is_none()).then(|| Starting::note(self.config.service.base()));
        spawn(async move {
            let told = match early {
                Some(early) => early::hear(early, &runner.config.service).await,
                None => None,
            };
            let (service, outcome) = match told {
                Some((service, reply)) => {
                    let result = reply
                        .ok_or_else(ApiError::unreachable)
                        .and_then(|reply| reply.data(read::new_reply));
                    (Ok(service), Input::Created { call, result })
                }
                None => {
                    if new && starting.is_none() {
                        starting = Some(Starting::note(runner.config.service.base()));
                    }
                    runner.ask(call, request, signal, keepalive).await
                }
            };
            let silent = |refusal: &ApiError| refusal.status == 0;
            let unknown = matches!(&outcome, Input::Created { result: Err(refusal), .. } if silent(refusal));
            if let Some(starting) = starting.filter(|_| service.is_err() || !unknown) {
                starting.strike();
            }
            if let (Input::Created { result: Ok(reply), .. }, Ok(service)) = (&outcome, &service) {
                runner.admissions.note(&reply.session_id, service);
            }
            if runner.settle(call).is_some() {
                runner.input(outcome);
            }
        });
    }

    /// Makes a call with what admits it.
    async fn ask(
        &self,
        call: CallId,
        request: Request,
        signal: Option<web_sys::AbortSignal>,
        keepalive: bool,
    ) -> (Result<Service, ApiError>, Input) {
        let mut service = self.admissions.admit(&self.config.service, &request).await;
        if matches!(request, Request::New(_)) && !self.opening() {
            // Stopped while a token was fetched: nothing is open yet, and nothing shall be.
            service = Err(ApiError::unreachable());
        }
        let outcome = perform(service.as_ref(), call, request, signal, keepalive).await;
        (service, outcome)
    }

    /// Whether a new session is wanted, in place of none or of another.
    fn opening(&self) -> bool {
        !matches!(
            self.session.borrow().state(),
            State::Idle | State::Stopping | State::Ended
        )
    }

    /// Takes a call off the list; none if it was given up.
    fn settle(&self, call: CallId) -> Option<Pending> {
        let mut calls = self.calls.borrow_mut();
        let place = calls.iter().position(|(id, _)| *id == call)?;
        Some(calls.swap_remove(place).1)
    }

    fn open(&self, id: PeerId) {
        match Peer::open(&self.weak, id, self.config.relay_only) {
            Ok(peer) => self.peers.borrow_mut().push((id, Rc::new(peer))),
            Err(problem) => self.input(Input::Answered {
                peer: id,
                result: Err(problem),
            }),
        }
    }

    fn negotiate(&self, id: PeerId, offer: String, ice_servers: Vec<IceServer>) {
        let Some(peer) = self.peer(id) else {
            self.input(Input::Answered {
                peer: id,
                result: Err(PeerProblem::Unsupported),
            });
            return;
        };
        let connection = peer.connection().clone();
        let relay_only = self.config.relay_only;
        let ice_servers = match self.config.ice_servers.as_slice() {
            [] => ice_servers,
            own => own.to_vec(),
        };
        let weak = self.weak.clone();
        spawn(async move {
            let result = answer(connection, relay_only, &offer, &ice_servers).await;
            // A peer connection that was closed meanwhile has no outcome.
            if let Some(runner) = weak.upgrade().filter(|runner| runner.peer(id).is_some()) {
                runner.input(Input::Answered { peer: id, result });
            }
        });
    }

    /// Sets the timer for the machine's next deadline.
    fn schedule(&self) {
        let deadline = self.session.borrow().deadline();
        let timer = deadline.map(|deadline| {
            // Browsers take a longer wait than 2³¹ ms for none.
            let wait = deadline.millis_since(clock::now()).min(i32::MAX as u64) as u32;
            let weak = self.weak.clone();
            // Once nobody else holds the runner, the timer does, until the machine waits for nothing.
            let kept = self.listener.borrow().is_none().then(|| weak.upgrade());
            Timeout::new(wait, move || {
                if let Some(runner) = weak.upgrade() {
                    runner.input(Input::Tick);
                }
                drop(kept);
            })
        });
        let before = self.timer.replace(timer);
        drop(before);
    }
}
