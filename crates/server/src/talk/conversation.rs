//! One session's conversation: one answer at a time, within the operator's limits.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use api::ErrorKind;
use openai::Message;
use tasks::TaskId;

use crate::refusal::Refusal;
use crate::talk::history::History;

const MINUTE: Duration = Duration::from_secs(60);

/// How much a session may ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TalkLimits {
    /// Answers in one session.
    pub answers: usize,
    /// Answers within any minute of it.
    pub per_minute: usize,
    /// Messages of the conversation that the model is told.
    pub history: usize,
}

/// A request to the language model, or its end.
#[derive(Debug, PartialEq, Eq)]
pub enum Next {
    /// Ask the model for the answer to a task.
    Ask(TaskId, Vec<Message>),
    /// Give up the answer that was asked for.
    HangUp,
}

/// The answer that is being given.
#[derive(Debug)]
struct Current {
    id: TaskId,
    /// Whether the model is still asked.
    generating: bool,
}

/// A conversation.
///
/// The next question is asked once the answer before it has ended for the visitor, so that the model is told what was heard.
#[derive(Debug)]
pub struct Conversation {
    limits: TalkLimits,
    history: History,
    /// Questions that wait for the answer before them.
    waiting: VecDeque<(TaskId, String)>,
    current: Option<Current>,
    hang_up: bool,
    /// When questions came within the last minute, and how many came in all.
    recent: VecDeque<Instant>,
    questions: usize,
}

impl Conversation {
    /// Nothing has been said yet.
    pub fn new(prompt: String, limits: TalkLimits) -> Self {
        Self {
            history: History::new(prompt, limits.history),
            limits,
            waiting: VecDeque::new(),
            current: None,
            hang_up: false,
            recent: VecDeque::new(),
            questions: 0,
        }
    }

    /// Whether one more question may be asked now.
    ///
    /// # Errors
    /// A refusal that names the limit.
    pub fn check(&mut self, now: Instant) -> Result<(), Refusal> {
        if self.questions >= self.limits.answers {
            let most = self.limits.answers;
            let message =
                format!("This session has had its {most} answers. Open a new one with streaming.new to go on.");
            return Err(Refusal::new(ErrorKind::AnswerFailed, message));
        }
        let is_past = |at: &Instant| now.saturating_duration_since(*at) >= MINUTE;
        while self.recent.front().is_some_and(is_past) {
            self.recent.pop_front();
        }
        match self.recent.front() {
            Some(first) if self.recent.len() >= self.limits.per_minute => {
                let most = self.limits.per_minute;
                let message = format!("Exceed rate limit: {most} answers a minute. Wait a little, then again.");
                let wait = (*first + MINUTE).saturating_duration_since(now);
                Err(Refusal::new(ErrorKind::RateLimited, message).after(wait))
            }
            _ => Ok(()),
        }
    }

    /// A question that was let in by [`Conversation::check`] and has a task.
    pub fn ask(&mut self, id: TaskId, question: String, now: Instant) {
        self.questions += 1;
        self.recent.push_back(now);
        self.waiting.push_back((id, question));
    }

    /// Whether that is the answer which the model is giving.
    pub fn is_generating(&self, id: &str) -> bool {
        let current = self.current.as_ref();
        current.is_some_and(|current| current.generating && current.id == id)
    }

    /// The model has given its answer, or failed to.
    pub fn generated(&mut self, id: &str) {
        if let Some(current) = self.current.as_mut().filter(|current| current.id == id) {
            current.generating = false;
        }
    }

    /// No more of that answer is wanted: its voice failed.
    pub fn give_up(&mut self, id: &str) {
        if self.is_generating(id) {
            self.generated(id);
            self.hang_up = true;
        }
    }

    /// A task has ended, of which these words were heard.
    pub fn heard(&mut self, id: &str, words: &str) {
        if self.current.as_ref().is_some_and(|current| current.id == id) {
            self.give_up(id);
            self.history.heard(words);
            self.current = None;
        }
    }

    /// All tasks are dropped: the answer that is given is given up, and no question that waits is asked.
    pub fn interrupt(&mut self) {
        self.waiting.clear();
        if let Some(id) = self.current.as_ref().map(|current| current.id.clone()) {
            self.give_up(&id);
        }
    }

