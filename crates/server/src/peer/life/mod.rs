//! The life of a session, from its offer to its last datagram.
//!
//! Everything that a session does happens here, on one thread, one thing after the other: a wish of the client's, a datagram, a
//! sentence from the narrator, a picture that is due.

mod progress;
mod telling;
mod wishes;

use std::collections::{HashMap, HashSet};
use std::fmt::Display;
use std::io;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use api::VideoEncoding;
use str0m::change::SdpPendingOffer;
use str0m::media::Mid;
use str0m::net::{Protocol, Receive};
use str0m::{Event, IceConnectionState, Input, Output, Rtc};
use tasks::{Narrated, Spoken, TaskId, Tasks};
use thiserror::Error;
use tokio::sync::{mpsc, oneshot};

use crate::media::{AVAILABLE, preference};
use crate::peer::bounds::Bounds;
use crate::peer::events::Events;
use crate::peer::offer;
use crate::peer::offer::OfferError;
use crate::peer::sockets::{LARGEST, NoSocketLeft, Sockets};
use crate::peer::stage::Stage;
use crate::refusal::Refusal;
use crate::sessions::{Command, Ended, Idle, Phase, Seat, Terms};
use crate::synthesis::Narrator;
use progress::Progress;

/// How long the farewell may take: a lost client must not hold up a shutdown.
const FAREWELL: Duration = Duration::from_millis(400);

/// Addresses from which one client is answered. A browser has a handful; one that moves through networks gets a new one each time.
const MOST_SOURCES: usize = 256;

/// The shortest that the loop sleeps when only time is to pass: a library that wants to be asked again at once, for ever, must not
/// keep a core busy.
const SHORTEST_SLEEP: Duration = Duration::from_millis(1);

/// The longest that the loop sleeps; anything that is due sooner wakes it.
const LONGEST_SLEEP: Duration = Duration::from_secs(60);

/// What has come over a session.
enum Occurrence {
    Command(Option<Command>),
    Narrated(Option<Narrated>),
    Datagram(usize, SocketAddr, SocketAddr),
    NoSocketLeft,
    Time,
}

