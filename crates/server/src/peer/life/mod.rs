//! The life of a session, from its offer to its last datagram.
//!
//! Everything that a session does happens here, on one thread, one thing after the other: a wish of the client's, a datagram, a
//! sentence from the narrator, a picture that is due.

mod telling;
mod wishes;

use std::collections::{HashMap, VecDeque};
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use api::VideoEncoding;
use str0m::change::SdpPendingOffer;
use str0m::media::Mid;
use str0m::net::{Protocol, Receive};
use str0m::{Candidate, Event, IceConnectionState, Input, Output, Rtc};
use tokio::sync::{mpsc, oneshot};

use crate::http::Refusal;
use crate::media::{AVAILABLE, preference};
use crate::peer::events::Events;
use crate::peer::sockets::{LARGEST, Sockets};
use crate::peer::stage::Stage;
use crate::peer::{Bounds, offer};
use crate::sessions::{Command, Ended, Idle, Phase, Seat, Spoken, Terms};
use crate::tasks::{Narrated, Narrator, Timeline};

/// How long a connection may be interrupted, after ICE has noticed, before the session ends. ICE itself takes some 20 s to notice.
const GRACE: Duration = Duration::from_secs(8);

/// How long the farewell may take: a lost client must not hold up a shutdown.
const FAREWELL: Duration = Duration::from_millis(400);

/// The longest that the loop sleeps; anything that is due sooner wakes it.
const LONGEST_SLEEP: Duration = Duration::from_secs(60);

/// A reply that waits for its task: whether for its end or only for its length.
struct Waiting {
    until_said: bool,
    reply: oneshot::Sender<Result<Spoken, Refusal>>,
}

/// What has come over a session.
enum Occurrence {
    Command(Option<Command>),
    Narrated(Option<Narrated>),
    Datagram(usize, SocketAddr, SocketAddr),
    Time,
}

/// A session.
pub struct Life {
    name: String,
    terms: Terms,
    bounds: Bounds,
    phase: Phase,
    inbox: mpsc::UnboundedReceiver<Command>,
    rtc: Rtc,
    sockets: Sockets,
    offered: Vec<VideoEncoding>,
    mids: (Mid, Mid),
    /// Gone with the answer.
    pending: Option<SdpPendingOffer>,
    /// The client's candidates that came before its answer.
    early: Vec<Candidate>,
    candidates: usize,
    stage: Option<Stage>,
    events: Events,
    narrator: Narrator,
    narration: mpsc::UnboundedReceiver<Narrated>,
    /// What was narrated before anybody could hear it.
    held: VecDeque<Narrated>,
    timeline: Timeline,
    replies: HashMap<String, Waiting>,
    idle: Idle,
    born: Instant,
    answered: Option<Instant>,
    connected: bool,
    /// Since when ICE has found no way.
    lost: Option<Instant>,
    ended: Option<Ended>,
}

impl Life {
    /// Makes the offer.
    pub async fn begin(
        terms: Terms,
        bounds: Bounds,
        phase: Phase,
        inbox: mpsc::UnboundedReceiver<Command>,
        name: &str,
    ) -> Result<(Self, String), String> {
        let now = Instant::now();
        let sockets = Sockets::bind(&bounds.addresses)
            .await
            .map_err(|error| error.to_string())?;
        let offered = preference(terms.encoding, AVAILABLE);
        let made = offer::offer(&offered, sockets.addresses(), now).map_err(|error| error.to_string())?;
        let (tell, narration) = mpsc::unbounded_channel();
        let narrator = Narrator::start(tell).map_err(|error| error.to_string())?;
        let life = Self {
            name: name.to_owned(),
            idle: Idle::new(terms.idle, now),
            terms,
            bounds,
            phase,
            inbox,
            rtc: made.rtc,
            sockets,
            offered,
            mids: (made.sound, made.video),
            pending: Some(made.pending),
            early: Vec::new(),
            candidates: 0,
            stage: None,
            events: Events::new(made.channel),
            narrator,
            narration,
            held: VecDeque::new(),
            timeline: Timeline::default(),
            replies: HashMap::new(),
            born: now,
            answered: None,
            connected: false,
            lost: None,
            ended: None,
        };
        Ok((life, made.sdp))
    }

    /// Lives until the end, whatever brings it, and says farewell.
    pub async fn live(mut self, seat: &mut Seat) {
        let mut buffer = vec![0; LARGEST];
        let mut stopped = None;
        let why = loop {
            let wake = self.settle();
            if let Some(why) = self.ended.take() {
                break why;
            }
            let occurrence = tokio::select! {
                biased;
                command = self.inbox.recv() => Occurrence::Command(command),
                narrated = self.narration.recv() => Occurrence::Narrated(narrated),
                () = tokio::time::sleep_until(wake.into()) => Occurrence::Time,
                (size, source, destination) = self.sockets.receive(&mut buffer) => {
                    Occurrence::Datagram(size, source, destination)
                }
            };
            match occurrence {
                Occurrence::Command(Some(Command::Stop(why, reply))) => {
                    stopped = Some(reply);
                    break why;
                }
                Occurrence::Command(Some(command)) => self.obey(command),
                // The registry holds the other end until the session leaves.
                Occurrence::Command(None) => break Ended::Stopped,
                Occurrence::Narrated(Some(narrated)) => self.narrated(narrated),
                Occurrence::Narrated(None) => break Ended::Failed("the narrator's thread ended".into()),
                Occurrence::Datagram(size, source, destination) => {
                    self.receive(buffer.get(..size).unwrap_or_default(), source, destination);
                }
                Occurrence::Time => {
                    self.input(Input::Timeout(Instant::now()));
                }
            }
        };
        tracing::info!(session = self.name, reason = %why, "session ended");
        seat.leave(why);
        if let Some(stopped) = stopped {
            stopped.send(()).ok();
        }
        // From here on, nobody can reach the session any more; whoever waits for one of its tasks learns that it is over.
        self.replies.clear();
        self.farewell(&mut buffer).await;
    }