    /// The next thing to be done.
    pub fn next(&mut self) -> Option<Next> {
        if std::mem::take(&mut self.hang_up) {
            return Some(Next::HangUp);
        }
        if self.current.is_some() {
            return None;
        }
        let (id, question) = self.waiting.pop_front()?;
        self.history.asked(&question);
        self.current = Some(Current {
            id: id.clone(),
            generating: true,
        });
        Some(Next::Ask(id, self.history.messages()))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const LIMITS: TalkLimits = TalkLimits {
        answers: 5,
        per_minute: 2,
        history: 20,
    };

    fn conversation() -> Conversation {
        Conversation::new("p".into(), LIMITS)
    }

    fn asks(next: Option<Next>) -> (TaskId, Vec<String>) {
        match next {
            Some(Next::Ask(id, messages)) => (
                id,
                messages.into_iter().skip(1).map(|message| message.content).collect(),
            ),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn the_next_question_is_asked_with_what_was_heard_of_the_answer_before() {
        let (mut talk, now) = (conversation(), Instant::now());
        talk.ask("a".into(), "One?".into(), now);
        talk.ask("b".into(), "Two?".into(), now);
        assert_eq!(asks(talk.next()), ("a".into(), vec!["One?".into()]));
        assert_eq!(talk.next(), None);
        talk.generated("a");
        assert_eq!(talk.next(), None, "it is still being heard");
        talk.heard("a", "First.");
        assert_eq!(
            asks(talk.next()),
            ("b".into(), vec!["One?".into(), "First.".into(), "Two?".into()])
        );
    }

    #[test]
    fn an_interrupt_hangs_up_and_drops_what_waits() {
        let (mut talk, now) = (conversation(), Instant::now());
        talk.ask("a".into(), "One?".into(), now);
        talk.ask("b".into(), "Two?".into(), now);
        talk.next();
        talk.interrupt();
        assert_eq!(talk.next(), Some(Next::HangUp));
        talk.heard("b", "");
        talk.ask("c".into(), "Three?".into(), now);
        assert_eq!(talk.next(), None, "the clock has not reached the end of the first");
        talk.heard("a", "Fir");
        assert_eq!(
            asks(talk.next()),
            ("c".into(), vec!["One?".into(), "Fir".into(), "Three?".into()])
        );
    }

    #[test]
    fn limits_are_told_with_a_wait_where_waiting_helps() {
        let (mut talk, start) = (conversation(), Instant::now());
        for nth in 0..5 {
            let now = start + MINUTE * (nth / 2);
            assert_eq!(talk.check(now), Ok(()));
            talk.ask(nth.to_string(), "?".into(), now);
            if nth == 1 {
                let refusal = talk.check(now + MINUTE / 2).unwrap_err();
                assert_eq!(
                    (refusal.kind(), refusal.retry_after()),
                    (ErrorKind::RateLimited, Some(MINUTE / 2))
                );
            }
        }
        let refusal = talk.check(start + MINUTE * 10).unwrap_err();
        assert_eq!(refusal.kind(), ErrorKind::AnswerFailed);
    }

    #[derive(Clone, Debug)]
    enum Act {
        Ask,
        Generated,
        Heard,
        Interrupt,
    }

    proptest! {
        #[test]
        fn never_two_answers_at_once_and_every_question_is_asked_or_dropped(
            acts in prop::collection::vec(
                prop_oneof![3 => Just(Act::Ask), 3 => Just(Act::Generated), 3 => Just(Act::Heard), 1 => Just(Act::Interrupt)],
                0..60,
            ),
        ) {
            let unlimited = TalkLimits { answers: usize::MAX, per_minute: usize::MAX, history: 4 };
            let (mut talk, now) = (Conversation::new("p".into(), unlimited), Instant::now());
            let mut open: Option<(TaskId, bool)> = None;
            let (mut asked, mut dropped, mut count) = (0, 0, 0);
            for act in acts.into_iter().chain([Act::Heard]) {
                match act {
                    Act::Ask => {
                        talk.ask(count.to_string(), "?".into(), now);
                        count += 1;
                    }
                    Act::Generated => if let Some((id, generating)) = &mut open {
                        talk.generated(id);
                        *generating = false;
                    },
                    Act::Heard => if let Some((id, _)) = open.take() {
                        talk.heard(&id, "words");
                    },
                    Act::Interrupt => {
                        dropped += talk.waiting.len();
                        talk.interrupt();
                    }
                }
                while let Some(next) = talk.next() {
                    match next {
                        Next::Ask(id, _) => {
                            prop_assert!(open.is_none());
                            asked += 1;
                            open = Some((id, true));
                        }
                        Next::HangUp => if let Some((_, generating)) = &mut open {
                            prop_assert!(std::mem::take(generating));
                        },
                    }
                }
                prop_assert_eq!(asked + dropped + talk.waiting.len(), count);
                prop_assert!(open.is_some() || talk.waiting.is_empty());
            }
        }
    }
}
