//! The life of a session, from its offer to its last datagram.
//!
//! Everything that a session does happens here, on one thread, one thing after the other: a wish of the client's, a datagram, a
//! sentence from the narrator, a picture that is due.

use std::collections::{HashMap, VecDeque};
use std::time::{Duration, Instant};

use api::{ChannelMessage, ErrorKind, IceCandidate, VideoEncoding};
use str0m::change::SdpPendingOffer;
use str0m::media::Mid;
use str0m::net::{Protocol, Receive};
use str0m::{Candidate, Event, IceConnectionState, Input, Output, Rtc};
use tokio::sync::{mpsc, oneshot};
use uuid::Uuid;

use crate::http::Refusal;
use crate::media::{AVAILABLE, preference};
use crate::peer::candidate::{self, Line};
use crate::peer::events::Events;
use crate::peer::sockets::{LARGEST, Sockets};
use crate::peer::stage::Stage;
use crate::peer::{Bounds, answer, offer};
use crate::sessions::{Command, Ended, Idle, Phase, Seat, Spoken, Terms};
use crate::tasks::{Happening, Narrated, Narrator, Order, Timeline};

/// How long a connection may be interrupted, after ICE has noticed, before the session ends. ICE itself takes some 20 s to notice.
const GRACE: Duration = Duration::from_secs(8);

/// How long the farewell may take: a lost client must not hold up a shutdown.
const FAREWELL: Duration = Duration::from_millis(400);

