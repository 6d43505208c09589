//! One avatar that is open.

use std::collections::HashMap;
use std::time::Duration;

use api::{ChannelMessage, SessionEntry, SessionStatus, TaskMode};
use avatar::speech::{Delivery, is_provided};
use avatar::{Cutout, FrameSize, Performance, SAMPLE_RATE};
use tasks::{Limits, Order, Output, Speaker, Spoken, TaskId, Terms};

use crate::Refusal;

/// The most characters of a text, as the server takes them.
pub(crate) const LIMITS: Limits = Limits::DEFAULT;

/// Something that a session has to tell.
pub(crate) enum Told {
    /// A message as over a data channel.
    Message(ChannelMessage),
    /// The reply to the call of that number.
    Reply(u32, TaskId, Result<Spoken, Refusal>),
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
    /// Whether its voice's file could not be had: texts are refused in place of waiting for it.
    voiceless: bool,
    speaker: Speaker,
    /// The calls that wait for a task.
    calls: HashMap<TaskId, u32>,
}

impl Session {
    /// A session on these terms that ends after `idle` without a task, if at all.
    pub(crate) fn new(terms: Terms, idle: Option<Duration>, seed: u64, now: Duration) -> Result<Self, Refusal> {
        let unknown = |error: avatar::UnknownAvatar| {
            Refusal::new(api::ErrorKind::AvatarUnavailable, format!("avatar not found: {error}."))
        };
        let performance = Performance::new(terms.avatar.id, terms.size, seed).map_err(unknown)?;
        Ok(Self {
            created: now,
            delivery: terms.delivery,
            size: terms.size,
            idle,
            touched: now,
            started: false,
            voiceless: false,
            speaker: Speaker::new(performance, LIMITS),
            calls: HashMap::new(),
        })
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
        if self.speaker.tasks() > 0 {
            self.touched = now;
        }
        self.idle.is_some_and(|idle| now.saturating_sub(self.touched) >= idle)
    }

    /// Takes a text; the reply to `call` comes from [`Self::told`].
    pub(crate) fn task(
        &mut self,
        call: u32,
        id: TaskId,
        text: &str,
        mode: TaskMode,
        now: Duration,
    ) -> Result<(), Refusal> {
        self.started()?;
        let script = tasks::script(text, LIMITS.characters, &self.delivery)?;
        self.touched = now;
        self.voiceless = false;
        self.speaker.accept(Order { id: id.clone(), script }, mode)?;
        self.calls.insert(id, call);
        Ok(())
    }

    /// Silences it and drops its texts.
    pub(crate) fn interrupt(&mut self, now: Duration) -> Result<(), Refusal> {
        self.started()?;
        self.touched = now;
        self.speaker.interrupt();
        Ok(())
    }

    /// Synthesises for some milliseconds; whether there is more to do now. Until the voice's file has come, texts wait.
    pub(crate) fn step(&mut self) -> bool {
        let voice = self.delivery.voice_id.as_deref().unwrap_or_default();
        (self.voiceless || is_provided(voice)) && self.speaker.step()
    }

    /// The voice's file cannot be had: the texts that wait for it fail, and the next one waits for it anew.
    pub fn lose_voice(&mut self) {
        self.voiceless = true;
    }

    /// Fills in the next samples; whether any of it is speech.
    pub fn sound(&mut self, samples: &mut [i16]) -> bool {
        self.speaker.sound(samples)
    }

    /// So many of all samples handed out have been played.
    pub fn played(&mut self, samples: u64) {
        self.speaker.played(samples);
    }

    /// Whether speech lies ready to be handed out.
    pub fn is_speaking(&mut self) -> bool {
        self.speaker.performance().is_speaking()
    }

    /// The figure for the moment at which that sample is heard, where it differs visibly from the last.
    pub fn figure(&mut self, sample: u64) -> Option<Cutout<'_>> {
        let at = Duration::from_micros(sample * 1_000_000 / u64::from(SAMPLE_RATE));
        self.speaker.performance().figure(at)
    }

    /// The last figure again.
    pub fn last_figure(&mut self) -> Cutout<'_> {
        self.speaker.performance().last_figure()
    }

    /// The next thing it has to tell.
    pub(crate) fn told(&mut self) -> Option<Told> {
        loop {
            match self.speaker.poll()? {
                Output::Tell(message) => return Some(Told::Message(message)),
                Output::Reply(id, outcome) => {
                    if let Some(call) = self.calls.remove(&id) {
                        return Some(Told::Reply(call, id, outcome.map_err(Refusal::from)));
                    }
                }
            }
        }
    }

    /// The calls that nobody will reply to any more.
    pub(crate) fn waiting(&mut self) -> impl Iterator<Item = u32> {
        self.calls.drain().map(|(_, call)| call)
    }
}
