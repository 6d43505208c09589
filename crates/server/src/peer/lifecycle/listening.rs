//! The visitor's side of a conversation: microphone sound, and messages of the data channel, as they come over the connection.

use std::time::Instant;

use api::{Background, ChannelMessage, ErrorKind, ListeningMode, TaskMode};
use avatar::Attention;
use dialogue::{AvatarState, JobId};
use openai::FailureMessage;
use str0m::media::{Frequency, MediaData};
use tasks::TaskId;
use tokio::sync::oneshot;
use uuid::Uuid;

use super::Lifecycle;
use super::commands::not_started;
use crate::hearing::{HearingEffect, VoiceInput};
use crate::refusal::Refusal;

/// The message that says that the button of push-to-talk is held down, as the vendor's clients send it.
const PRESSED: &str = "push_to_talk:start";

/// The message that says that it was let go.
const RELEASED: &str = "push_to_talk:stop";

/// The beginning of the message that names another background behind the avatar.
const BACKGROUND: &str = "background:";

/// A request to the speech recognition, or its end.
#[derive(Debug, PartialEq, Eq)]
pub enum Request {
    /// Have these samples written down.
    Transcribe(JobId, Vec<i16>),
    /// Give a request up.
    Discard(JobId),
}

impl Lifecycle {
    /// Takes a transcript, or why there is none.
    pub fn transcribed(&mut self, job: JobId, text: Result<String, FailureMessage>, now: Instant) {
        if let Some(hearing) = &mut self.hearing {
            hearing.transcribed(job, text, now);
        }
    }

    /// Listens to the visitor in this manner, or no more.
    pub(super) fn listen(&mut self, mode: Option<ListeningMode>, now: Instant) -> Result<(), Refusal> {
        if self.sender.is_none() {
            return Err(not_started());
        }
        // Where there is no speech recognition, the call is refused before it comes here; to listen no more is the case then.
        match &mut self.hearing {
            Some(hearing) => hearing.listen(mode, now),
            None if mode.is_some() => return Err(cannot_hear()),
            None => {}
        }
        self.idle.touch(now);
        Ok(())
    }

    /// Takes a packet of the visitor's sound.
    pub(super) fn sound(&mut self, media: &MediaData, now: Instant) {
        let (sound, _) = self.connection.mids();
        if let Some(hearing) = self.hearing.as_mut().filter(|_| media.mid == sound) {
            let time = media.time.rebase(Frequency::FORTY_EIGHT_KHZ).numer();
            hearing.packet(time, &media.data, now);
        }
    }

    /// Takes a message of the client's: a text as JSON, which is a word about the button of push-to-talk or names a background, or is to be
    /// answered.
    pub(super) fn message(&mut self, data: &[u8], now: Instant) {
        let Ok(text) = serde_json::from_slice::<String>(data) else {
            let message = "The message is no text as JSON, so it is ignored. Send a text to be answered, \"push_to_talk:start\" and \
                           \"push_to_talk:stop\", or \"background:studio\" and \"background:green\".";
            return self.refuse("message-unreadable", message.into());
        };
        self.idle.touch(now);
        if let Some(background) = named_background(&text) {
            if let Some(sender) = &mut self.sender {
                sender.set_background(background);
            }
            return;
        }
        match (text.as_str(), &mut self.hearing) {
            (PRESSED, Some(hearing)) => hearing.press(now),
            (RELEASED, Some(hearing)) => hearing.release(now),
            (PRESSED | RELEASED, None) => {
                let message = "This server has no speech recognition, so the avatar cannot hear. Type instead.";
                self.refuse("no-speech-recognition", message.into());
            }
            _ if self.conversation.is_none() => {
                let message = "This server has no language model, so the avatar cannot answer.";
                self.refuse("no-language-model", message.into());
            }
            _ => match tasks::sized(&text, self.bounds.tasks.characters) {
                Ok(text) => self.ask(Uuid::new_v4().to_string(), text.to_owned(), now),
                Err(refusal) => self.refuse("text-refused", refusal.to_string()),
            },
        }
    }

