//! A session's voice input: from the audio packets of the visitor's microphone to turns, questions and barge-in.
//!
//! No clock, no network, no thread: [`dialogue::Dialogue`] decides, this gives it the voice activity of the sound, keeps the sound that
//! may have to be transcribed, and puts its decisions into effects for the session.

use std::collections::{HashMap, VecDeque};
use std::time::Instant;

use api::{ChannelMessage, ListeningMode};
use dialogue::{AnswerId, AvatarState, Dialogue, Input, JobId, Mode, Outcome, Output, TurnId, Untranscribed, Values};
use openai::FailureMessage;
use tasks::TaskId;

use crate::hearing::audio_rate_limit::AudioRateLimit;
use crate::hearing::microphone::{DecoderError, Microphone};
use crate::hearing::recording::Recording;
use crate::hearing::voice_activity::VoiceActivity;

/// An effect of what was heard: something that the session is to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HearingEffect {
    /// Have these samples written down.
    Transcribe(JobId, Vec<i16>),
    /// A transcript is not wanted any more.
    Discard(JobId),
    /// Have the visitor's words answered as this task.
    Ask(TaskId, String),
    /// Break the avatar's speech off.
    Pause,
    /// Let it go on.
    Resume,
    /// Drop all that the avatar has to say.
    Interrupt,
    /// Tell the client.
    Tell(ChannelMessage),
}

/// The voice input of one session.
pub struct VoiceInput {
    born: Instant,
    dialogue: Dialogue,
    microphone: Microphone,
    voice_activity: Box<dyn VoiceActivity>,
    recording: Recording,
    audio_rate_limit: AudioRateLimit,
    /// The avatar's state when the machine was told last.
    avatar: AvatarState,
    /// Answers that are not over.
    answers: HashMap<TaskId, AnswerId>,
    /// How transcriptions that failed are told.
    failures: HashMap<JobId, FailureMessage>,
    effects: VecDeque<HearingEffect>,
}

impl VoiceInput {
    /// Voice input that does not listen yet.
    ///
    /// # Errors
    /// Where the decoder does not start.
    pub fn new(voice_activity: Box<dyn VoiceActivity>, values: Values, now: Instant) -> Result<Self, DecoderError> {
        Ok(Self {
            born: now,
            dialogue: Dialogue::new(values),
            microphone: Microphone::new()?,
            voice_activity,
            recording: Recording::default(),
            audio_rate_limit: AudioRateLimit::new(now),
            avatar: AvatarState::Idle,
            answers: HashMap::new(),
            failures: HashMap::new(),
            effects: VecDeque::new(),
        })
    }

    /// Whether it listens.
    pub fn is_on(&self) -> bool {
        self.dialogue.mode() != Mode::Off
    }

    /// Whether the visitor has the word.
    pub fn is_busy(&self) -> bool {
        self.dialogue.is_busy()
    }

    /// Listens in this manner; with none, not at all.
    pub fn listen(&mut self, mode: Option<ListeningMode>, now: Instant) {
        let mode = match mode {
            None => Mode::Off,
            Some(ListeningMode::Conversational) => Mode::Conversational,
            Some(ListeningMode::PushToTalk) => Mode::PushToTalk,
        };
        if !self.is_on() {
            self.audio_rate_limit = AudioRateLimit::new(now);
        }
        self.handle(Input::Listen(mode), now);
    }

    /// The button of push-to-talk is held down. It is listened to in that manner from then on.
    pub fn press(&mut self, now: Instant) {
        self.listen(Some(ListeningMode::PushToTalk), now);
        self.handle(Input::Pressed, now);
    }

    /// The button was let go.
    pub fn release(&mut self, now: Instant) {
        self.handle(Input::Released, now);
    }

    /// Takes a packet of the visitor's sound with its time, in ticks of 48 000 a second.
    pub fn packet(&mut self, time: u64, packet: &[u8], now: Instant) {
        if !self.is_on() {
            return;
        }
        if self.audio_rate_limit.is_too_fast(now) {
            return self.microphone.skip();
        }
        let before = self.microphone.heard();
        let mut frames = Vec::new();
        match self.microphone.take(time, packet, &mut frames) {
            Ok(true) => self.voice_activity.reset(),
            Ok(false) => {}
            Err(error) => tracing::debug!(%error, "a packet of the visitor's sound is dropped"),
        }
        self.audio_rate_limit.came(self.microphone.heard() - before);
        for (at, frame) in frames {
            self.recording.append(at, &frame);
            let speech = self.voice_activity.speech(&frame);
            self.handle(Input::Frame { at, speech }, now);
        }
    }

