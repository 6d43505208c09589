//! The entries of the queue: texts that have not ended, and their pieces that the server has.

use core::time::Duration;

use api::TaskType;

use super::Speech;
use super::cleaning::Cleaning;
use crate::{CallId, Moment, Problem, TextId};

/// The progress of a text, as far as it was told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum TextProgress {
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
    pub(super) progress: TextProgress,
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
    pub(super) start_timeout: Duration,
}

impl Speech {
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
