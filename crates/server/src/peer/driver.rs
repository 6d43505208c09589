//! The event loop of a session's thread: its sockets, its inbox and its narrator, and the clock that its lifecycle goes by.

use std::io;
use std::time::Instant;

use tasks::{Narrated, TaskId};
use thiserror::Error;
use tokio::sync::mpsc;

use crate::hearing::{Transcript, Transcriptions};
use crate::metrics::Metrics;
use crate::peer::bounds::Bounds;
use crate::peer::lifecycle::{Due, Lifecycle, Narration, Request};
use crate::peer::network::Network;
use crate::peer::offer::OfferError;
use crate::peer::route::{Arrived, Route};
use crate::peer::sockets::NoSocketLeft;
use crate::sessions::{Command, EndReason, Phase, SessionSlot, Terms};
use crate::synthesis::Narrator;
use crate::talk::{AnswerPart, Answering, Next, Talk};

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

/// Something that has come over a session.
enum Occurrence {
    Command(Option<Command>),
    Narrated(Option<Narrated>),
    AnswerPart(TaskId, AnswerPart),
    Transcript(Transcript),
    Datagram(Arrived),
    NoSocketLeft,
    Time,
}

/// A session's life with all that it needs of the system.
pub struct Driver {
    life: Lifecycle,
    inbox: mpsc::Receiver<Command>,
    network: Network,
    metrics: Metrics,
    narrator: Narrator,
    narration: mpsc::Receiver<Narrated>,
    talk: Option<Talk>,
    /// The answer that is being given.
    answering: Option<Answering>,
    /// There where visitors are listened to.
    transcriptions: Option<Transcriptions>,
}

impl Driver {
    /// Begins a session.
    ///
    /// # Errors
    /// Where the machine gives no socket or no thread, or no offer can be made.
    pub async fn begin(
        terms: Terms,
        bounds: Bounds,
        phase: Phase,
        inbox: mpsc::Receiver<Command>,
        name: &str,
    ) -> Result<Self, BeginError> {
        let mut network = Network::open(&bounds.endpoints).await.map_err(BeginError::Socket)?;
        let (talk, metrics) = (terms.talk.clone(), bounds.metrics.clone());
        let transcriptions = terms.listening.clone().map(Transcriptions::new);
        let life = Lifecycle::new(name, terms, bounds, phase, &network.candidates(), Instant::now());
        let mut life = life.map_err(BeginError::Offer)?;
        network.register(&life.fragment());
        let (narrator, narration) = Narrator::start().map_err(BeginError::Thread)?;
        Ok(Self {
            life,
            inbox,
            network,
            metrics,
            narrator,
            narration,
            talk,
            answering: None,
            transcriptions,
        })
    }

    /// The session's offer as SDP.
    pub fn offer(&self) -> &str {
        self.life.offer()
    }

    /// Drives the session to its end, whatever brings it, and closes it gracefully.
    pub async fn drive(mut self, slot: &mut SessionSlot) {
        let mut stopped = None;
        let why = loop {
            let until = match self.settle(Instant::now()) {
                Ok(until) => until,
                Err(why) => break why,
            };
            let occurrence = tokio::select! {
                biased;
                command = self.inbox.recv() => Occurrence::Command(command),
                narrated = self.narration.recv() => Occurrence::Narrated(narrated),
                (id, answered) = next_part(&mut self.answering) => Occurrence::AnswerPart(id, answered),
                transcript = next_transcript(&mut self.transcriptions) => Occurrence::Transcript(transcript),
                () = tokio::time::sleep_until(until.into()) => Occurrence::Time,
                received = self.network.receive() => match received {
                    Ok(arrived) => Occurrence::Datagram(arrived),
                    Err(NoSocketLeft) => Occurrence::NoSocketLeft,
                },
            };
            let now = Instant::now();
            match occurrence {
                Occurrence::Command(Some(Command::Stop(why, reply))) => {
                    stopped = Some(reply);
                    break why;
                }
                Occurrence::Command(Some(command)) => self.life.command(command, now),
                // The registry holds the other end until the session leaves.
                Occurrence::Command(None) => break EndReason::Stopped,
                Occurrence::Narrated(Some(narrated)) => self.life.narrated(narrated),
                Occurrence::AnswerPart(id, answered) => {
                    if answered.is_last() {
                        self.answering = None;
                    }
                    self.life.answered(id, answered);
                }
                Occurrence::Transcript((job, text)) => self.life.transcribed(job, text, now),
                Occurrence::Narrated(None) => break EndReason::Failed("the narrator ended".into()),
                Occurrence::Datagram(arrived) => self.receive(arrived, now),
                Occurrence::NoSocketLeft => break EndReason::NoNetwork,
                Occurrence::Time => self.life.time(now),
            }
        };
        tracing::info!(session = slot.id(), reason = %why, "session ended");
        slot.leave(why.clone());
        if let Some(stopped) = stopped {
            stopped.send(()).ok();
        }
        // From here on, nobody can reach the session any more, and no answer is paid for.
        self.answering = None;
        self.transcriptions = None;
        self.life.close(why, Instant::now());
        self.go_on_closing().await;
    }

