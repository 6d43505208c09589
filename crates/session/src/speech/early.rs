//! Tasks that the data channel names before a reply does: they may be ours, or answers to the visitor's voice.

use api::ChannelMessage;

use super::Speech;
use super::entry::Sent;
use crate::Moment;
use crate::context::Context;
use crate::effect::Effect;

/// How many tasks that nobody has claimed yet are kept, and how many messages of each.
const EARLY: usize = 16;
const KEPT: usize = 64;

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
    /// Messages about a task that nobody has claimed yet; only those of the latest are kept.
    pub(super) fn early_of(&mut self, now: Moment, task_id: &str) -> &mut Early {
        let known = &mut self.early;
        let place = known.iter().position(|early| early.task_id == task_id);
        let place = place.unwrap_or_else(|| {
            if known.len() >= EARLY {
                known.remove(0);
            }
            known.push(Early {
                task_id: task_id.to_owned(),
                at: now,
                begun: false,
                ended: false,
                dropped: false,
                words: String::new(),
                failure: None,
                told: Vec::new(),
            });
            known.len() - 1
        });
        &mut known[place]
    }

    /// Applies what the data channel said of a task before its name was known.
    pub(super) fn match_early(&mut self, context: &mut Context) {
        let Some(sent) = self.sent.last().filter(|sent| sent.call.is_none()) else {
            return;
        };
        let Some(place) = self.early.iter().position(|early| early.task_id == sent.task_id) else {
            return;
        };
        let early = self.early.remove(place);
        if self.foreign.as_ref().is_some_and(|(id, _)| *id == early.task_id) {
            self.foreign = None;
        }
        let (last, id) = (self.sent.len().saturating_sub(1), sent.text);
        if early.dropped {
            return self.dropped(context, last);
        }
        if early.begun {
            self.begin(context, last);
            self.tell_words(context, id, early.words);
        }
        if let Some(message) = early.failure {
            let place = self.sent.iter().position(|sent| sent.text == id);
            self.fail_answer(context, place.unwrap_or(0), message);
        }
        if early.ended {
            self.finish(context);
        } else if let Some(sent) = self.sent.first_mut() {
            sent.started = sent.started.map(|_| early.at);
        }
    }

    /// Keeps what is told of a task that may be ours or the answer to the visitor's voice.
    pub(super) fn note_early(&mut self, message: &ChannelMessage) {
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
        let Some(active) = self.active.as_ref().filter(|_| !self.sent.iter().any(unnamed)) else {
            return;
        };
        let told: Vec<ChannelMessage> = self
            .early
            .iter_mut()
            .flat_map(|early| core::mem::take(&mut early.told))
            .collect();
        if !told.is_empty() {
            context.effect(Effect::Unclaimed(active.peer, told));
        }
    }
}
