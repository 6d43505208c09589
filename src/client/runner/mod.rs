//! Runs the machine: gives it what happened, does what it says, tells what it tells.

mod sending;

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};
use std::time::Duration;

use api::IceServer;
use gloo_timers::callback::Timeout;
use session::{CallId, Command, Input, LimitKind, Output, PeerId, PeerProblem, Session, TextId};

use super::browser::clock;
use super::browser::task::spawn;
use super::config::Config;
use super::event::ClientEvent;
use super::http::Credential;
use super::http::calls::Pending;
use super::http::tokens::Tokens;
use super::inbox::{Happened, Inbox, Owner};
use super::media::{Peer, Track, VideoOutput, answer};
use super::page::{self, Page};
use super::storage::orphans::{self, Register};

type Listener = Rc<dyn Fn(ClientEvent)>;

/// The machine and all that it has under way.
pub(super) struct Runner {
    weak: Weak<Self>,
    config: Config,
    session: RefCell<Session>,
    inbox: Inbox,
    listener: RefCell<Option<Listener>>,
    calls: RefCell<Vec<(CallId, Pending)>>,
    peers: RefCell<Vec<(PeerId, Rc<Peer>)>>,
    video_output: Rc<VideoOutput>,
    /// The visitor's microphone, while it is open.
    microphone: RefCell<Option<Track>>,
    /// Grows whenever it is asked for or closed: an outcome of before is no longer wanted.
    recordings: Cell<u32>,
    tokens: Tokens,
    register: Register,
    timer: RefCell<Option<Timeout>>,
    wanted: Cell<bool>,
    /// The page's word about a `streaming.new` that it has sent itself.
    early: RefCell<Option<js_sys::Promise>>,
    _page: Page,
}

impl Runner {
    pub(super) fn new(mut config: Config, listener: Listener) -> Rc<Self> {
        config.options.tokens = matches!(config.service.credential(), Credential::Fresh(_));
        // Taken, not cloned: only the machine looks at them.
        let session = Session::new(core::mem::take(&mut config.options), clock::seed());
        // A service in the page needs no network.
        let network = config.service.page().is_none();
        let runner = Rc::new_cyclic(|weak: &Weak<Self>| {
            let inbox = Inbox::new(weak.clone());
            Self {
                weak: weak.clone(),
                video_output: VideoOutput::new(inbox.clone(), config.service.page().cloned()),
                _page: Page::watch(&inbox, network),
                inbox,
                config,
                session: RefCell::new(session),
                listener: RefCell::new(Some(listener)),
                calls: RefCell::default(),
                peers: RefCell::default(),
                microphone: RefCell::default(),
                recordings: Cell::default(),
                tokens: Tokens::default(),
                register: Register::default(),
                timer: RefCell::default(),
                wanted: Cell::new(false),
                early: RefCell::default(),
            }
        });
        if page::hidden() {
            runner.input(Input::Hidden(true));
        }
        if network && page::offline() {
            runner.input(Input::Online(false));
        }
        runner
    }

    /// Takes what happened; while the machine is at work, it waits its turn.
    pub(super) fn input(&self, input: Input) {
        self.inbox.input(input);
    }

    /// The element that shows the session.
    pub(super) fn video_output(&self) -> &VideoOutput {
        &self.video_output
    }

    /// A new start is mostly a click, within which the browser allows what it withheld before.
    fn retry_sound(&self) {
        if !self.session.borrow().state().is_wanted() {
            self.video_output.retry_sound();
        }
    }

    /// Starts, after sessions of earlier visits were looked for.
    pub(super) fn start(&self) {
        self.retry_sound();
        self.wanted.set(true);
        self.recall();
        let written = self.config.service.address();
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
        self.input(Input::StartEarly);
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
        self.video_output.attach(None);
        self.schedule();
    }

    pub(super) fn time_left(&self, kind: LimitKind) -> Option<Duration> {
        self.session.borrow().time_left(kind, clock::now())
    }

    fn tell(&self, event: ClientEvent) {
        // Cloned, because the listener may drop the client.
        let listener = self.listener.borrow().clone();
        if let Some(listener) = listener {
            listener(event);
        }
    }

    fn peer(&self, id: PeerId) -> Option<Rc<Peer>> {
        self.peers
            .borrow()
            .iter()
            .find(|(peer, _)| *peer == id)
            .map(|(_, peer)| Rc::clone(peer))
    }