    /// Does all that is due; returns until when to wait, or why the session has ended.
    fn settle(&mut self, now: Instant) -> Result<Instant, EndReason> {
        loop {
            match self.life.poll(now) {
                Due::Send(datagram) => {
                    if !self.network.send(Route::of(&datagram), &datagram.contents) {
                        self.metrics.datagram_dropped();
                    }
                }
                Due::Narrate(narration) => self.narrate(narration),
                // The one before it, if any, is given up.
                Due::Talk(Next::Ask(id, messages)) => {
                    self.answering = self.talk.as_ref().map(|talk| talk.ask(id, messages));
                }
                Due::Talk(Next::HangUp) => self.answering = None,
                Due::Listen(request) => self.transcribe(request),
                Due::Wait(until) => {
                    self.narrator.consumed(self.life.consumed());
                    return Ok(until);
                }
                Due::End(why) => return Err(why),
            }
        }
    }

    /// Takes a datagram. The route of one that is this session's is its own from then on.
    fn receive(&mut self, arrived: Arrived, now: Instant) {
        if self.life.receive(&arrived.contents, arrived.route, now) && arrived.is_new {
            self.network.add_route(arrived);
        }
    }

    fn transcribe(&mut self, request: Request) {
        let Some(transcriptions) = &mut self.transcriptions else {
            return;
        };
        match request {
            Request::Transcribe(job, samples) => transcriptions.begin(job, samples),
            Request::Discard(job) => transcriptions.discard(job),
        }
    }

    fn narrate(&self, narration: Narration) {
        match narration {
            Narration::Say(order) => self.narrator.order(order),
            Narration::Open(id) => self.narrator.open(id),
            Narration::Piece(id, script) => self.narrator.piece(&id, script),
            Narration::Complete(id) => self.narrator.complete(&id),
            Narration::CallOff => self.narrator.call_off(),
        }
    }

    /// Sends what closing the session takes.
    async fn go_on_closing(&mut self) {
        while let Ok(until) = self.settle(Instant::now()) {
            let received = tokio::time::timeout_at(until.into(), self.network.receive()).await;
            match received {
                Ok(Ok(arrived)) => self.receive(arrived, Instant::now()),
                Ok(Err(NoSocketLeft)) => return,
                Err(_) => self.life.time(Instant::now()),
            }
        }
    }
}

/// The next part of the answer that is being given. Never ready while none is.
async fn next_part(answering: &mut Option<Answering>) -> (TaskId, AnswerPart) {
    match answering {
        Some(answering) => {
            let answered = answering.next().await;
            (answering.id.clone(), answered)
        }
        None => std::future::pending().await,
    }
}

/// The next transcript. Never ready where nobody is listened to.
async fn next_transcript(transcriptions: &mut Option<Transcriptions>) -> Transcript {
    match transcriptions {
        Some(transcriptions) => transcriptions.next().await,
        None => std::future::pending().await,
    }
}
