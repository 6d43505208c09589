//! The tasks of one session.

mod growing;
mod pause;
#[cfg(test)]
mod tests;

use std::collections::{HashMap, VecDeque};
use std::time::Duration;

use api::{ChannelMessage, TaskMode};
use avatar::speech::SpeechError;
use avatar::{Performance, SAMPLE_RATE};

use crate::timeline::{Happening, Outcome, Timeline};
use crate::{AnswerFailure, Limits, Narrated, Outline, Output, Refusal, Spoken, TaskId};

/// Seconds of speech up to which a reply tells the exact length. They are synthesised within a second.
const EXACT: u64 = 15;

/// The tasks of one session: accepts texts, lays their sound down, and knows by the speech clock which of them is heard.
///
/// The caller has each accepted text synthesised, hands in the results, and after each call takes the outputs with
/// [`Tasks::poll`] until there is none.
#[derive(Debug)]
pub struct Tasks {
    limits: Limits,
    timeline: Timeline,
    /// Results of synthesis that have not been laid down.
    held: VecDeque<Narrated>,
    /// Samples of speech that came from synthesis, in all.
    received: u64,
    /// The parts of tasks that are not said, as far as known, until the task's end.
    unsaid: HashMap<TaskId, String>,
    /// Growing tasks whose texts will not all come, and why.
    failures: HashMap<TaskId, AnswerFailure>,
    /// Tasks whose reply is owed.
    replies: HashMap<TaskId, TaskMode>,
    outputs: VecDeque<Output>,
}

impl Tasks {
    /// No tasks yet.
    pub fn new(limits: Limits) -> Self {
        Self {
            limits,
            timeline: Timeline::default(),
            held: VecDeque::new(),
            received: 0,
            unsaid: HashMap::new(),
            failures: HashMap::new(),
            replies: HashMap::new(),
            outputs: VecDeque::new(),
        }
    }

    /// Accepts a text behind all others, while the speech clock shows `heard`. The caller has it synthesised after those
    /// accepted before.
    ///
    /// With [`TaskMode::Sync`] the reply comes once the text has been said; else once its length is known, at once with an
    /// estimate where that would take long.
    ///
    /// # Errors
    /// A refusal where the queue has no room for it.
    pub fn accept(&mut self, id: TaskId, text: impl Into<Outline>, mode: TaskMode, heard: u64) -> Result<(), Refusal> {
        let Outline {
            length,
            unsaid,
            is_quick,
        } = text.into();
        self.room(length, heard)?;
        let samples = (length.as_secs_f64() * f64::from(SAMPLE_RATE)) as u64;
        // The length of speech that is synthesised soon is replied exactly. The rest is synthesised when the texts before it
        // have been heard: for that, a client would wait for minutes.
        let soon = is_quick
            && !self.timeline.is_open()
            && self.timeline.left(heard) + samples <= EXACT * u64::from(SAMPLE_RATE);
        self.timeline.accept(id.clone(), samples);
        if mode == TaskMode::Sync || soon {
            self.replies.insert(id, mode);
        } else {
            let spoken = Spoken {
                duration_ms: milliseconds(length),
                unsaid,
            };
            self.outputs.push_back(Output::Reply(id, Ok(spoken)));
        }
        Ok(())
    }

    /// Refuses a text of that length for which the queue has no room.
    fn room(&self, length: Duration, heard: u64) -> Result<(), Refusal> {
        if self.timeline.len() >= self.limits.texts {
            return Err(Refusal::QueueFull {
                most: self.limits.texts,
            });
        }
        let left = Duration::from_secs(self.timeline.left(heard) / u64::from(SAMPLE_RATE));
        let most = self.limits.speech;
        let beyond = (left + length).saturating_sub(most);
        if self.timeline.len() == 0 || beyond.is_zero() {
            return Ok(());
        }
        Err(Refusal::TooMuchSpeech { left, most, beyond })
    }

