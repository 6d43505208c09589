//! Answers of the service's language model: their words as they are heard, how they fail, and warnings about their voice.

use api::{ApiError, ErrorKind, TaskType};

use super::Speech;
use crate::context::Context;
use crate::{Event, Problem, TextId};

impl Speech {
    /// The avatar begins to say these words of an answer.
    pub(super) fn words(&mut self, context: &mut Context, task_id: &str, words: String) {
        match self.place_of_task(task_id).and_then(|place| self.sent.get(place)) {
            Some(sent) => {
                let id = sent.text;
                self.tell_words(context, id, words);
            }
            None => {
                if let Some(early) = self.early.iter_mut().find(|early| early.task_id == task_id) {
                    early.words.push_str(&words);
                }
            }
        }
    }

    /// Tells the words of an answer. Some services tell those of texts that are only repeated, too.
    pub(super) fn tell_words(&self, context: &mut Context, id: TextId, words: String) {
        let text = self.texts.iter().find(|text| text.id == id);
        if !words.is_empty() && text.is_some_and(|text| text.kind == TaskType::Talk) {
            context.event(Event::Words { id, words });
        }
    }

    /// The service says that a task has no answer, or only a part of one, which has been heard by then.
    pub(super) fn unanswered(&mut self, context: &mut Context, task_id: &str, message: String) {
        match self.place_of_task(task_id) {
            Some(place) => self.fail_answer(context, place, message),
            None => {
                let early = self.early_of(context.now, task_id);
                early.failure = Some(message);
            }
        }
    }

    /// The service says that a built-in voice speaks in place of the one that failed. The same words again are no news.
    pub(super) fn warn(&mut self, context: &mut Context, message: String) {
        if self.warned != message {
            self.warned.clone_from(&message);
            let problem = ApiError::new(ErrorKind::VoiceReplaced, 0, None, message, None);
            context.event(Event::Problem(problem.into()));
        }
    }

    /// The answer to a task that the server has failed. Where some of it was said, its end comes next.
    pub(super) fn fail_answer(&mut self, context: &mut Context, place: usize, message: String) {
        self.pass(context, place);
        let problem: Problem = ApiError::new(ErrorKind::AnswerFailed, 0, None, message, None).into();
        match self.sent.first_mut() {
            Some(sent) if sent.started.is_some() => sent.failure = Some(problem),
            _ => {
                if let Some(sent) = self.take_first(context) {
                    self.fail_text(context, sent.text, problem);
                }
            }
        }
    }
}
