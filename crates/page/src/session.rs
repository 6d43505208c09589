//! One avatar that is open.

use std::collections::{HashMap, VecDeque};
use std::time::Duration;

use api::{ChannelMessage, SessionEntry, SessionStatus, TaskMode};
use avatar::speech::{Delivery, SpeechError};
use avatar::{Cutout, FrameSize, Performance, SAMPLE_RATE};
use tasks::{Output, Spoken, TaskId, Tasks, Terms};

use crate::Refusal;
use crate::messages::{LIMITS, Order, Speech, Text};
use crate::pace::Pace;

/// Samples within which an interrupt silences what is played: 10 ms.
const FADE: u64 = SAMPLE_RATE as u64 / 100;

/// An output of a session, for the service to hand on.
#[derive(Debug)]
pub(crate) enum SessionOutput {
    /// A message as over a data channel.
    Message(ChannelMessage),
    /// The reply to the call of that number.
    Reply(u32, TaskId, Result<Spoken, Refusal>),
    /// Work for the synthesis.
    Order(Order),
}

/// A session.
#[derive(Debug)]
pub struct Session {
    created: Duration,
    delivery: Delivery,
    size: FrameSize,
    idle: Option<Duration>,
    /// When something was last asked of it, or said.
    touched: Duration,
    started: bool,
    performance: Performance,
    tasks: Tasks,
    /// Samples that have been played.
    played: u64,
    pace: Pace,
    /// Whether synthesised speech waits, because the page cannot be heard, and whether that was told.
    held: bool,
    paused: bool,
    /// Texts of which the synthesis has not yet said whether they can be spoken.
    unread: VecDeque<(TaskId, TaskMode)>,
    /// The calls that wait for a task.
    calls: HashMap<TaskId, u32>,
    outgoing: VecDeque<SessionOutput>,
}

impl Session {
    /// A session on these terms that ends after `idle` without a task, if at all.
    pub(crate) fn new(terms: Terms, idle: Option<Duration>, seed: u64, now: Duration) -> Self {
        let mut performance = Performance::of(&terms.avatar, terms.size, seed);
        performance.set_mood(terms.delivery.emotion);
        Self {
            created: now,
            delivery: terms.delivery,
            size: terms.size,
            idle,
            touched: now,
            started: false,
            performance,
            tasks: Tasks::new(LIMITS),
            played: 0,
            pace: Pace::default(),
            held: true,
            paused: false,
            unread: VecDeque::new(),
            calls: HashMap::new(),
            outgoing: VecDeque::new(),
        }
    }

    /// The size of its pictures, in pixels.
    pub fn size(&self) -> FrameSize {
        self.size
    }

    /// As the list of sessions shows it.
    pub(crate) fn entry(&self, id: &str) -> SessionEntry {
        SessionEntry {
            session_id: id.to_owned(),
            status: if self.started {
                SessionStatus::Connected
            } else {
                SessionStatus::New
            },
            created_at: self.created.as_secs(),
            api_key_type: String::new(),
        }
    }

    /// Begins to be seen and heard.
    pub(crate) fn start(&mut self, now: Duration) -> Result<(), Refusal> {
        if self.started {
            let message = "Session is not in correct state: it has been started already. Call streaming.start once.";
            return Err(Refusal::new(api::ErrorKind::WrongState, message));
        }
        self.started = true;
        self.touched = now;
        Ok(())
    }

    /// Whether it has been started.
    pub fn is_started(&self) -> bool {
        self.started
    }

    fn started(&self) -> Result<(), Refusal> {
        if self.started {
            return Ok(());
        }
        let message =
            "Session is not in correct state: it has not been started. Send the answer with streaming.start first.";
        Err(Refusal::new(api::ErrorKind::WrongState, message))
    }

    /// Puts off the end of an idle session.
    pub(crate) fn touch(&mut self, now: Duration) {
        self.touched = now;
    }

    /// Whether nothing was asked of it for too long.
    pub(crate) fn is_over(&mut self, now: Duration) -> bool {
        if self.tasks.len() + self.unread.len() > 0 {
            self.touched = now;
        }
        self.idle.is_some_and(|idle| now.saturating_sub(self.touched) >= idle)
    }

    /// Takes a text; the reply to `call` comes from [`Self::poll`].
    pub(crate) fn task(
        &mut self,
        call: u32,
        id: TaskId,
        text: &str,
        mode: TaskMode,
        now: Duration,
    ) -> Result<(), Refusal> {
        self.started()?;
        let text = tasks::sized(text, LIMITS.characters)?.to_owned();
        if self.tasks.len() + self.unread.len() >= LIMITS.texts {
            return Err(tasks::Refusal::QueueFull { most: LIMITS.texts }.into());
        }
        self.touched = now;
        self.unread.push_back((id.clone(), mode));
        self.calls.insert(id.clone(), call);
        let delivery = self.delivery.clone();
        self.outgoing.push_back(SessionOutput::Order(Order::Say(Text {
            task: id,
            text,
            delivery,
        })));
        Ok(())
    }

