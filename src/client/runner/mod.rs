//! Runs the machine: gives it what happened, does what it says, tells what it tells.

mod sending;
mod showing;

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::{Rc, Weak};
use std::time::Duration;

use api::IceServer;
use gloo_timers::callback::Timeout;
use session::{CallId, Command, Input, LimitKind, Output, PeerId, PeerProblem, Session, State};

use super::calls::Pending;
use super::media::Media;
use super::orphans::{self, Register};
use super::page::{self, Page};
use super::peer::{Peer, answer};
use super::task::spawn;
use super::tokens::Admissions;
use super::{ClientEvent, Config, clock};

type Listener = Rc<dyn Fn(ClientEvent)>;

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
        // A service in the page needs no network.
        if matches!(input, Input::Online(_)) && self.config.service.page().is_some() {
            return;
        }
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
        let written = self.config.service.register();
        let Some(address) = written.filter(|address| orphans::any(address)) else {
            self.input(Input::Start);
            return;
        };
        let weak = self.weak.clone();
        spawn(async move {
            let left = orphans::find(&address).await;
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

    pub(super) fn time_left(&self, kind: LimitKind) -> Option<Duration> {
        self.session.borrow().time_left(kind, clock::now())
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

    /// Whether a new session is wanted, in place of none or of another.
    fn opening(&self) -> bool {
        !matches!(
            self.session.borrow().state(),
            State::Idle | State::Stopping | State::Ended
        )
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
            Command::Remember { session_id } => {
                if let Some(address) = self.config.service.register() {
                    self.register.remember(&address, &session_id);
                }
            }
            Command::Forget { session_id } => {
                self.register.forget(&session_id);
                self.admissions.forget(&session_id);
            }
        }
    }

    fn open(&self, id: PeerId) {
        match Peer::open(&self.weak, id, &self.config.service, self.config.relay_only) {
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