    /// Does what the voice input wants to be done.
    pub(super) fn attend(&mut self, now: Instant) {
        let state = self.avatar_state();
        self.show_attention(state);
        let Some(hearing) = &mut self.hearing else { return };
        for task in self.answers_over.drain(..) {
            hearing.answer_over(&task, now);
        }
        hearing.avatar(state, now);
        hearing.time(now);
        while let Some(effect) = self.hearing.as_mut().and_then(VoiceInput::poll) {
            self.apply(effect, now);
        }
    }

    fn apply(&mut self, effect: HearingEffect, now: Instant) {
        match effect {
            HearingEffect::Transcribe(job, samples) => self.requests.push_back(Request::Transcribe(job, samples)),
            HearingEffect::Discard(job) => self.requests.push_back(Request::Discard(job)),
            HearingEffect::Ask(task, text) => self.ask(task, text, now),
            HearingEffect::Pause => {
                if let Some(sender) = &mut self.sender {
                    self.speech.pause(sender.performance());
                }
            }
            HearingEffect::Resume => {
                if let Some(sender) = &mut self.sender {
                    self.speech.resume(sender.performance());
                }
            }
            HearingEffect::Interrupt => self.drop_speech(),
            HearingEffect::Tell(message) => {
                // A visitor who speaks is no idle one.
                self.idle.touch(now);
                self.send(message);
            }
        }
        self.tell();
    }

    /// Has words of the visitor's answered. A refusal is told over the data channel.
    fn ask(&mut self, task: TaskId, words: String, now: Instant) {
        let (Some(sender), Some(conversation)) = (&mut self.sender, &mut self.conversation) else {
            return self.ended_answer(task);
        };
        let spoken = sender.performance().spoken();
        let (reply, mut refused) = oneshot::channel();
        let opened = conversation.check(now).and_then(|()| {
            if self.speech.open(task.clone(), TaskMode::Async, spoken, reply) {
                return Ok(());
            }
            let refusal = refused.try_recv().ok().and_then(Result::err);
            Err(refusal.unwrap_or_else(Refusal::session_over))
        });
        match opened {
            Ok(()) => {
                self.bounds.metrics.text_taken();
                conversation.ask(task, words, now);
                self.idle.touch(now);
                self.tell();
            }
            Err(refusal) => {
                let code = match refusal.kind() {
                    ErrorKind::RateLimited => "llm-rate-limited",
                    _ => "llm-limit",
                };
                self.send(ChannelMessage::Error {
                    task_id: task.clone(),
                    code: code.to_owned(),
                    message: refusal.message().to_owned(),
                });
                self.ended_answer(task);
            }
        }
    }

    /// An answer that was asked for is over.
    pub(super) fn ended_answer(&mut self, task: TaskId) {
        if self.hearing.is_some() {
            self.answers_over.push(task);
        }
    }

    /// Lets the avatar be seen to listen while the visitor has the word, and to think while its answer is on the way.
    fn show_attention(&mut self, state: AvatarState) {
        let listens = self.hearing.as_ref().is_some_and(VoiceInput::is_busy);
        let thinks = self.conversation.is_some() && state == AvatarState::Preparing;
        let attention = match state {
            AvatarState::Speaking => Attention::Resting,
            _ if listens => Attention::Listening,
            _ if thinks => Attention::Thinking,
            _ => Attention::Resting,
        };
        if let Some(sender) = &mut self.sender {
            sender.performance().attend(attention);
        }
    }

    /// The avatar's state.
    fn avatar_state(&mut self) -> AvatarState {
        if self.speech.is_empty() {
            return AvatarState::Idle;
        }
        match self.sender.as_mut().map(|sender| sender.performance()) {
            Some(performance) if performance.is_speaking() && !performance.is_paused() => AvatarState::Speaking,
            _ => AvatarState::Preparing,
        }
    }

    fn refuse(&mut self, code: &str, message: String) {
        self.send(ChannelMessage::Error {
            task_id: String::new(),
            code: code.to_owned(),
            message,
        });
    }
}

/// The refusal of a call to listen in a session whose voice input did not start.
fn cannot_hear() -> Refusal {
    let message =
        "This session cannot hear: the decoder of the visitor's sound does not start. Type, or open a new one.";
    Refusal::new(ErrorKind::Unavailable, message)
}

/// The background that a message names. Any other text that begins alike is one to be answered.
fn named_background(text: &str) -> Option<Background> {
    let name = text.strip_prefix(BACKGROUND)?;
    Background::ALL.into_iter().find(|known| known.name() == name)
}