/// Why a session does not begin. The causes are for the log.
#[derive(Debug, Error)]
pub enum BeginError {
    /// The system gives no socket.
    #[error("the server has no socket for it: too many are open, or an address of --media-ip has gone")]
    Socket(#[source] io::Error),
    /// WebRTC makes no offer.
    #[error("the server could not make an offer")]
    Offer(#[source] OfferError),
    /// The system gives no thread.
    #[error("the server has no thread for it")]
    Thread(#[source] io::Error),
}

/// A session.
pub struct Life {
    name: String,
    terms: Terms,
    bounds: Bounds,
    phase: Phase,
    inbox: mpsc::Receiver<Command>,
    rtc: Rtc,
    sockets: Sockets,
    /// The addresses from which datagrams of this connection have come.
    sources: HashSet<SocketAddr>,
    offer: String,
    offered: Vec<VideoEncoding>,
    mids: (Mid, Mid),
    /// Gone with the answer.
    pending: Option<SdpPendingOffer>,
    stage: Option<Stage>,
    events: Events,
    narrator: Narrator,
    narration: mpsc::Receiver<Narrated>,
    tasks: Tasks,
    /// Calls that wait for the reply to their task.
    replies: HashMap<TaskId, oneshot::Sender<Result<Spoken, Refusal>>>,
    idle: Idle,
    progress: Progress,
    ended: Option<Ended>,
}

impl Life {
    /// Makes the offer.
    ///
    /// # Errors
    /// Where the machine gives no socket or no thread.
    pub async fn begin(
        terms: Terms,
        bounds: Bounds,
        phase: Phase,
        inbox: mpsc::Receiver<Command>,
        name: &str,
    ) -> Result<(Self, String), BeginError> {
        let now = Instant::now();
        let sockets = Sockets::bind(&bounds.addresses).await.map_err(BeginError::Socket)?;
        let offered = preference(terms.encoding, AVAILABLE);
        let made = offer::offer(&offered, sockets.addresses(), now).map_err(BeginError::Offer)?;
        let (narrator, narration) = Narrator::start().map_err(BeginError::Thread)?;
        let life = Self {
            name: name.to_owned(),
            idle: Idle::new(terms.idle, now),
            tasks: Tasks::new(bounds.tasks),
            terms,
            bounds,
            phase,
            inbox,
            rtc: made.rtc,
            sockets,
            sources: HashSet::new(),
            offer: made.sdp.clone(),
            offered,
            mids: (made.sound, made.video),
            pending: Some(made.pending),
            stage: None,
            events: Events::new(made.channel),
            narrator,
            narration,
            replies: HashMap::new(),
            progress: Progress::new(now),
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
                received = self.sockets.receive(&mut buffer) => match received {
                    Ok((size, source, destination)) => Occurrence::Datagram(size, source, destination),
                    Err(NoSocketLeft) => Occurrence::NoSocketLeft,
                },
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
                Occurrence::Narrated(None) => break Ended::Failed("the narrator ended".into()),
                Occurrence::Datagram(size, source, destination) => {
                    self.receive(buffer.get(..size).unwrap_or_default(), source, destination);
                }
                Occurrence::NoSocketLeft => break Ended::NoNetwork,
                Occurrence::Time => {
                    self.input(Input::Timeout(Instant::now()));
                }
            }
        };
        tracing::info!(session = self.name, reason = %why, "session ended");
        if self.events.dropped() > 0 {
            let dropped = self.events.dropped();
            tracing::info!(
                session = self.name,
                dropped,
                "messages of a data channel that the client never opened"
            );
        }
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
        if self.events.are_heard(now)
            && let Some(stage) = &mut self.stage
        {
            self.tasks.lay(stage.performance());
        }
        while let Some(stage) = &mut self.stage {
            match stage.step(&mut self.rtc, now) {
                Ok(true) => {}
                Ok(false) => break,
                Err(error) => {
                    self.fail(Ended::Failed("an encoder failed".into()), &error);
                    break;
                }
            }
            let heard = stage.performance().heard();
            self.input(Input::Timeout(now));
            wake = self.drain();
            self.advance(heard);
        }
        self.tell_narrator();
        while self.events.send(&mut self.rtc) {
            self.input(Input::Timeout(now));
            wake = self.drain();
        }
        self.idle.set_busy(!self.tasks.is_empty(), now);
        if let Some((deadline, why)) = self.deadline() {
            if deadline <= now {
                self.ended.get_or_insert(why);
            }
            wake = wake.min(deadline);
        }
        if let Some(due) = self.stage.as_ref().and_then(Stage::next) {
            wake = wake.min(due);
        }
        if self.tasks.holds_sound() {
            wake = wake.min(now + Duration::from_millis(50));
        }
        wake.clamp(now + SHORTEST_SLEEP, now + LONGEST_SLEEP)
    }

    /// The next moment at which the session ends unless something happens.
    fn deadline(&self) -> Option<(Instant, Ended)> {
        let idle = self.idle.deadline().zip(self.terms.idle.map(Ended::Idle));
        self.progress.deadline(&self.bounds, idle)
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
                    self.fail(Ended::ConnectionFailed, &error);
                    return Instant::now() + LONGEST_SLEEP;
                }
            }
        }
    }

    fn happened(&mut self, event: Event) {
        let now = Instant::now();
        match event {
            Event::Connected if self.progress.connected() => {
                self.phase.set_connected();
                self.events.connected(now);
                self.idle.touch(now);
                if let Some(stage) = &mut self.stage {
                    stage.raise_curtain(now);
                }
                tracing::info!(session = self.name, "session connected");
            }
            Event::IceConnectionStateChange(IceConnectionState::Disconnected) => self.progress.interrupted(now),
            Event::IceConnectionStateChange(IceConnectionState::Connected | IceConnectionState::Completed) => {
                self.progress.found();
            }
            Event::ChannelOpen(channel, _) => self.events.opened(channel),
            Event::KeyframeRequest(_) => {
                if let Some(stage) = &mut self.stage {
                    stage.request_key_frame();
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
            self.fail(Ended::ConnectionFailed, &error);
        }
    }

    /// Ends the session by an error. Its words, which are not ours, go to the log only.
    fn fail(&mut self, why: Ended, error: &dyn Display) {
        if self.ended.is_none() {
            tracing::warn!(session = self.name, %error, "session failed");
            self.ended = Some(why);
        }
    }

    fn receive(&mut self, datagram: &[u8], source: SocketAddr, destination: SocketAddr) {
        // Anybody may send anything to a port: what is not of this connection is dropped.
        let Ok(received) = Receive::new(Protocol::Udp, source, destination, datagram) else {
            return;
        };
        let input = Input::Receive(Instant::now(), received);
        if self.rtc.accepts(&input) && self.is_known(source) {
            self.input(input);
        }
    }

    /// Whether datagrams from there are listened to. Every source is a candidate that ICE keeps, so there are only so many.
    fn is_known(&mut self, source: SocketAddr) -> bool {
        self.sources.contains(&source) || self.sources.len() < MOST_SOURCES && self.sources.insert(source)
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
                Ok(Ok((size, source, destination))) => {
                    self.receive(buffer.get(..size).unwrap_or_default(), source, destination);
                }
                Ok(Err(NoSocketLeft)) => return,
                Err(_) => self.input(Input::Timeout(Instant::now())),
            }
        }
    }
}