/// Candidates of a client that are listened to. A browser has a handful.
const MOST_CANDIDATES: usize = 64;

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
    Datagram(usize, std::net::SocketAddr, std::net::SocketAddr),
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

    fn receive(&mut self, datagram: &[u8], source: std::net::SocketAddr, destination: std::net::SocketAddr) {
        // Anybody may send anything to a port: what is not of this connection is dropped.
        let Ok(received) = Receive::new(Protocol::Udp, source, destination, datagram) else {
            return;
        };
        let input = Input::Receive(Instant::now(), received);
        if self.rtc.accepts(&input) {
            self.input(input);
        }
    }

    fn obey(&mut self, command: Command) {
        match command {
            Command::Answer(sdp, reply) => {
                let accepted = self.answer(&sdp);
                reply.send(accepted).ok();
            }
            Command::Candidate(candidate, reply) => {
                reply.send(self.candidate(&candidate)).ok();
            }
            Command::Task { text, wait, reply } => self.task(text, wait, reply),
            Command::Interrupt(reply) => {
                let ready = self.started();
                if ready.is_ok() {
                    self.interrupt();
                }
                reply.send(ready).ok();
            }
            Command::KeepAlive(reply) => {
                self.idle.touch(Instant::now());
                reply.send(Ok(())).ok();
            }
            // Handled by the caller.
            Command::Stop(..) => {}
        }
    }

    fn answer(&mut self, sdp: &str) -> Result<(), Refusal> {
        if self.pending.is_none() {
            let message = "Session is not in correct state: it has been started already. Call streaming.start once.";
            return Err(Refusal::new(ErrorKind::WrongState, message));
        }
        let answer = answer::read(sdp)?;
        let Some(pending) = self.pending.take() else {
            return Err(Refusal::session_over());
        };
        let agreed = answer::accept(&mut self.rtc, pending, answer, self.mids, &self.offered)
            .inspect_err(|_| self.ended = Some(Ended::Unanswerable))?;
        for candidate in self.early.drain(..) {
            self.rtc.add_remote_candidate(candidate);
        }
        let seed = Uuid::new_v4().as_u64_pair().0;
        let stage = Stage::new(&self.terms, agreed, self.mids, seed).map_err(|error| {
            self.ended = Some(Ended::Failed(error.to_string()));
            Refusal::new(
                ErrorKind::Unavailable,
                format!("The session cannot go on: {error}. Open a new one."),
            )
        })?;
        tracing::info!(session = self.name, codec = ?agreed.encoding, "session started");
        self.stage = Some(stage);
        self.answered = Some(Instant::now());
        self.phase.set_connecting();
        self.input(Input::Timeout(Instant::now()));
        Ok(())
    }

    fn candidate(&mut self, candidate: &IceCandidate) -> Result<(), Refusal> {
        let usable = match candidate::read(&candidate.candidate) {
            Line::Usable(candidate) => candidate,
            Line::Unusable => return Ok(()),
            Line::Malformed => {
                let message = "candidate is not an ICE candidate: send what the browser's icecandidate event gives.";
                return Err(Refusal::new(ErrorKind::BadRequest, message));
            }
        };
        self.candidates += 1;
        if self.candidates > MOST_CANDIDATES {
            return Ok(());
        }
        if self.pending.is_some() {
            self.early.push(usable);
        } else {
            self.rtc.add_remote_candidate(usable);
            self.input(Input::Timeout(Instant::now()));
        }
        Ok(())
    }

    /// Refuses what needs a started session.
    fn started(&self) -> Result<(), Refusal> {
        if self.stage.is_some() {
            return Ok(());
        }
        let message =
            "Session is not in correct state: it has not been started. Send the answer with streaming.start first.";
        Err(Refusal::new(ErrorKind::WrongState, message))
    }

    fn task(&mut self, text: String, wait: bool, reply: oneshot::Sender<Result<Spoken, Refusal>>) {
        let queue = self.bounds.queue;
        let room = self.started().and_then(|()| {
            if self.timeline.len() < queue {
                return Ok(());
            }
            let message =
                format!("Exceed rate limit: {queue} texts are waiting to be said. Wait until some are, or interrupt.");
            Err(Refusal::new(ErrorKind::RateLimited, message))
        });
        if let Err(refusal) = room {
            reply.send(Err(refusal)).ok();
            return;
        }
        let id = Uuid::new_v4().to_string();
        self.idle.touch(Instant::now());
        self.timeline.accept(id.clone());
        self.replies.insert(
            id.clone(),
            Waiting {
                until_said: wait,
                reply,
            },
        );
        self.narrator.order(Order {
            id,
            text,
            delivery: self.terms.delivery.clone(),
        });
    }

    fn interrupt(&mut self) {
        self.idle.touch(Instant::now());
        self.narrator.call_off();
        self.held.clear();
        if let Some(stage) = &mut self.stage {
            let silence = stage.performance().interrupt();
            self.timeline.interrupt(silence);
            // What never sounded has ended now; the rest when the clock gets there.
            let heard = stage.performance().heard();
            self.advance(heard);
        }
    }

    /// The narrator has something new.
    fn narrated(&mut self, narrated: Narrated) {
        match &narrated {
            Narrated::Complete(id, length) => {
                let duration_ms = u64::try_from(length.as_millis()).unwrap_or(u64::MAX);
                self.reply(id, false, Ok(duration_ms));
            }
            Narrated::Failed(id, error) => {
                let message = format!("The text cannot be said: {error}.");
                self.reply(id, true, Err(Refusal::new(ErrorKind::TextRefused, message)));
            }
            Narrated::Sentence(..) => {}
        }
        self.held.push_back(narrated);
    }

    /// What was narrated goes on stage.
    fn lay(&mut self, narrated: Narrated) {
        match narrated {
            Narrated::Sentence(id, utterance) => {
                if self.timeline.wants(&id)
                    && let Some(stage) = &mut self.stage
                {
                    let stretch = stage.performance().say(utterance);
                    self.timeline.lay(&id, stretch);
                }
            }
            Narrated::Complete(id, _) | Narrated::Failed(id, _) => self.timeline.complete(&id),
        }
    }

    /// Tells what has happened to tasks by the time the sound clock shows `heard`.
    fn advance(&mut self, heard: u64) {
        for happening in self.timeline.advance(heard) {
            match happening {
                Happening::Started(task_id) => self.events.tell(ChannelMessage::StartTalking { task_id }),
                Happening::Stopped(task_id, outcome) => {
                    let duration_ms = outcome.duration_ms;
                    self.reply(&task_id, true, Ok(duration_ms));
                    self.events.tell(ChannelMessage::StopTalking { task_id, duration_ms });
                }
                Happening::Dropped(task_id) => self.reply(&task_id, true, Ok(0)),
            }
        }
    }

    /// Replies to whoever waits for a task: to all once it has been `said`, before that to those who only want its length.
    fn reply(&mut self, id: &str, said: bool, outcome: Result<u64, Refusal>) {
        if self.replies.get(id).is_some_and(|waiting| said || !waiting.until_said)
            && let Some(waiting) = self.replies.remove(id)
        {
            let spoken = outcome.map(|duration_ms| Spoken {
                task_id: id.to_owned(),
                duration_ms,
            });
            waiting.reply.send(spoken).ok();
        }
    }

    /// Ends what is being said, closes the channel and the connection, and sends what that takes.
    async fn farewell(&mut self, buffer: &mut [u8]) {
        let until = Instant::now() + FAREWELL;
        self.narrator.call_off();
        if let Some(stage) = &mut self.stage {
            let silence = stage.performance().heard();
            stage.performance().interrupt();
            self.timeline.interrupt(silence);
            self.advance(silence);
            while self.events.send(&mut self.rtc) {
                self.input(Input::Timeout(Instant::now()));
                self.drain();
            }
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
