//! The lifecycle of a session as a pure state machine, from its offer to its last datagram.
//!
//! Everything that happens to a session is told here with the time at which it happens, one thing after the other: a call of the
//! client's, a datagram, a sentence from the narrator, the mere passing of time. After each of them [`Lifecycle::poll`] says, one by
//! one, the things that are due. No socket, no thread and no clock: the session's thread has them.

mod commands;
mod connection;
mod graceful_close;
mod idle;
mod listening;
mod progress;
mod rtc_events;
mod speech;

use std::collections::VecDeque;
use std::fmt::Display;
use std::time::{Duration, Instant};

use api::ChannelMessage;
use str0m::Output;
use str0m::net::Transmit;
use tasks::{Narrated, TaskId};

use crate::hearing::VoiceInput;
use crate::media::{AVAILABLE, preference};
use crate::peer::address_validation::AddressValidation;
use crate::peer::bounds::Bounds;
use crate::peer::data_channel::DataChannel;
use crate::peer::media_sender::MediaSender;
use crate::peer::offer::{OfferError, offer};
use crate::peer::route::{HostCandidate, Route};
use crate::sessions::{EndReason, Phase, Terms};
use crate::talk::{AnswerPart, Conversation, Next, Talk};
use crate::traces::{self, Kind, Span};
use connection::Connection;
use graceful_close::GracefulClose;
use idle::Idle;
use progress::Progress;
use speech::Speech;

pub use listening::Request;
pub use speech::Narration;

/// The shortest wait when only time is to pass: a library that wants to be asked again at once, for ever, must not keep a core busy.
const MIN_WAIT: Duration = Duration::from_millis(1);

/// The longest wait; anything that is due sooner ends it.
const MAX_WAIT: Duration = Duration::from_secs(60);

/// The time after which sound that came while the client did not listen yet is looked at again.
const HELD_SOUND_INTERVAL: Duration = Duration::from_millis(50);

/// The next thing that a session's thread is to do.
#[derive(Debug)]
pub enum Due {
    /// Send a datagram.
    Send(Transmit),
    /// Tell the narrator.
    Narrate(Narration),
    /// Ask the language model, or hang up.
    Talk(Next),
    /// Ask the speech recognition, or give a request up.
    Listen(Request),
    /// Wait until then, unless something comes before.
    Wait(Instant),
    /// The session has ended: close it. Once it has been closed: there is nothing left to do.
    End(EndReason),
}

/// A session.
pub struct Lifecycle {
    name: String,
    terms: Terms,
    bounds: Bounds,
    phase: Phase,
    connection: Connection,
    address_validation: AddressValidation,
    /// There from the answer on.
    sender: Option<MediaSender>,
    data_channel: DataChannel,
    speech: Speech,
    /// There where a language model answers.
    conversation: Option<Conversation>,
    /// There where visitors are listened to.
    hearing: Option<VoiceInput>,
    /// Requests to the speech recognition that are to be made.
    requests: VecDeque<Request>,
    /// Answers to the visitor's words that are over, which the voice input has not been told.
    answers_over: Vec<TaskId>,
    idle: Idle,
    progress: Progress,
    /// The span of its start, until its first picture.
    start: Option<Span>,
    ended: Option<EndReason>,
    close: Option<GracefulClose>,
}

impl Lifecycle {
    /// A session that makes its offer at `now`, reachable at these addresses.
    ///
    /// # Errors
    /// Where WebRTC makes no offer.
    pub fn new(
        name: &str,
        terms: Terms,
        bounds: Bounds,
        phase: Phase,
        candidates: &[HostCandidate],
        now: Instant,
    ) -> Result<Self, OfferError> {
        let codecs = preference(terms.encoding, AVAILABLE);
        let offered = offer(&codecs, candidates, now)?;
        Ok(Self {
            name: name.to_owned(),
            data_channel: DataChannel::new(offered.channel),
            connection: Connection::new(offered, codecs),
            address_validation: AddressValidation::default(),
            sender: None,
            speech: Speech::new(bounds.tasks),
            conversation: terms.talk.as_ref().map(Talk::conversation),
            hearing: voice_input(&terms, name, now),
            requests: VecDeque::new(),
            answers_over: Vec::new(),
            idle: Idle::new(terms.idle, now),
            progress: Progress::new(now),
            start: Some(start(&terms, name)),
            terms,
            bounds,
            phase,
            ended: None,
            close: None,
        })
    }

    /// The offer as SDP.
    pub fn offer(&self) -> &str {
        self.connection.offer()
    }