    /// Takes a result of synthesis. Sound is held until [`Tasks::lay`].
    pub fn narrated(&mut self, narrated: Narrated) {
        match &narrated {
            Narrated::Passage(..) => {}
            Narrated::FellBack(id, error) => self.warn(id, error),
            Narrated::Sentence(_, utterance) => self.received += utterance.samples.len() as u64,
            Narrated::Complete(id, length, unsaid) => {
                self.note_unsaid(id, unsaid.as_ref());
                self.reply(id, TaskMode::Async, Ok(milliseconds(*length)));
            }
            Narrated::Failed(id, error, unsaid) => self.failed(id, error, unsaid.as_ref()),
        }
        self.held.push_back(narrated);
    }

    /// Tells that a built-in voice goes on with a task.
    fn warn(&mut self, id: &str, error: &SpeechError) {
        if self.timeline.wants(id) {
            self.tell(ChannelMessage::Warning {
                task_id: id.to_owned(),
                code: error.code().to_owned(),
                message: format!("{error} A built-in voice speaks instead."),
            });
        }
    }

    fn failed(&mut self, id: &str, error: &SpeechError, unsaid: Option<&String>) {
        self.note_unsaid(id, unsaid);
        if self.timeline.is_growing(id) {
            return self.fail(id, AnswerFailure::of_voice(error));
        }
        // Where some of it is heard, the end of that tells the rest.
        let held = |narrated: &Narrated| matches!(narrated, Narrated::Sentence(of, _) if of == id);
        if !self.timeline.has_sound(id) && !self.held.iter().any(held) {
            self.reply(id, TaskMode::Sync, Err(Refusal::Failed(error.clone())));
        }
    }

    fn note_unsaid(&mut self, id: &str, unsaid: Option<&String>) {
        if let Some(unsaid) = unsaid {
            self.leave_out(id, unsaid);
        }
    }

    /// A part of a task will not be said: told with its end.
    pub fn leave_out(&mut self, id: &str, part: &str) {
        if self.timeline.wants(id) {
            let unsaid = self.unsaid.entry(id.to_owned()).or_default();
            if !unsaid.is_empty() {
                unsaid.push(' ');
            }
            unsaid.push_str(part);
        }
    }

    /// Whether results of synthesis wait for [`Tasks::lay`].
    pub fn holds_sound(&self) -> bool {
        !self.held.is_empty()
    }

    /// Lays the sound that was held down behind what the performance is to say already.
    pub fn lay(&mut self, performance: &mut Performance) {
        while let Some(narrated) = self.held.pop_front() {
            match narrated {
                Narrated::Passage(id, words) => self.timeline.passage(&id, words),
                // A task that was interrupted meanwhile is not wanted any more.
                Narrated::Sentence(id, utterance) if self.timeline.wants(&id) => {
                    let stretch = performance.say(utterance);
                    self.timeline.lay(&id, stretch);
                }
                Narrated::Sentence(..) | Narrated::FellBack(..) => {}
                Narrated::Complete(id, ..) | Narrated::Failed(id, ..) => self.timeline.complete(&id),
            }
        }
    }

    /// How many samples of all that came from synthesis have been heard or dropped, while the performance has `ahead` samples
    /// to say: for [`Queue::consume`](crate::Queue::consume).
    pub fn consumed(&self, ahead: u64) -> u64 {
        let held: u64 = self.held.iter().map(Narrated::samples).sum();
        self.received.saturating_sub(held + ahead)
    }

    /// Silences the performance and drops all tasks, while the speech clock shows `heard`. The end of the task being said is
    /// told when the clock reaches its last sample.
    ///
    /// The caller calls off the synthesis of all of them.
    pub fn interrupt(&mut self, performance: &mut Performance, heard: u64) {
        self.interrupt_within(performance, heard, u64::MAX);
    }

