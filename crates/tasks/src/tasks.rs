//! The tasks of one session.

use std::collections::{HashMap, VecDeque};
use std::time::Duration;

use api::{ChannelMessage, TaskMode};
use avatar::speech::SpeechError;
use avatar::{Performance, SAMPLE_RATE};

use crate::timeline::{Happening, Outcome, Timeline};
use crate::{Limits, Narrated, Outline, Output, Refusal, Spoken, TaskId};

/// Seconds of speech up to which a reply tells the exact length. They are synthesised within a second.
const EXACT: u64 = 15;

/// Why a growing task gets no more texts although it is not whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnswerFailure {
    /// A short name for programs.
    pub code: &'static str,
    /// What happened, and what to do, for the visitor.
    pub message: String,
}

/// The tasks of one session: accepts texts, lays their sound down, and knows by the sound clock which of them is heard.
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

    /// Accepts a text behind all others, while the sound clock shows `heard`. The caller has it synthesised after those
    /// accepted before.
    ///
    /// With [`TaskMode::Sync`] the reply comes once the text has been said; else once its length is known, at once with an
    /// estimate where that would take long.
    ///
    /// # Errors
    /// A refusal where the queue has no room for it.
    pub fn accept(&mut self, id: TaskId, text: impl Into<Outline>, mode: TaskMode, heard: u64) -> Result<(), Refusal> {
        let Outline { length, unsaid } = text.into();
        self.room(length, heard)?;
        let samples = (length.as_secs_f64() * f64::from(SAMPLE_RATE)) as u64;
        // The length of speech that is synthesised soon is replied exactly. The rest is synthesised when the texts before it
        // have been heard: for that, a client would wait for minutes.
        let soon = !self.timeline.is_open() && self.timeline.left(heard) + samples <= EXACT * u64::from(SAMPLE_RATE);
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

    /// Accepts a task behind all others whose texts come one by one, while the sound clock shows `heard`: with [`TaskMode::Sync`] the
    /// reply comes once it has ended, else at once and without a length.
    ///
    /// # Errors
    /// A refusal where the queue has no room for it.
    pub fn open(&mut self, id: TaskId, mode: TaskMode, heard: u64) -> Result<(), Refusal> {
        self.room(Duration::ZERO, heard)?;
        self.timeline.open(id.clone());
        if mode == TaskMode::Sync {
            self.replies.insert(id, mode);
        } else {
            let spoken = Spoken {
                duration_ms: 0,
                unsaid: None,
            };
            self.outputs.push_back(Output::Reply(id, Ok(spoken)));
        }
        Ok(())
    }

    /// A growing task will not be whole: told once what there is of it has been heard. The caller has its synthesis completed.
    pub fn fail(&mut self, id: &str, failure: AnswerFailure) {
        if self.timeline.wants(id) {
            self.failures.entry(id.to_owned()).or_insert(failure);
        }
    }

    /// A part of a growing task will not be said: told with its end.
    pub fn leave_out(&mut self, id: &str, part: &str) {
        if self.timeline.wants(id) {
            let unsaid = self.unsaid.entry(id.to_owned()).or_default();
            if !unsaid.is_empty() {
                unsaid.push(' ');
            }
            unsaid.push_str(part);
        }
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
            Narrated::Sentence(_, utterance) => self.received += utterance.samples.len() as u64,
            Narrated::Complete(id, length, unsaid) => {
                self.note_unsaid(id, unsaid.as_ref());
                self.reply(id, TaskMode::Async, Ok(milliseconds(*length)));
            }
            Narrated::Failed(id, error, unsaid) => self.failed(id, error, unsaid.as_ref()),
        }
        self.held.push_back(narrated);
    }

    fn failed(&mut self, id: &str, error: &SpeechError, unsaid: Option<&String>) {
        self.note_unsaid(id, unsaid);
        if self.timeline.is_growing(id) {
            let message = Refusal::Failed(error.clone()).to_string();
            return self.fail(
                id,
                AnswerFailure {
                    code: "voice-failed",
                    message,
                },
            );
        }
        // Where some of it is heard, the end of that tells the rest.
        let held = |narrated: &Narrated| matches!(narrated, Narrated::Sentence(of, _) if of == id);
        if !self.timeline.has_sound(id) && !self.held.iter().any(held) {
            self.reply(id, TaskMode::Sync, Err(Refusal::Failed(error.clone())));
        }
    }

    fn note_unsaid(&mut self, id: &str, unsaid: Option<&String>) {
        if let Some(unsaid) = unsaid
            && self.timeline.wants(id)
        {
            self.leave_out(id, unsaid);
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
                Narrated::Sentence(..) => {}
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

    /// Silences the performance and drops all tasks, while the sound clock shows `heard`. The end of the task being said is
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

    /// Tells what has happened by the time the sound clock shows `heard`.
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
        // Its voice failed after it was replied to: whoever counts on it learns that nothing will be heard.
        if let Some(unsaid) = unsaid.filter(|_| !interrupted) {
            self.tell(ChannelMessage::StopTalking {
                task_id,
                duration_ms: 0,
                unsaid: Some(unsaid),
            });
        }
    }

    /// Tells that a growing task has failed, and replies where a reply is owed.
    fn tell_failure(&mut self, task_id: &str, failure: AnswerFailure) {
        let AnswerFailure { code, message } = failure;
        self.reply(task_id, TaskMode::Sync, Err(Refusal::Unanswered(message.clone())));
        self.tell(ChannelMessage::Error {
            task_id: task_id.to_owned(),
            code: code.to_owned(),
            message,
        });
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

#[cfg(test)]
mod tests {
    use avatar::speech::Script;
    use avatar::speech::{Delivery, Engine};
    use avatar::{FrameSize, Utterance};

    use super::*;

    const SECOND: u64 = SAMPLE_RATE as u64;

    fn performance() -> Performance {
        Performance::new("clara", FrameSize::LOW, 1).unwrap()
    }

    /// A script of about so many seconds.
    fn script(seconds: u64) -> Script {
        let sentence = "This sentence takes about three seconds to say, as it happens. ";
        Script::of(
            &sentence.repeat(usize::try_from(seconds.div_ceil(3)).unwrap()),
            &Delivery::default(),
        )
        .unwrap()
    }

    fn sound(id: &str, samples: u64) -> Narrated {
        let samples = vec![1_000; usize::try_from(samples).unwrap()];
        Narrated::Sentence(
            id.into(),
            Utterance {
                samples,
                mouth: Vec::new(),
            },
        )
    }

    fn complete(id: &str, seconds: u64) -> Narrated {
        Narrated::Complete(id.into(), Duration::from_secs(seconds), None)
    }

    fn broken() -> SpeechError {
        SpeechError::Engine {
            engine: Engine::Pico,
            reason: "it is out of order".into(),
        }
    }

    fn reply(id: &str, duration_ms: u64) -> Output {
        let spoken = Spoken {
            duration_ms,
            unsaid: None,
        };
        Output::Reply(id.into(), Ok(spoken))
    }

    fn starts(id: &str) -> Output {
        Output::Tell(ChannelMessage::StartTalking { task_id: id.into() })
    }

    fn stops(id: &str, duration_ms: u64, unsaid: Option<&str>) -> Output {
        Output::Tell(ChannelMessage::StopTalking {
            task_id: id.into(),
            duration_ms,
            unsaid: unsaid.map(Into::into),
        })
    }

    fn outputs(tasks: &mut Tasks) -> Vec<Output> {
        std::iter::from_fn(|| tasks.poll()).collect()
    }

    fn hear(performance: &mut Performance, samples: u64) -> u64 {
        performance.sound(&mut vec![0; usize::try_from(samples).unwrap()]);
        performance.heard()
    }

    #[test]
    fn a_reply_comes_at_its_time_and_messages_follow_the_sound() {
        let (mut tasks, mut performance) = (Tasks::new(Limits::DEFAULT), performance());
        tasks.accept("a".into(), &script(3), TaskMode::Async, 0).unwrap();
        tasks.accept("b".into(), &script(3), TaskMode::Sync, 0).unwrap();
        assert_eq!(outputs(&mut tasks), []);
        for narrated in [
            sound("a", SECOND),
            complete("a", 1),
            sound("b", 2 * SECOND),
            complete("b", 2),
        ] {
            tasks.narrated(narrated);
        }
        assert_eq!(
            outputs(&mut tasks),
            [reply("a", 1_000)],
            "the other waits until it is said"
        );
        assert!(tasks.holds_sound());
        tasks.lay(&mut performance);
        assert!(!tasks.holds_sound());
        tasks.advance(hear(&mut performance, 320));
        assert_eq!(outputs(&mut tasks), [starts("a")]);
        tasks.advance(hear(&mut performance, SECOND));
        assert_eq!(outputs(&mut tasks), [stops("a", 1_000, None), starts("b")]);
        assert_eq!(tasks.consumed(performance.ahead()), SECOND + 320);
        tasks.advance(hear(&mut performance, 2 * SECOND));
        assert_eq!(outputs(&mut tasks), [reply("b", 2_000), stops("b", 2_000, None)]);
        assert!(tasks.is_empty());
    }

    #[test]
    fn a_long_text_is_replied_to_at_once_with_an_estimate() {
        let mut tasks = Tasks::new(Limits::DEFAULT);
        let script = script(60);
        tasks.accept("a".into(), &script, TaskMode::Async, 0).unwrap();
        assert_eq!(outputs(&mut tasks), [reply("a", milliseconds(script.length()))]);
        tasks.narrated(sound("a", SECOND));
        tasks.narrated(complete("a", 1));
        assert_eq!(outputs(&mut tasks), [], "one reply only");
    }

    #[test]
    fn texts_beyond_the_limits_are_refused_and_one_alone_never_is() {
        let limits = Limits {
            texts: 2,
            speech: Duration::from_secs(10),
            ..Limits::DEFAULT
        };
        let mut tasks = Tasks::new(limits);
        let long = script(30);
        tasks.accept("a".into(), &long, TaskMode::Async, 0).unwrap();
        let refusal = tasks.accept("b".into(), &script(3), TaskMode::Async, 0).unwrap_err();
        assert!(
            matches!(refusal, Refusal::TooMuchSpeech { beyond, .. } if refusal.retry_after() == Some(beyond) && beyond.as_secs() > 15),
            "{refusal:?}"
        );
        // Most of it has been heard.
        let heard = (long.length().as_secs() - 3) * SECOND;
        tasks.timeline.lay("a", 0..heard);
        tasks.accept("b".into(), &script(3), TaskMode::Async, heard).unwrap();
        assert_eq!(
            tasks.accept("c".into(), &script(3), TaskMode::Async, heard),
            Err(Refusal::QueueFull { most: 2 })
        );
    }

    #[test]
    fn an_interrupt_ends_all_tasks_and_leaves_room_for_the_next() {
        let (mut tasks, mut performance) = (Tasks::new(Limits::DEFAULT), performance());
        for id in ["a", "b", "c"] {
            tasks.accept(id.into(), &script(3), TaskMode::Sync, 0).unwrap();
        }
        tasks.narrated(sound("a", SECOND));
        tasks.lay(&mut performance);
        let heard = hear(&mut performance, SECOND / 2);
        tasks.advance(heard);
        tasks.narrated(sound("b", SECOND));
        assert_eq!(outputs(&mut tasks), [starts("a")]);
        tasks.interrupt(&mut performance, heard);
        // Work that was under way.
        tasks.narrated(complete("b", 1));
        tasks.lay(&mut performance);
        assert!(performance.ahead() < SECOND / 50, "{}", performance.ahead());
        tasks.advance(hear(&mut performance, 320));
        assert_eq!(
            outputs(&mut tasks),
            [reply("a", 510), stops("a", 510, None), reply("b", 0), reply("c", 0)]
        );
        assert!(tasks.is_empty());
        assert_eq!(
            tasks.consumed(performance.ahead()),
            2 * SECOND,
            "dropped sound is not waited for"
        );
    }

    #[test]
    fn a_voice_that_fails_is_told_in_the_reply_or_at_the_end_of_what_was_heard() {
        let (mut tasks, mut performance) = (Tasks::new(Limits::DEFAULT), performance());
        tasks.accept("a".into(), &script(3), TaskMode::Async, 0).unwrap();
        tasks.accept("b".into(), &script(3), TaskMode::Async, 0).unwrap();
        tasks.accept("c".into(), &script(60), TaskMode::Async, 0).unwrap();
        outputs(&mut tasks);
        tasks.narrated(Narrated::Failed("a".into(), broken(), Some("all of it".into())));
        assert_eq!(
            outputs(&mut tasks),
            [Output::Reply("a".into(), Err(Refusal::Failed(broken())))]
        );
        tasks.narrated(sound("b", SECOND));
        tasks.narrated(Narrated::Failed("b".into(), broken(), Some("the rest".into())));
        tasks.narrated(Narrated::Failed("c".into(), broken(), Some("this too".into())));
        tasks.lay(&mut performance);
        tasks.advance(hear(&mut performance, 2 * SECOND));
        let spoken = Spoken {
            duration_ms: 1_000,
            unsaid: Some("the rest".into()),
        };
        assert_eq!(
            outputs(&mut tasks),
            [
                // Its caller has been told by the reply; pages that only listen learn it here.
                stops("a", 0, Some("all of it")),
                starts("b"),
                Output::Reply("b".into(), Ok(spoken)),
                stops("b", 1_000, Some("the rest")),
                // Replied to with an estimate before.
                stops("c", 0, Some("this too")),
            ]
        );
    }

    fn message(id: &str, words: &str) -> Output {
        let (task_id, message) = (id.into(), words.into());
        Output::Tell(ChannelMessage::TalkingMessage { task_id, message })
    }

    fn error(id: &str) -> Output {
        let (code, message) = ("llm-cut-off".into(), "It was cut off.".into());
        let task_id = id.into();
        Output::Tell(ChannelMessage::Error { task_id, code, message })
    }

    fn cut_off() -> AnswerFailure {
        AnswerFailure {
            code: "llm-cut-off",
            message: "It was cut off.".into(),
        }
    }

    fn heard(id: &str, words: &str) -> Output {
        Output::Heard(id.into(), words.into())
    }

    fn message_ends(id: &str) -> Output {
        Output::Tell(ChannelMessage::EndMessage { task_id: id.into() })
    }

    #[test]
    fn an_answer_is_replied_to_at_once_and_its_words_are_told_with_their_sound() {
        let (mut tasks, mut performance) = (Tasks::new(Limits::DEFAULT), performance());
        tasks.open("a".into(), TaskMode::Async, 0).unwrap();
        assert_eq!(outputs(&mut tasks), [reply("a", 0)]);
        // Nobody knows how long the one before it takes.
        let next = script(3);
        tasks.accept("b".into(), &next, TaskMode::Async, 0).unwrap();
        assert_eq!(outputs(&mut tasks), [reply("b", milliseconds(next.length()))]);
        tasks.narrated(Narrated::Passage("a".into(), "Good morning.".into()));
        tasks.narrated(sound("a", SECOND));
        tasks.lay(&mut performance);
        tasks.advance(hear(&mut performance, 320));
        assert_eq!(outputs(&mut tasks), [starts("a"), message("a", "Good morning.")]);
        tasks.narrated(complete("a", 1));
        tasks.lay(&mut performance);
        tasks.advance(hear(&mut performance, SECOND));
        assert_eq!(
            outputs(&mut tasks),
            [heard("a", "Good morning."), message_ends("a"), stops("a", 1_000, None)]
        );
    }

    #[test]
    fn an_answer_that_fails_is_told_after_what_was_heard_of_it() {
        let (mut tasks, mut performance) = (Tasks::new(Limits::DEFAULT), performance());
        tasks.open("a".into(), TaskMode::Sync, 0).unwrap();
        tasks.open("b".into(), TaskMode::Sync, 0).unwrap();
        tasks.narrated(Narrated::Passage("a".into(), "Well,".into()));
        tasks.narrated(sound("a", SECOND));
        tasks.fail("a", cut_off());
        tasks.fail("b", cut_off());
        tasks.narrated(complete("a", 1));
        tasks.narrated(complete("b", 0));
        tasks.lay(&mut performance);
        tasks.advance(hear(&mut performance, SECOND / 2));
        assert_eq!(outputs(&mut tasks), [starts("a"), message("a", "Well,")]);
        tasks.advance(hear(&mut performance, SECOND));
        let unanswered = |id: &str| Output::Reply(id.into(), Err(Refusal::Unanswered("It was cut off.".into())));
        assert_eq!(
            outputs(&mut tasks),
            [
                heard("a", "Well,"),
                unanswered("a"),
                error("a"),
                message_ends("a"),
                stops("a", 1_000, None),
                heard("b", ""),
                unanswered("b"),
                error("b"),
            ]
        );
        assert!(tasks.is_empty());
    }

    #[test]
    fn an_interrupted_answer_tells_what_was_heard_and_no_error() {
        let (mut tasks, mut performance) = (Tasks::new(Limits::DEFAULT), performance());
        tasks.open("a".into(), TaskMode::Async, 0).unwrap();
        tasks.open("b".into(), TaskMode::Async, 0).unwrap();
        tasks.narrated(Narrated::Passage("a".into(), "One two three four.".into()));
        tasks.narrated(sound("a", 2 * SECOND));
        tasks.narrated(Narrated::Passage("a".into(), "Never heard.".into()));
        tasks.narrated(sound("a", SECOND));
        tasks.lay(&mut performance);
        let clock = hear(&mut performance, SECOND);
        tasks.advance(clock);
        outputs(&mut tasks);
        tasks.fail("a", cut_off());
        tasks.interrupt(&mut performance, clock);
        tasks.fail("b", cut_off());
        tasks.advance(hear(&mut performance, 320));
        assert_eq!(
            outputs(&mut tasks),
            [
                heard("a", "One two"),
                message_ends("a"),
                stops("a", 1_010, None),
                heard("b", "")
            ]
        );
        assert!(tasks.failures.is_empty());
    }

    #[test]
    fn a_voice_that_fails_in_an_answer_is_an_error_of_it() {
        let mut tasks = Tasks::new(Limits::DEFAULT);
        tasks.open("a".into(), TaskMode::Async, 0).unwrap();
        outputs(&mut tasks);
        tasks.narrated(Narrated::Failed("a".into(), broken(), None));
        tasks.lay(&mut performance());
        tasks.advance(0);
        let told = outputs(&mut tasks);
        assert!(
            matches!(&told[1], Output::Tell(ChannelMessage::Error { code, .. }) if code == "voice-failed"),
            "{told:?}"
        );
    }
}