    /// The session's ICE user name fragment, which its client's connectivity checks carry.
    pub fn fragment(&mut self) -> String {
        self.connection.fragment()
    }

    /// Takes a result of synthesis.
    pub fn narrated(&mut self, narrated: Narrated) {
        match &narrated {
            Narrated::Failed(_, error, _) => tracing::warn!(session = self.name, %error, "speech synthesis failed"),
            Narrated::FellBack(_, error) => {
                tracing::warn!(session = self.name, %error, "the speech goes on with a built-in voice");
            }
            _ => {}
        }
        if let (Narrated::Failed(id, ..), Some(conversation)) = (&narrated, &mut self.conversation) {
            conversation.give_up(id);
        }
        self.speech.narrated(narrated);
        self.tell();
    }

    /// Takes a part of the language model's answer to a task. Of an answer that is not wanted any more, nothing is taken.
    pub fn answered(&mut self, id: TaskId, answered: AnswerPart) {
        let conversation = self
            .conversation
            .as_mut()
            .filter(|conversation| conversation.is_generating(&id));
        let Some(conversation) = conversation else { return };
        if answered.is_last() {
            conversation.generated(&id);
        }
        match answered {
            AnswerPart::Passage(script) => {
                self.count_characters(script.words().chars().count());
                self.speech.piece(id, script);
            }
            AnswerPart::Unsaid(part) => self.speech.leave_out(&id, &part),
            AnswerPart::Whole => self.speech.complete(id, None),
            AnswerPart::Failed(failure) => self.speech.complete(id, Some(failure)),
        }
    }

    /// Takes a datagram that came by this route; whether it is of this session.
    pub fn receive(&mut self, datagram: &[u8], route: Route, now: Instant) -> bool {
        if self.address_validation.take(route, datagram) {
            return true;
        }
        let taken = self.connection.receive(datagram, route, now);
        let is_own = matches!(taken, Ok(true));
        self.check(taken);
        is_own
    }

    /// Time has passed.
    pub fn time(&mut self, now: Instant) {
        let taken = self.connection.time(now);
        self.check(taken);
    }

    /// Samples of all that was synthesised that have been heard or dropped: the narrator keeps a bounded while ahead of them.
    pub fn consumed(&mut self) -> u64 {
        let ahead = self.sender.as_mut().map_or(0, |sender| sender.performance().ahead());
        self.speech.consumed(ahead)
    }

    /// The next thing to do at `now`. To be asked again until it is [`Due::Wait`] or [`Due::End`].
    pub fn poll(&mut self, now: Instant) -> Due {
        loop {
            self.attend(now);
            if let Some(request) = self.requests.pop_front() {
                return Due::Listen(request);
            }
            if let Some(narration) = self.speech.order() {
                return Due::Narrate(narration);
            }
            if let Some(next) = self.conversation.as_mut().and_then(Conversation::next) {
                return Due::Talk(next);
            }
            if let Some((route, check)) = self.address_validation.poll(now) {
                return Due::Send(route.transmit(check.into()));
            }
            let wake = match self.connection.rtc().poll_output() {
                Ok(Output::Transmit(datagram)) => {
                    let route = Route::of(&datagram);
                    match self.address_validation.direct(route, &datagram.contents, now) {
                        Some(route) => return Due::Send(route.transmit(datagram.contents)),
                        None => {
                            self.bounds.metrics.datagram_dropped();
                            continue;
                        }
                    }
                }
                Ok(Output::Event(event)) => {
                    self.happened(event, now);
                    continue;
                }
                Ok(Output::Timeout(wake)) => wake,
                Err(error) => {
                    self.fail(EndReason::ConnectionFailed, &error);
                    now + MAX_WAIT
                }
            };
            if !self.connection.rtc().is_alive() {
                self.ended.get_or_insert(EndReason::Left);
            }
            let goes_on = match self.close {
                None => self.proceed(now),
                Some(close) => self.go_on_closing(close, now),
            };
            if !goes_on {
                return self.rest(wake, now);
            }
        }
    }

    /// Does one more thing that is due; whether there was one.
    fn proceed(&mut self, now: Instant) -> bool {
        if let Some(sender) = &mut self.sender {
            if self.data_channel.are_heard(now) {
                self.speech.lay(sender.performance());
            }
            // Media of a session that has failed would reach nobody.
            if self.ended.is_none() {
                match sender.step(self.connection.rtc(), now) {
                    Ok(true) => {
                        if sender.is_shown() {
                            self.start = None;
                        }
                        let spoken = sender.performance().spoken();
                        self.time(now);
                        self.speech.advance(spoken);
                        self.tell();
                        return true;
                    }
                    Ok(false) => {}
                    Err(error) => self.fail(EndReason::Failed("an encoder failed".into()), &error),
                }
            }
        }
        self.send_event(now)
    }