    /// The same where the sound that was handed out and has not been heard falls silent, too, after so many samples.
    pub fn interrupt_within(&mut self, performance: &mut Performance, heard: u64, samples: u64) {
        self.held.clear();
        let silence = performance.interrupt().min(heard.saturating_add(samples));
        self.timeline.interrupt(silence);
        // Tasks that never sounded end now.
        self.advance(heard);
    }

    /// Tells what has happened by the time the speech clock shows `heard`.
    pub fn advance(&mut self, heard: u64) {
        for happening in self.timeline.advance(heard) {
            match happening {
                Happening::Started(task_id) => self.tell(ChannelMessage::StartTalking { task_id }),
                Happening::Words(task_id, message) => self.tell(ChannelMessage::TalkingMessage { task_id, message }),
                Happening::Heard(task_id, words) => self.outputs.push_back(Output::Heard(task_id, words)),
                Happening::Stopped(task_id, outcome) => self.stopped(task_id, outcome),
                Happening::Dropped(task_id, interrupted) => self.dropped(task_id, interrupted),
            }
        }
    }

    /// A task that was begun has ended.
    fn stopped(&mut self, task_id: TaskId, outcome: Outcome) {
        let Outcome {
            duration_ms,
            whole,
            grown,
        } = outcome;
        match self.failures.remove(&task_id).filter(|_| whole) {
            Some(failure) => self.tell_failure(&task_id, failure),
            None => self.reply(&task_id, TaskMode::Sync, Ok(duration_ms)),
        }
        let unsaid = self.unsaid.remove(&task_id).filter(|_| whole);
        if grown {
            let task_id = task_id.clone();
            self.tell(ChannelMessage::EndMessage { task_id });
        }
        self.tell(ChannelMessage::StopTalking {
            task_id,
            duration_ms,
            unsaid,
        });
    }

    /// A task has ended of which nothing was heard.
    fn dropped(&mut self, task_id: TaskId, interrupted: bool) {
        if let Some(failure) = self.failures.remove(&task_id).filter(|_| !interrupted) {
            self.unsaid.remove(&task_id);
            return self.tell_failure(&task_id, failure);
        }
        self.reply(&task_id, TaskMode::Sync, Ok(0));
        let unsaid = self.unsaid.remove(&task_id);
        // It was interrupted, or its voice failed, after it was accepted: whoever counts on it learns that nothing will be heard.
        let unsaid = unsaid.filter(|_| !interrupted);
        if interrupted || unsaid.is_some() {
            self.tell(ChannelMessage::StopTalking {
                task_id,
                duration_ms: 0,
                unsaid,
            });
        }
    }

    /// How many tasks have not ended.
    pub fn len(&self) -> usize {
        self.timeline.len()
    }

    /// Whether all tasks have ended.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The next thing to be told.
    pub fn poll(&mut self) -> Option<Output> {
        self.outputs.pop_front()
    }

    fn tell(&mut self, message: ChannelMessage) {
        self.outputs.push_back(Output::Tell(message));
    }

    /// Replies to a task if its reply is owed: once its length is known to those that wait for that ([`TaskMode::Async`]), once
    /// it has ended to all ([`TaskMode::Sync`]).
    fn reply(&mut self, id: &str, reached: TaskMode, outcome: Result<u64, Refusal>) {
        let owed = |mode: &TaskMode| reached == TaskMode::Sync || *mode == TaskMode::Async;
        if self.replies.get(id).is_some_and(owed)
            && let Some((id, _)) = self.replies.remove_entry(id)
        {
            let spoken = outcome.map(|duration_ms| Spoken {
                duration_ms,
                unsaid: self.unsaid.get(&id).cloned(),
            });
            self.outputs.push_back(Output::Reply(id, spoken));
        }
    }
}

/// Milliseconds of a stretch of speech.
fn milliseconds(length: Duration) -> u64 {
    u64::try_from(length.as_millis()).unwrap_or(u64::MAX)
}