    /// A transcript has come, or will not.
    pub fn transcribed(&mut self, job: JobId, text: Result<String, FailureMessage>, now: Instant) {
        let text = text.map_err(|told| {
            self.failures.insert(job, told);
            Untranscribed
        });
        self.handle(Input::Transcript { job, text }, now);
    }

    /// The avatar's state.
    pub fn avatar(&mut self, state: AvatarState, now: Instant) {
        if std::mem::replace(&mut self.avatar, state) != state {
            self.handle(Input::Avatar(state), now);
        }
    }

    /// An answer has been heard to its end, was cut off, or failed.
    pub fn answer_over(&mut self, task: &str, now: Instant) {
        if let Some(answer) = self.answers.remove(task) {
            self.handle(Input::AnswerOver(answer), now);
        }
    }

    /// Time has passed.
    pub fn time(&mut self, now: Instant) {
        if self.deadline().is_some_and(|at| at <= now) {
            self.handle(Input::Time, now);
        }
    }

    /// When to call [`VoiceInput::time`].
    pub fn deadline(&self) -> Option<Instant> {
        self.dialogue.deadline().map(|deadline| self.born + deadline.at)
    }

    /// Samples that are in memory.
    #[cfg(test)]
    pub(super) fn kept(&self) -> usize {
        self.recording.stretch(&(0..u64::MAX)).len()
    }

    /// Samples that were decoded in all.
    #[cfg(test)]
    pub(super) fn microphone_heard(&self) -> u64 {
        self.microphone.heard()
    }

    /// The next thing to do.
    pub fn poll(&mut self) -> Option<HearingEffect> {
        self.effects.pop_front()
    }

    fn handle(&mut self, input: Input, now: Instant) {
        self.dialogue.handle(now.saturating_duration_since(self.born), input);
        while let Some(output) = self.dialogue.poll() {
            self.put(output);
        }
        if !self.is_on() {
            self.recording.clear();
            self.voice_activity.reset();
        }
        self.recording.forget(self.dialogue.kept());
        if !self.dialogue.is_busy() {
            self.failures.clear();
        }
    }

    /// Puts a decision into an effect.
    fn put(&mut self, output: Output) {
        let effect = match output {
            Output::Transcribe { job, range } => HearingEffect::Transcribe(job, self.recording.stretch(&range)),
            Output::Discard(job) => HearingEffect::Discard(job),
            Output::Ask { answer, text, .. } => {
                let task = format!("answer-{}", answer.0);
                self.answers.insert(task.clone(), answer);
                HearingEffect::Ask(task, text)
            }
            Output::Pause => HearingEffect::Pause,
            Output::Resume => HearingEffect::Resume,
            Output::Interrupt => HearingEffect::Interrupt,
            Output::Began(turn) => HearingEffect::Tell(ChannelMessage::UserStart { task_id: name(turn) }),
            Output::Ended(turn) => HearingEffect::Tell(ChannelMessage::UserStop { task_id: name(turn) }),
            Output::Turn(turn, outcome) => return self.tell_outcome(name(turn), outcome),
            Output::Spent => {
                let message = "This session has been listened to for as long as it may. Type, or open a new one.";
                return self.tell_error(String::new(), "stt-limit", message.into());
            }
        };
        self.effects.push_back(effect);
    }

    fn tell_outcome(&mut self, task_id: TaskId, outcome: Outcome) {
        match outcome {
            Outcome::Said(message) => {
                let words = ChannelMessage::UserMessage {
                    task_id: task_id.clone(),
                    message,
                };
                self.effects.push_back(HearingEffect::Tell(words));
                self.effects
                    .push_back(HearingEffect::Tell(ChannelMessage::UserEnd { task_id }));
            }
            Outcome::Untranscribed(job) => {
                let told = self.failures.remove(&job);
                let told = told.unwrap_or_else(|| FailureMessage::of_transcription(&openai::ServiceError::TimedOut));
                self.tell_error(task_id, told.code, told.message);
            }
            Outcome::Empty | Outcome::Dropped => {}
        }
    }

    fn tell_error(&mut self, task_id: TaskId, code: &str, message: String) {
        let code = code.to_owned();
        self.effects
            .push_back(HearingEffect::Tell(ChannelMessage::Error { task_id, code, message }));
    }
}

/// The name of a turn in messages.
fn name(turn: TurnId) -> TaskId {
    format!("turn-{}", turn.0)
}