    /// Sends one message of those that wait for the data channel; whether there was one.
    fn send_event(&mut self, now: Instant) -> bool {
        let sent = self.data_channel.send(self.connection.rtc());
        if sent {
            self.time(now);
        }
        sent
    }

    /// The end where the session has ended by now, else until when to wait; the connection is to be looked at again at `wake`.
    fn rest(&mut self, wake: Instant, now: Instant) -> Due {
        let wait = |until: Instant| until.clamp(now + MIN_WAIT, now + MAX_WAIT);
        if let Some(GracefulClose { until, .. }) = self.close {
            return match &self.ended {
                Some(why) if until <= now || !self.connection.rtc().is_alive() => Due::End(why.clone()),
                _ => Due::Wait(wait(wake).min(until)),
            };
        }
        let listens = self.hearing.as_ref().is_some_and(VoiceInput::is_busy);
        self.idle.set_busy(listens || !self.speech.is_empty(), now);
        let deadline = self.deadline();
        if let Some((at, why)) = &deadline
            && *at <= now
        {
            self.ended.get_or_insert(why.clone());
        }
        if let Some(why) = &self.ended {
            return Due::End(why.clone());
        }
        let media = self.sender.as_ref().and_then(MediaSender::next);
        let held = self.speech.holds_sound().then_some(now + HELD_SOUND_INTERVAL);
        let turn = self.hearing.as_ref().and_then(VoiceInput::deadline);
        let others = [
            deadline.map(|(at, _)| at),
            media,
            held,
            turn,
            self.address_validation.deadline(),
        ];
        let others = others.into_iter().flatten();
        Due::Wait(wait(others.fold(wake, Instant::min)))
    }

    /// The next moment at which the session ends unless something happens.
    fn deadline(&self) -> Option<(Instant, EndReason)> {
        let idle = self.idle.deadline().zip(self.terms.idle.map(EndReason::Idle));
        self.progress.deadline(&self.bounds, idle)
    }

    /// Characters were taken for speech.
    fn count_characters(&self, count: usize) {
        self.bounds.metrics.characters_taken(count);
        self.phase.add_characters(count);
    }

    /// Tells the client over the data channel what has become of its tasks, and the conversation what was heard of them.
    fn tell(&mut self) {
        while let Some(message) = self.speech.message() {
            self.send(message);
        }
        while let Some((id, words)) = self.speech.heard() {
            if let Some(conversation) = &mut self.conversation {
                conversation.heard(&id, &words);
            }
            self.ended_answer(id);
        }
    }

    /// Sends a message over the data channel.
    fn send(&mut self, message: ChannelMessage) {
        if let Err(error) = self.data_channel.tell(message) {
            self.fail(EndReason::Stuck, &error);
        }
    }

    /// Silences the avatar and drops all that it has to say.
    fn drop_speech(&mut self) {
        if let Some(conversation) = &mut self.conversation {
            conversation.interrupt();
        }
        if let Some(sender) = &mut self.sender {
            self.speech.interrupt(sender.performance());
        }
    }

    fn check<T>(&mut self, taken: Result<T, impl Display>) {
        if let Err(error) = taken {
            self.fail(EndReason::ConnectionFailed, &error);
        }
    }

    /// Ends the session by an error. Its words, which are not ours, go to the log only.
    fn fail(&mut self, why: EndReason, error: &dyn Display) {
        if self.ended.is_none() {
            tracing::warn!(session = self.name, %error, "session failed");
            self.ended = Some(why);
        }
    }
}

/// The span of a session's start.
fn start(terms: &Terms, name: &str) -> Span {
    let span = Span::begin(Kind::Internal, "session start", &terms.trace);
    span.set(traces::SESSION, name.to_owned());
    span
}

/// The voice input of a session whose terms have one. A session without goes on: its visitor types.
fn voice_input(terms: &Terms, name: &str, now: Instant) -> Option<VoiceInput> {
    let listening = terms.listening.as_ref()?;
    let hearing = listening.hearing(now);
    hearing
        .inspect_err(|error| tracing::error!(session = name, %error, "the session cannot hear"))
        .ok()
}