    /// Brings everything up to date; returns when to look again.
    fn settle(&mut self) -> Instant {
        let mut wake = self.drain();
        let now = Instant::now();
        if self.events.are_heard(now) {
            while let Some(narrated) = self.held.pop_front() {
                self.lay(narrated);
            }
        }
        while let Some(stage) = &mut self.stage {
            match stage.step(&mut self.rtc, now) {
                Ok(true) => {}
                Ok(false) => break,
                Err(error) => {
                    self.ended.get_or_insert(Ended::Failed(error.to_string()));
                    break;
                }
            }
            let heard = stage.performance().heard();
            self.input(Input::Timeout(now));
            wake = self.drain();
            self.advance(heard);
        }
        while self.events.send(&mut self.rtc) {
            self.input(Input::Timeout(now));
            wake = self.drain();
        }
        self.idle.set_busy(self.timeline.len() > 0, now);
        if let Some((deadline, why)) = self.deadline() {
            if deadline <= now {
                self.ended.get_or_insert(why);
            }
            wake = wake.min(deadline);
        }
        if let Some(due) = self.stage.as_ref().and_then(Stage::next) {
            wake = wake.min(due);
        }
        if !self.held.is_empty() {
            wake = wake.min(now + Duration::from_millis(50));
        }
        wake.min(now + LONGEST_SLEEP)
    }

    /// The next moment at which the session ends unless something happens.
    fn deadline(&self) -> Option<(Instant, Ended)> {
        let progress = match self.answered {
            None => Some((self.born + self.bounds.start, Ended::NotStarted(self.bounds.start))),
            Some(answered) if !self.connected => {
                Some((answered + self.bounds.connect, Ended::NotConnected(self.bounds.connect)))
            }
            Some(_) => self.idle.deadline().zip(self.terms.idle.map(Ended::Idle)),
        };
        let longest = self
            .bounds
            .longest
            .map(|longest| (self.born + longest, Ended::OverTime));
        let lost = self.lost.map(|since| (since + GRACE, Ended::Lost));
        [progress, longest, lost]
            .into_iter()
            .flatten()
            .min_by_key(|(deadline, _)| *deadline)
    }

    /// Takes out of the peer what it has to send and to tell, until it has nothing left; returns when it wants to be asked again.
    fn drain(&mut self) -> Instant {
        loop {
            match self.rtc.poll_output() {
                Ok(Output::Timeout(wake)) => {
                    if !self.rtc.is_alive() {
                        self.ended.get_or_insert(Ended::Left);
                    }
                    return wake;
                }
                Ok(Output::Transmit(datagram)) => {
                    self.sockets
                        .send(datagram.source, datagram.destination, &datagram.contents);
                }
                Ok(Output::Event(event)) => self.happened(event),
                Err(error) => {
                    self.ended.get_or_insert(Ended::Failed(error.to_string()));
                    return Instant::now() + LONGEST_SLEEP;
                }
            }
        }
    }

    fn happened(&mut self, event: Event) {
        let now = Instant::now();
        match event {
            Event::Connected if !self.connected => {
                self.connected = true;
                self.phase.set_connected();
                self.events.connected(now);
                self.idle.touch(now);
                if let Some(stage) = &mut self.stage {
                    stage.raise_curtain(now);
                }
                tracing::info!(session = self.name, "session connected");
            }
            Event::IceConnectionStateChange(IceConnectionState::Disconnected) => {
                self.lost.get_or_insert(now);
            }
            Event::IceConnectionStateChange(IceConnectionState::Connected | IceConnectionState::Completed) => {
                self.lost = None;
            }
            Event::ChannelOpen(channel, _) => self.events.opened(channel),
            Event::KeyframeRequest(_) => {
                if let Some(stage) = &mut self.stage {
                    stage.ask_for_key_picture();
                }
            }
            Event::Closed => {
                self.ended.get_or_insert(Ended::Left);
            }
            _ => {}
        }
    }

    fn input(&mut self, input: Input<'_>) {
        if let Err(error) = self.rtc.handle_input(input) {
            self.ended.get_or_insert(Ended::Failed(error.to_string()));
        }
    }

    fn receive(&mut self, datagram: &[u8], source: SocketAddr, destination: SocketAddr) {
        // Anybody may send anything to a port: what is not of this connection is dropped.
        let Ok(received) = Receive::new(Protocol::Udp, source, destination, datagram) else {
            return;
        };
        let input = Input::Receive(Instant::now(), received);
        if self.rtc.accepts(&input) {
            self.input(input);
        }
    }

    /// Closes the channel and the connection, and sends what that takes. What is being said is cut off, and no end of it is told: to
    /// the client that would mean that it was said.
    async fn farewell(&mut self, buffer: &mut [u8]) {
        let until = Instant::now() + FAREWELL;
        self.narrator.call_off();
        while self.events.send(&mut self.rtc) {
            self.input(Input::Timeout(Instant::now()));
            self.drain();
        }
        if self.rtc.close().is_err() {
            return;
        }
        while self.rtc.is_alive() && Instant::now() < until {
            let wake = self.drain().min(until);
            if !self.rtc.is_alive() {
                break;
            }
            let received = tokio::time::timeout_at(wake.into(), self.sockets.receive(buffer)).await;
            match received {
                Ok((size, source, destination)) => {
                    self.receive(buffer.get(..size).unwrap_or_default(), source, destination);
                }
                Err(_) => self.input(Input::Timeout(Instant::now())),
            }
        }
    }
}