    /// Silences it and drops its texts.
    pub(crate) fn interrupt(&mut self, now: Duration) -> Result<(), Refusal> {
        self.started()?;
        self.touched = now;
        self.outgoing.push_back(SessionOutput::Order(Order::CallOff));
        // Sound that was handed out and not played is not heard any more: the player drops it, too.
        self.tasks.interrupt_within(&mut self.performance, self.played, FADE);
        self.gather();
        for (id, _) in std::mem::take(&mut self.unread) {
            let spoken = Spoken {
                duration_ms: 0,
                unsaid: None,
            };
            self.reply(id, Ok(spoken));
        }
        Ok(())
    }

    /// Takes news of a text.
    pub(crate) fn speech(&mut self, speech: Speech) {
        match speech {
            Speech::Ready(id, outline) => {
                if let Some(mode) = self.read(&id)
                    && let Err(refusal) = self.tasks.accept(id.clone(), outline, mode, self.played)
                {
                    self.outgoing
                        .push_back(SessionOutput::Order(Order::Withdraw(id.clone())));
                    self.reply(id, Err(refusal.into()));
                }
            }
            Speech::Refused(id, message) => {
                if self.read(&id).is_some() {
                    self.reply(id, Err(Refusal::new(api::ErrorKind::TextRefused, message)));
                }
            }
            Speech::Narrated(narrated) => {
                self.tasks.narrated(narrated);
                self.lay();
            }
        }
    }

    /// Has what was synthesised heard, unless it is held.
    fn lay(&mut self) {
        if !self.held {
            self.tasks.lay(&mut self.performance);
            // A task of which nothing can be heard ends without a sample.
            self.tasks.advance(self.played);
        }
    }

    /// Holds speech that has not begun, or lets it begin. The client is told, so that it does not count that time as waiting.
    pub(crate) fn hold(&mut self, held: bool) {
        self.held = held;
        self.lay();
        if self.paused != held {
            self.paused = held;
            self.gather();
            self.outgoing.push_back(SessionOutput::Message(if held {
                ChannelMessage::PauseTalking
            } else {
                ChannelMessage::ResumeTalking
            }));
        }
    }

    /// The mode of a text that waits for the synthesis; `None` where an interrupt has dropped it.
    fn read(&mut self, id: &str) -> Option<TaskMode> {
        let place = self.unread.iter().position(|(unread, _)| unread == id)?;
        self.unread.remove(place).map(|(_, mode)| mode)
    }

    fn reply(&mut self, id: TaskId, outcome: Result<Spoken, Refusal>) {
        if let Some(call) = self.calls.remove(&id) {
            self.outgoing.push_back(SessionOutput::Reply(call, id, outcome));
        }
    }

    /// The voice's file, or the synthesis itself, cannot be had: the texts that wait for it fail.
    pub(crate) fn lose_voice(&mut self) {
        let voice = self.delivery.voice_id.clone().unwrap_or_default();
        for (id, _) in std::mem::take(&mut self.unread) {
            let error = SpeechError::NotLoaded { voice: voice.clone() };
            self.reply(id, Err(tasks::Refusal::Failed(error).into()));
        }
    }

    /// Fills in the next samples; whether any of it is speech.
    pub fn sound(&mut self, samples: &mut [i16]) -> bool {
        self.performance.sound(samples)
    }

    /// How many samples of all its speech have been handed out or dropped: the synthesis runs a bounded while ahead of that.
    pub fn consumed(&self) -> u64 {
        self.tasks.consumed(self.performance.ahead())
    }

    /// Takes the count of samples that have been played. It cannot go back, nor beyond the samples that were handed out.
    pub(crate) fn played(&mut self, samples: u64) {
        self.played = samples.clamp(self.played, self.performance.heard().max(self.played));
        self.tasks.advance(self.played);
    }

    /// Whether speech lies ready to be handed out.
    pub fn is_speaking(&self) -> bool {
        self.performance.is_speaking()
    }

    /// The time between two pictures, now that so many samples have been played: longer where the machine cannot keep up.
    pub fn pace(&mut self, now: Duration) -> Duration {
        self.pace.count(now, self.played, self.performance.is_speaking())
    }

    /// The figure for the moment at which that sample is heard, where it differs visibly from the last.
    pub fn figure(&mut self, sample: u64) -> Option<Cutout<'_>> {
        let at = Duration::from_micros(sample * 1_000_000 / u64::from(SAMPLE_RATE));
        self.performance.figure(at)
    }

    /// The last figure again.
    pub fn last_figure(&self) -> Cutout<'_> {
        self.performance.last_figure()
    }

    /// The next output.
    pub(crate) fn poll(&mut self) -> Option<SessionOutput> {
        self.gather();
        self.outgoing.pop_front()
    }

    /// Takes what its tasks have to tell.
    fn gather(&mut self) {
        while let Some(output) = self.tasks.poll() {
            match output {
                Output::Tell(message) => self.outgoing.push_back(SessionOutput::Message(message)),
                // Only growing tasks give it, and the page opens none: its own function answers text by text.
                Output::Heard(..) => {}
                Output::Reply(id, outcome) => self.reply(id, outcome.map_err(Refusal::from)),
            }
        }
    }

    /// Takes the calls whose reply is owed.
    pub(crate) fn waiting(&mut self) -> impl Iterator<Item = u32> {
        self.calls.drain().map(|(_, call)| call)
    }
}
