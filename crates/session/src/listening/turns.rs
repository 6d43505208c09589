//! The words of a spoken conversation: the visitor's turns, and the answers that the avatar gives to them.

use api::ChannelMessage;

use crate::context::Context;
use crate::{Event, MessageId, Role};

/// How many messages may be open at once.
const MAX_OPEN: usize = 16;

/// A message whose end was not told.
struct Open {
    id: MessageId,
    task_id: String,
    role: Role,
}

/// The messages of a conversation.
#[derive(Default)]
pub(super) struct Turns {
    last: u32,
    open: Vec<Open>,
    /// Whether the visitor speaks.
    speaking: bool,
    /// Whether the visitor said anything in this session.
    pub(super) begun: bool,
    /// Whether the avatar was silenced in its answer.
    silenced: bool,
}

impl Turns {
    /// Whether the visitor speaks.
    pub(super) const fn is_speaking(&self) -> bool {
        self.speaking
    }

    /// Whether words of that task or turn are open.
    pub(super) fn knows(&self, task_id: &str) -> bool {
        self.open.iter().any(|open| open.task_id == task_id)
    }

    /// Whether the avatar is silent because the visitor speaks into its words.
    pub(super) const fn is_spoken_into(&self) -> bool {
        self.begun && self.silenced
    }

    /// The avatar was silenced.
    pub(super) fn silence(&mut self) {
        self.silenced = true;
    }

    /// The session is over: so are all messages.
    pub(super) fn end(&mut self, context: &mut Context) {
        self.speak(context, false);
        for open in core::mem::take(&mut self.open) {
            tell(
                context,
                open.id,
                open.role,
                String::new(),
                Some(open.role == Role::Avatar),
            );
        }
        self.begun = false;
        self.silenced = false;
    }

    /// The visitor begins or ceases to speak.
    pub(super) fn speak(&mut self, context: &mut Context, speaking: bool) {
        if core::mem::replace(&mut self.speaking, speaking) != speaking {
            context.event(Event::UserSpeaking(speaking));
        }
    }

    /// Takes a message of the data channel that is about none of the texts that were given. Gives the service's words about a turn or an
    /// answer that failed.
    pub(super) fn take(&mut self, context: &mut Context, message: &ChannelMessage) -> Option<Failure> {
        match message {
            ChannelMessage::UserStart { .. } => {
                self.begun = true;
                self.speak(context, true);
            }
            ChannelMessage::UserStop { .. } => self.speak(context, false),
            ChannelMessage::UserMessage { task_id, message } => {
                self.begun = true;
                self.words(context, task_id, Role::User, message);
            }
            ChannelMessage::UserEnd { task_id } => self.close(context, task_id, false),
            ChannelMessage::PauseTalking => self.silenced = true,
            ChannelMessage::ResumeTalking => self.silenced = false,
            ChannelMessage::TalkingMessage { task_id, message } if self.begun => {
                self.words(context, task_id, Role::Avatar, message);
            }
            ChannelMessage::EndMessage { task_id } | ChannelMessage::StopTalking { task_id, .. } => {
                let silenced = self.silenced;
                self.close(context, task_id, silenced);
            }
            ChannelMessage::Error { task_id, code, message } if self.begun || code.starts_with("stt-") => {
                let silenced = self.silenced;
                self.close(context, task_id, silenced);
                let message = message.clone();
                // Codes of the speech recognition begin so; others are of the answer.
                return Some(if code.starts_with("stt-") {
                    Failure::NotHeard(message, Hearing::after(code))
                } else {
                    Failure::NotAnswered(message)
                });
            }
            _ => {}
        }
        None
    }

    /// Speech begins or has ended, whosever text it is: nothing is silent any more.
    pub(super) fn pass(&mut self, message: &ChannelMessage) {
        self.silenced &= !matches!(
            message,
            ChannelMessage::StartTalking { .. } | ChannelMessage::StopTalking { .. }
        );
    }

    /// Words of a message, which begins here where it is not open.
    fn words(&mut self, context: &mut Context, task_id: &str, role: Role, words: &str) {
        if words.is_empty() {
            return;
        }
        let open = self
            .open
            .iter()
            .find(|open| open.task_id == task_id && open.role == role);
        let id = open.map(|open| open.id).unwrap_or_else(|| {
            self.last = self.last.wrapping_add(1);
            if self.open.len() >= MAX_OPEN {
                let oldest = self.open.remove(0);
                tell(context, oldest.id, oldest.role, String::new(), Some(false));
            }
            let (id, task_id) = (MessageId(self.last), task_id.to_owned());
            self.open.push(Open { id, task_id, role });
            id
        });
        tell(context, id, role, words.to_owned(), None);
    }

    fn close(&mut self, context: &mut Context, task_id: &str, interrupted: bool) {
        if let Some(place) = self.open.iter().position(|open| open.task_id == task_id) {
            let open = self.open.remove(place);
            let interrupted = interrupted && open.role == Role::Avatar;
            tell(context, open.id, open.role, String::new(), Some(interrupted));
        }
    }
}

/// A turn or an answer that failed, in the service's words.
pub(super) enum Failure {
    /// The turn was not written down.
    NotHeard(String, Hearing),
    /// The turn was not answered.
    NotAnswered(String),
}

/// Whether the service hears the turns after one that failed.
pub(super) enum Hearing {
    GoesOn,
    /// Not in this session.
    Spent,
    /// In no session, for all that is known.
    Ended,
}

impl Hearing {
    fn after(code: &str) -> Self {
        match code {
            "stt-limit" => Self::Spent,
            "stt-ended" => Self::Ended,
            _ => Self::GoesOn,
        }
    }
}

fn tell(context: &mut Context, id: MessageId, role: Role, words: String, end: Option<bool>) {
    context.event(Event::Message { id, role, words, end });
}
