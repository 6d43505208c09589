//! The queue of texts: each enters when it is given, and leaves with its one outcome.

use api::{ApiError, ErrorKind, TaskType};

use super::Speech;
use super::cleaning::Cleaning;
use super::entry::{Text, TextProgress};
use crate::context::Context;
use crate::{Event, Outcome, Problem, Progress, TextId, sentences};

/// The most that is told of what was not said, in characters.
const MAX_UNSAID: usize = 200;

impl Speech {
    /// The user gives a text to say.
    pub(crate) fn speak(&mut self, context: &mut Context, wanted: bool, id: TextId, text: &str, kind: TaskType) {
        if self.place(id).is_some() {
            // One name, one outcome: it is that of the text which has the name already.
            return;
        }
        let refusal = if text.trim().is_empty() {
            ApiError::new(ErrorKind::TextRefused, 0, None, String::new(), None)
        } else if wanted {
            return self.queue_text(context, id, text, kind);
        } else {
            no_session()
        };
        context.text(id, Progress::Ended(Outcome::Failed(refusal.into())));
    }

    pub(crate) fn queue_text(&mut self, context: &mut Context, id: TextId, text: &str, kind: TaskType) {
        let text = text.trim();
        // A language model answers the whole of a text, and may make use of its markup.
        let (cleaning, pieces) = match kind {
            TaskType::Talk => (None, vec![text.to_owned()]),
            TaskType::Repeat if text::is_plain(text) => (None, self.pieces(context, text)),
            TaskType::Repeat => (Some(Cleaning::begin(context, id, text)), Vec::new()),
        };
        self.texts.push(Text {
            id,
            kind,
            cleaning,
            pieces,
            spoken: 0,
            begun: false,
            progress: TextProgress::Queued,
            unsaid: Vec::new(),
        });
        context.text(id, Progress::Queued);
    }

    /// A text that is said as it is, cut as the options and the service want it.
    pub(super) fn pieces(&self, context: &Context, text: &str) -> Vec<String> {
        let sentences = if context.options.split_sentences {
            sentences::split(text)
        } else {
            vec![text.to_owned()]
        };
        let within = |sentence: &String| sentences::within(sentence, self.longest);
        sentences.iter().flat_map(within).collect()
    }

    /// That text cannot be said; the session goes on.
    pub(super) fn fail_text(&mut self, context: &mut Context, id: TextId, problem: Problem) {
        self.tries = 0;
        self.doubtful = None;
        self.end_text(context, id, Outcome::Failed(problem));
    }

    pub(super) fn end_text(&mut self, context: &mut Context, id: TextId, outcome: Outcome) {
        if outcome == Outcome::Interrupted {
            self.tell_heard(context, id);
        }
        self.remove_text(context, id, outcome);
    }

    pub(super) fn remove_text(&mut self, context: &mut Context, id: TextId, outcome: Outcome) {
        if let Some(place) = self.place(id) {
            let text = self.texts.remove(place);
            if !text.unsaid.is_empty() && !matches!(outcome, Outcome::Failed(_)) {
                let text = shortened(text.unsaid.join(" … "));
                context.event(Event::Unsaid { id, text });
            }
            context.text(id, Progress::Ended(outcome));
        }
    }

    /// The server's queue is lost with its session; the next is given the texts again, from the piece that was cut off.
    pub(crate) fn requeue_texts(&mut self, context: &mut Context) {
        self.clear_sent(context);
        let mut again = Vec::new();
        for text in &mut self.texts {
            if text.progress > TextProgress::Queued {
                text.progress = TextProgress::Queued;
                again.push(text.id);
            }
        }
        for id in again {
            context.text(id, Progress::Queued);
        }
    }

    /// Every text ends but the greeting, which belongs to the avatar's coming.
    pub(crate) fn end_spoken_to(&mut self, context: &mut Context, outcome: &Outcome) {
        let ids: Vec<TextId> = self.texts.iter().map(|text| text.id).collect();
        for id in ids.into_iter().filter(|id| *id != TextId::GREETING) {
            self.end_text(context, id, outcome.clone());
        }
    }

    /// Every text ends.
    pub(crate) fn end_texts(&mut self, context: &mut Context, outcome: &Outcome) {
        if let Some(id) = self.texts.first().map(|text| text.id)
            && *outcome == Outcome::Interrupted
        {
            self.tell_heard(context, id);
        }
        self.clear_sent(context);
        while let Some(id) = self.texts.first().map(|text| text.id) {
            self.remove_text(context, id, outcome.clone());
        }
    }

    /// Drops all that has to do with the session that is gone.
    pub(crate) fn clear_sent(&mut self, context: &mut Context) {
        self.sent.clear();
        self.early.clear();
        self.cut.clear();
        self.retry_at = None;
        self.tries = 0;
        self.doubtful = None;
        self.silencing = None;
        self.foreign = None;
        self.pause = None;
        self.tell_speaking(context);
    }
}

/// The refusal of a text without a session.
fn no_session() -> ApiError {
    ApiError::new(ErrorKind::WrongState, 0, None, String::new(), None)
}

/// The unsaid part of a text, in a length that can be shown.
fn shortened(mut text: String) -> String {
    if let Some((end, _)) = text.char_indices().nth(MAX_UNSAID) {
        text.truncate(end);
        text.push('…');
    }
    text
}