    fn act(&self, command: Command) {
        match command {
            Command::Send {
                call,
                request,
                token,
                keepalive,
            } => self.send(call, request, token, keepalive),
            Command::AwaitEarly { call, token } => self.await_early(call, token),
            Command::FetchToken { token } => self.fetch_token(token),
            Command::DropToken { token } => self.tokens.remove(token),
            Command::Abandon { call } => drop(self.settle(call)),
            Command::OpenPeer { peer } => self.open(peer),
            Command::Negotiate {
                peer,
                offer,
                ice_servers,
                microphone,
            } => self.negotiate(peer, offer, ice_servers, microphone),
            Command::Show { peer } => {
                self.video_output.choose(peer);
                if let Some(peer) = self.peer(peer) {
                    peer.show();
                }
            }
            Command::Hush { peer, hushed } => {
                if let Some(peer) = self.peer(peer) {
                    peer.hush(hushed);
                }
            }
            Command::Capture => self.capture(false),
            Command::Reopen { unasked } => {
                self.release_microphone();
                self.capture(unasked);
            }
            Command::Release => self.release_microphone(),
            Command::Feed { peer } => {
                if let (Some(peer), Some(track)) = (self.peer(peer), &*self.microphone.borrow()) {
                    peer.feed(Some(track.source()));
                }
            }
            Command::Hear(on) => {
                if let Some(track) = &*self.microphone.borrow() {
                    track.hear(on);
                }
            }
            Command::Message { peer, text } => {
                if let Some(peer) = self.peer(peer) {
                    peer.send(text);
                }
            }
            Command::Background { peer, background } => {
                if let Some(peer) = self.peer(peer) {
                    peer.set_background(background);
                }
            }
            Command::Clean { id, text } => self.clean(id, text),
            Command::ClosePeer { peer } => {
                self.video_output.hide(peer);
                self.peers.borrow_mut().retain(|(id, _)| *id != peer);
            }
            Command::Register { session_id } => {
                if let Some(address) = self.config.service.address() {
                    self.register.add(&address, &session_id);
                }
            }
            Command::Unregister { session_id } => self.register.remove(&session_id),
        }
    }

    fn open(&self, id: PeerId) {
        match Peer::open(
            id,
            &self.inbox,
            &self.video_output,
            &self.config.service,
            self.config.relay_only,
        ) {
            Ok(peer) => self.peers.borrow_mut().push((id, peer)),
            Err(problem) => self.input(Input::Answered {
                peer: id,
                result: Err(problem),
            }),
        }
    }

    fn negotiate(&self, id: PeerId, offer: String, ice_servers: Vec<IceServer>, microphone: bool) {
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
            let result = answer(connection, relay_only, &offer, &ice_servers, microphone).await;
            // A peer connection that was closed meanwhile has no outcome.
            if let Some(runner) = weak.upgrade().filter(|runner| runner.peer(id).is_some()) {
                runner.input(Input::Answered { peer: id, result });
            }
        });
    }

    fn clean(&self, id: TextId, text: String) {
        let cleaner = self.config.cleaner.clone();
        let weak = self.weak.clone();
        spawn(async move {
            let text = cleaner.clean(text).await;
            if let Some(runner) = weak.upgrade() {
                runner.input(Input::Cleaned { id, text });
            }
        });
    }

    /// Asks for the microphone. One that comes when it is no longer wanted is closed again.
    fn capture(&self, unasked: bool) {
        let recording = self.recordings.get().wrapping_add(1);
        self.recordings.set(recording);
        let recorder = self.config.recorder.clone();
        let weak = self.weak.clone();
        spawn(async move {
            let opened = recorder.open(unasked).await;
            let wanted = |runner: &Rc<Self>| runner.recordings.get() == recording;
            let Some(runner) = weak.upgrade().filter(wanted) else {
                return;
            };
            let result = opened.map(|(mut track, opened)| {
                track.watch(&runner.inbox);
                runner.microphone.replace(Some(track));
                opened
            });
            runner.input(Input::Captured(result));
        });
    }

    fn release_microphone(&self) {
        self.recordings.set(self.recordings.get().wrapping_add(1));
        for (_, peer) in &*self.peers.borrow() {
            peer.feed(None);
        }
        drop(self.microphone.take());
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

impl Owner for Runner {
    fn take(&self, happened: Happened) {
        match happened {
            Happened::Input(input) => self.session.borrow_mut().handle(clock::now(), input),
            Happened::Statistics(statistics) => return self.tell(ClientEvent::Statistics(statistics)),
        }
        loop {
            let output = self.session.borrow_mut().poll();
            match output {
                Some(Output::Command(command)) => self.act(command),
                Some(Output::Event(event)) => self.tell(ClientEvent::Session(event)),
                None => break,
            }
        }
    }

    fn emptied(&self) {
        self.schedule();
    }
}
