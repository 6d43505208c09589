//! Entries of the queue: texts that have not ended, their pieces that the server has, tasks that nobody has claimed.

use core::time::Duration;

use api::{ChannelMessage, TaskType};

use super::Speech;
use super::cleaning::Cleaning;
use crate::context::Context;
use crate::effect::Effect;
use crate::{CallId, Moment, Problem, TextId};

/// How far a text's events have come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Told {
    Queued,
    Accepted,
    Speaking,
}

/// A text that has not ended.
pub(super) struct Text {
    pub(super) id: TextId,
    pub(super) kind: TaskType,
    /// While its markup is being taken out; it has no pieces until then.
    pub(super) cleaning: Option<Cleaning>,
    /// The text, or its sentences.
    pub(super) pieces: Vec<String>,
    /// How many of them were said.
    pub(super) spoken: usize,
    /// Whether any of it was ever begun.
    pub(super) begun: bool,
    pub(super) told: Told,
    /// The parts that the server did not say.
    pub(super) unsaid: Vec<String>,
}

/// A piece of a text that was given to the server.
pub(super) struct Sent {
    pub(super) text: TextId,
    pub(super) piece: usize,
    /// While its reply is awaited.
    pub(super) call: Option<CallId>,
    /// Empty where the server gives none.
    pub(super) task_id: String,
    pub(super) duration: Option<Duration>,
    /// The part that the server does not say, as far as it has told.
    pub(super) unsaid: Option<String>,
    /// Since when the server has it and nothing before it.
    pub(super) waiting: Option<Moment>,
    /// Since when it is being said.
    pub(super) started: Option<Moment>,
    /// It ended well before its time, by none of our doing: until when its session is watched for its end, and whether so little
    /// was said that it counts as interrupted.
    pub(super) cut_off: Option<(Moment, bool)>,
    /// Why its answer is not whole, where the service said so.
    pub(super) failure: Option<Problem>,
    /// How long it may be said at least and at most, where the server told no duration.
    pub(super) shortest: Duration,
    pub(super) longest: Duration,
    /// How long it may take at least to begin, whatever the deadline for tasks is.
    pub(super) patience: Duration,
}

/// A task that the data channel named before a reply did.
pub(super) struct Early {
    pub(super) task_id: String,
    /// When it was named.
    pub(super) at: Moment,
    pub(super) begun: bool,
    pub(super) ended: bool,
    /// It ended before it began: an interrupt dropped it.
    pub(super) dropped: bool,
    /// Of an answer: the words of it, and why it is not whole.
    pub(super) words: String,
    pub(super) failure: Option<String>,
    /// All that was told of it that a spoken conversation needs where it is none of our tasks.
    pub(super) told: Vec<ChannelMessage>,
}

impl Speech {
    /// Keeps what is told of a task that may be ours or the answer to the visitor's voice.
    pub(super) fn note_early(&mut self, message: &ChannelMessage) {
        const KEPT: usize = 64;
        let is_told = matches!(
            message,
            ChannelMessage::TalkingMessage { .. }
                | ChannelMessage::EndMessage { .. }
                | ChannelMessage::StopTalking { .. }
                | ChannelMessage::Error { .. }
        );
        let awaited = self.sent.iter().any(|sent| sent.call.is_some());
        let Some(task_id) = message.task_id().filter(|_| is_told && awaited) else {
            return;
        };
        if let Some(early) = self.early.iter_mut().find(|early| early.task_id == task_id)
            && early.told.len() < KEPT
        {
            early.told.push(message.clone());
        }
    }

    /// The reply of the task that was awaited has come: the others that the data channel named are none of ours.
    pub(super) fn hand_over_early(&mut self, context: &mut Context) {
        let unnamed = |sent: &Sent| sent.call.is_some() || sent.task_id.is_empty();
        let Some(line) = self.line.as_ref().filter(|_| !self.sent.iter().any(unnamed)) else {
            return;
        };
        let told: Vec<ChannelMessage> = self
            .early
            .iter_mut()
            .flat_map(|early| core::mem::take(&mut early.told))
            .collect();
        if !told.is_empty() {
            context.effect(Effect::Unclaimed(line.peer, told));
        }
    }

    /// The next piece that the server does not have: its text's place, and its own.
    pub(super) fn next(&self) -> Option<(usize, usize)> {
        for (place, text) in self.texts.iter().enumerate() {
            if text.cleaning.is_some() {
                // Texts are said in the order in which they were given.
                return None;
            }
            let last = self
                .sent
                .iter()
                .filter(|sent| sent.text == text.id)
                .map(|sent| sent.piece + 1)
                .max();
            let piece = last.unwrap_or(0).max(text.spoken);
            if piece < text.pieces.len() {
                return Some((place, piece));
            }
        }
        None
    }

    /// The place of a text.
    pub(super) fn place(&self, id: TextId) -> Option<usize> {
        self.texts.iter().position(|text| text.id == id)
    }

    /// Notes a task that was cut off; only the latest are kept.
    pub(super) fn note_cut(&mut self, task_id: String) {
        const KEPT: usize = 16;
        if self.cut.len() >= KEPT {
            self.cut.remove(0);
        }
        if !task_id.is_empty() {
            self.cut.push(task_id);
        }
    }
}
