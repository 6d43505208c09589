//! When each task begins and ends, by the sound clock alone.
//!
//! The clock counts samples, so begin and end are told when the sound really begins and ends, whatever the wall clock did
//! meanwhile.

use std::collections::VecDeque;
use std::ops::Range;

use crate::TaskId;

/// An event in a task's life.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Happening {
    /// Its sound begins.
    Started(TaskId),
    /// The sound of a passage of a growing task begins, which has these words.
    Words(TaskId, String),
    /// The words of a growing task that were heard. Its end follows.
    Heard(TaskId, String),
    /// Its sound has ended, or was cut off.
    Stopped(TaskId, Outcome),
    /// It ended before its sound began: whether an interrupt dropped it; else nothing could be said of it.
    Dropped(TaskId, bool),
}

/// How a task that was begun ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// How long it was heard, in ms.
    pub duration_ms: u64,
    /// Whether it was heard to its end.
    pub whole: bool,
    /// Whether it came piece by piece.
    pub grown: bool,
}

/// How many samples a character takes, where a passage's own length is not known yet: 65 ms.
const SAMPLES_PER_CHARACTER: u64 = avatar::SAMPLE_RATE as u64 * 65 / 1000;

/// A passage of a growing task.
#[derive(Clone, Debug)]
struct Passage {
    words: String,
    /// Its sound, as far as it has been laid down.
    sound: Option<Range<u64>>,
    /// Whether all of it has been laid down.
    complete: bool,
}

impl Passage {
    /// The words of it that were heard when the clock showed `end`: of one that was cut off, as many as its length tells.
    fn heard(&self, end: u64) -> Option<&str> {
        let sound = self.sound.as_ref().filter(|sound| sound.start < end)?;
        if self.complete && sound.end <= end {
            return Some(&self.words);
        }
        let characters = self.words.chars().count() as u64;
        let laid = sound.end - sound.start;
        let length = if self.complete {
            laid
        } else {
            laid.max(characters * SAMPLES_PER_CHARACTER)
        };
        let heard = characters * (end.min(sound.end) - sound.start) / length.max(1);
        let (at, _) = self
            .words
            .char_indices()
            .nth(usize::try_from(heard).unwrap_or(usize::MAX))
            .unwrap_or((self.words.len(), ' '));
        let (heard, after) = self.words.split_at_checked(at)?;
        // Only whole words.
        if after.is_empty() || after.starts_with(char::is_whitespace) || heard.ends_with(char::is_whitespace) {
            return Some(heard.trim_end());
        }
        heard
            .rfind(char::is_whitespace)
            .and_then(|at| heard.get(..at))
            .map(str::trim_end)
    }
}

#[derive(Clone, Debug)]
struct Task {
    id: TaskId,
    /// How long it is, in samples: an estimate until it is complete.
    length: u64,
    /// The stretch of the sound clock in which it is heard, as far as it has been laid down.
    sound: Option<Range<u64>>,
    /// Whether all of it has been laid down.
    complete: bool,
    started: bool,
    /// Where an interrupt cut it off.
    cut: Option<u64>,
    /// Of a task that came piece by piece: its passages, and how many of them were told.
    grown: Option<(Vec<Passage>, usize)>,
}

/// The tasks of a session in the order in which they are said.
#[derive(Clone, Debug, Default)]
pub struct Timeline {
    tasks: VecDeque<Task>,
}

impl Timeline {
    /// Queues a task behind all others, of about that length in samples.
    pub fn accept(&mut self, id: TaskId, length: u64) {
        self.tasks.push_back(Task {
            id,
            length,
            sound: None,
            complete: false,
            started: false,
            cut: None,
            grown: None,
        });
    }

    /// Queues a task behind all others that comes piece by piece.
    pub fn open(&mut self, id: TaskId) {
        self.accept(id, 0);
        if let Some(task) = self.tasks.back_mut() {
            task.grown = Some((Vec::new(), 0));
        }
    }

    /// The sound that is laid down for a growing task from now on has these words.
    pub fn passage(&mut self, id: &str, words: String) {
        if let Some((passages, _)) = self.find(id).and_then(|task| task.grown.as_mut()) {
            if let Some(last) = passages.last_mut() {
                last.complete = true;
            }
            passages.push(Passage {
                words,
                sound: None,
                complete: false,
            });
        }
    }

    /// Whether there is a task that may still grow, so that nobody knows how long those behind it wait.
    pub fn is_open(&self) -> bool {
        self.tasks.iter().any(|task| task.grown.is_some() && !task.complete)
    }

    /// A stretch of sound of a task has been laid down. Unknown tasks are those that were dropped meanwhile.
    pub fn lay(&mut self, id: &str, sound: Range<u64>) {
        if let Some(task) = self.find(id) {
            let start = task.sound.as_ref().map_or(sound.start, |laid| laid.start);
            task.sound = Some(start..sound.end);
            if let Some((passages, _)) = &mut task.grown
                && let Some(last) = passages.last_mut()
            {
                let start = last.sound.as_ref().map_or(sound.start, |laid| laid.start);
                last.sound = Some(start..sound.end);
            }
        }
    }

    /// Everything of a task has been laid down, or nothing more can be.
    pub fn complete(&mut self, id: &str) {
        if let Some(task) = self.find(id) {
            task.complete = true;
            task.length = task.sound.as_ref().map_or(0, |laid| laid.end - laid.start);
            if let Some((passages, _)) = &mut task.grown
                && let Some(last) = passages.last_mut()
            {
                last.complete = true;
            }
        }
    }

    /// How much speech is left to be heard when the clock shows `heard`, in samples, as far as lengths are known.
    pub fn left(&self, heard: u64) -> u64 {
        let left = |task: &Task| match (&task.sound, task.cut) {
            (_, Some(cut)) => cut.saturating_sub(heard).min(task.length),
            (Some(laid), None) => {
                let begun = heard.saturating_sub(laid.start);
                // An estimate may have been too short.
                task.length.max(laid.end - laid.start).saturating_sub(begun)
            }
            (None, None) => task.length,
        };
        self.tasks.iter().map(left).fold(0, u64::saturating_add)
    }

    /// Whether the task is still to be said or being said, and was not cut off.
    pub fn wants(&self, id: &str) -> bool {
        self.tasks.iter().any(|task| task.id == id && task.cut.is_none())
    }

    /// Whether a task comes piece by piece.
    pub fn is_growing(&self, id: &str) -> bool {
        self.tasks.iter().any(|task| task.id == id && task.grown.is_some())
    }

    /// Whether any sound of a task has been laid down.
    pub fn has_sound(&self, id: &str) -> bool {
        self.tasks.iter().any(|task| task.id == id && task.sound.is_some())
    }

    /// How many tasks have not ended.
    pub fn len(&self) -> usize {
        self.tasks.len()
    }

    /// Cuts all tasks off. The one being said falls silent at `silence`; its end is told when the clock gets there.
    pub fn interrupt(&mut self, silence: u64) {
        for task in &mut self.tasks {
            if task.cut.is_none() {
                task.cut = Some(silence);
                task.complete = true;
            }
        }
    }

    /// The events up to the time at which the clock shows `heard`, in order.
    pub fn advance(&mut self, heard: u64) -> Vec<Happening> {
        let mut happenings = Vec::new();
        while let Some(task) = self.tasks.front_mut() {
            let begins = task.sound.as_ref().map(|sound| sound.start);
            let reached = begins.is_some_and(|begins| heard > begins && task.cut.is_none_or(|cut| cut > begins));
            if reached && !task.started {
                task.started = true;
                happenings.push(Happening::Started(task.id.clone()));
            }
            while let Some(words) = task.next_words(heard) {
                happenings.push(Happening::Words(task.id.clone(), words));
            }
            let Some(end) = task.end() else { break };
            if task.started && heard < end {
                break;
            }
            if !task.started && task.cut.is_none() && begins.is_some() {
                break;
            }
            if task.grown.is_some() {
                happenings.push(Happening::Heard(task.id.clone(), task.heard(end)));
            }
            let grown = task.grown.is_some();
            let (begins, id) = (begins.unwrap_or(end), std::mem::take(&mut task.id));
            happenings.push(if task.started {
                let whole = task.sound.as_ref().is_some_and(|sound| sound.end <= end);
                let duration_ms = end.saturating_sub(begins) * 1000 / u64::from(avatar::SAMPLE_RATE);
                Happening::Stopped(
                    id,
                    Outcome {
                        duration_ms,
                        whole,
                        grown,
                    },
                )
            } else {
                Happening::Dropped(id, task.cut.is_some())
            });
            self.tasks.pop_front();
        }
        happenings
    }

    fn find(&mut self, id: &str) -> Option<&mut Task> {
        self.tasks.iter_mut().find(|task| task.id == id)
    }
}

impl Task {
    /// The words of the next passage whose sound has begun when the clock shows `heard`.
    fn next_words(&mut self, heard: u64) -> Option<String> {
        let (cut, (passages, told)) = (self.cut, self.grown.as_mut()?);
        let passage = passages.get(*told)?;
        let Some(begins) = passage.sound.as_ref().map(|sound| sound.start) else {
            // The voice said nothing of it, where another has begun since.
            if !passage.complete {
                return None;
            }
            *told += 1;
            return self.next_words(heard);
        };
        let reached = self.started && heard > begins && cut.is_none_or(|cut| cut > begins);
        if !reached {
            return None;
        }
        // Whoever appends one to the other needs no rule for it.
        let blank = if *told > 0 { " " } else { "" };
        *told += 1;
        Some(format!("{blank}{}", passage.words))
    }

    /// The words that were heard when the clock showed `end`.
    fn heard(&self, end: u64) -> String {
        let passages = self
            .grown
            .as_ref()
            .filter(|_| self.started)
            .map(|(passages, _)| passages);
        let heard = passages.into_iter().flatten().filter_map(|passage| passage.heard(end));
        heard.filter(|words| !words.is_empty()).collect::<Vec<_>>().join(" ")
    }

    /// The sample after its last one, once that is known.
    fn end(&self) -> Option<u64> {
        if !self.complete {
            return None;
        }
        let laid = self.sound.as_ref().map_or(0, |sound| sound.end);
        Some(self.cut.map_or(laid, |cut| laid.min(cut)))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[derive(Clone, Debug)]
    enum Step {
        Accept,
        Lay(u64),
        Complete,
        Pull(u64),
        Interrupt,
    }

    fn step() -> impl Strategy<Value = Step> {
        prop_oneof![
            3 => Just(Step::Accept),
            5 => (1..5000_u64).prop_map(Step::Lay),
            4 => Just(Step::Complete),
            6 => (1..10_u64).prop_map(|packets| Step::Pull(packets * 320)),
            1 => Just(Step::Interrupt),
        ]
    }

    /// Plays steps as a session does: sound is laid down in order, each stretch after all before it or from now on.
    fn play(steps: &[Step]) -> Vec<Happening> {
        let mut timeline = Timeline::default();
        let (mut accepted, mut next, mut laid, mut heard) = (0, 0, 0_u64, 0_u64);
        let mut happenings = Vec::new();
        for step in steps {
            match step {
                Step::Accept => {
                    timeline.accept(accepted.to_string(), 1_000);
                    accepted += 1;
                }
                // A narrator works through the tasks one after the other.
                Step::Lay(samples) if next < accepted => {
                    let id = next.to_string();
                    if timeline.wants(&id) {
                        let start = laid.max(heard);
                        laid = start + samples;
                        timeline.lay(&id, start..laid);
                    }
                }
                Step::Complete if next < accepted => {
                    timeline.complete(&next.to_string());
                    next += 1;
                }
                Step::Pull(samples) => {
                    heard += samples;
                    happenings.extend(timeline.advance(heard));
                }
                Step::Interrupt => {
                    let silence = laid.min(heard + 160);
                    laid = silence;
                    timeline.interrupt(silence);
                    next = accepted;
                }
                Step::Lay(_) | Step::Complete => {}
            }
        }
        // Whatever is left is completed and heard.
        while next < accepted {
            timeline.complete(&next.to_string());
            next += 1;
        }
        happenings.extend(timeline.advance(heard.max(laid) + 320));
        assert_eq!(timeline.len(), 0);
        happenings
    }

    proptest! {
        #[test]
        fn every_task_ends_once_in_order_and_never_two_at_a_time(steps in prop::collection::vec(step(), 0..120)) {
            let accepted = steps.iter().filter(|step| matches!(step, Step::Accept)).count();
            let happenings = play(&steps);
            let mut speaking = None;
            let mut ended = Vec::new();
            for happening in happenings {
                match happening {
                    Happening::Started(id) => {
                        prop_assert_eq!(&speaking, &None);
                        speaking = Some(id);
                    }
                    Happening::Words(..) | Happening::Heard(..) => prop_assert!(false, "these tasks do not grow"),
                    Happening::Stopped(id, _) => {
                        prop_assert_eq!(speaking.take(), Some(id.clone()));
                        ended.push(id);
                    }
                    Happening::Dropped(id, _) => {
                        prop_assert_eq!(&speaking, &None);
                        ended.push(id);
                    }
                }
            }
            prop_assert_eq!(speaking, None);
            let all: Vec<_> = (0..accepted).map(|id| id.to_string()).collect();
            prop_assert_eq!(ended, all);
        }

        #[test]
        fn a_task_that_is_left_alone_lasts_as_long_as_its_sound(pieces in prop::collection::vec(1..9000_u64, 1..6)) {
            let mut steps = vec![Step::Accept];
            steps.extend(pieces.iter().map(|samples| Step::Lay(*samples)));
            steps.push(Step::Complete);
            steps.extend((0..200).map(|_| Step::Pull(320)));
            let total: u64 = pieces.iter().sum();
            let outcome = Outcome { duration_ms: total * 1000 / 16_000, whole: true, grown: false };
            prop_assert_eq!(
                play(&steps),
                vec![Happening::Started("0".into()), Happening::Stopped("0".into(), outcome)]
            );
        }
    }

    #[test]
    fn what_is_left_is_estimated_until_it_is_known() {
        let mut timeline = Timeline::default();
        timeline.accept("a".into(), 1_000);
        timeline.accept("b".into(), 5_000);
        assert_eq!(timeline.left(0), 6_000);
        timeline.lay("a", 100..900);
        assert_eq!(timeline.left(300), 800 + 5_000);
        timeline.lay("a", 900..1_600);
        timeline.complete("a");
        assert_eq!(timeline.left(300), 1_300 + 5_000);
        timeline.advance(1_600);
        assert_eq!(timeline.left(1_600), 5_000);
        timeline.interrupt(1_600);
        assert_eq!(timeline.left(1_600), 0);
    }

    #[test]
    fn an_interrupt_ends_the_task_being_said_where_it_falls_silent_and_drops_the_rest() {
        let mut timeline = Timeline::default();
        for id in ["a", "b"] {
            timeline.accept(id.into(), 1_000);
        }
        timeline.lay("a", 0..16_000);
        timeline.complete("a");
        timeline.lay("b", 16_000..32_000);
        assert_eq!(timeline.advance(320), [Happening::Started("a".into())]);
        timeline.interrupt(480);
        assert!(!timeline.wants("b"));
        let outcome = Outcome {
            duration_ms: 30,
            whole: false,
            grown: false,
        };
        assert_eq!(
            timeline.advance(640),
            [
                Happening::Stopped("a".into(), outcome),
                Happening::Dropped("b".into(), true)
            ]
        );
    }

    /// A growing task with two passages of a second each, of which the second is not complete.
    fn growing() -> Timeline {
        let mut timeline = Timeline::default();
        timeline.open("a".into());
        timeline.passage("a", "One two three.".into());
        timeline.lay("a", 0..16_000);
        timeline.passage("a", "Four five six.".into());
        timeline.lay("a", 16_000..32_000);
        timeline
    }

    #[test]
    fn the_words_of_a_passage_are_told_when_its_sound_begins() {
        let mut timeline = growing();
        assert!(timeline.is_open());
        let words = |words: &str| Happening::Words("a".into(), words.into());
        assert_eq!(
            timeline.advance(320),
            [Happening::Started("a".into()), words("One two three.")]
        );
        assert_eq!(timeline.advance(16_000), []);
        assert_eq!(timeline.advance(16_320), [words(" Four five six.")]);
        assert_eq!(timeline.advance(40_000), [], "more may come");
        // The next one comes late, so there was silence in between.
        timeline.passage("a", "Seven.".into());
        timeline.lay("a", 48_000..56_000);
        timeline.complete("a");
        assert!(!timeline.is_open());
        assert_eq!(timeline.advance(48_320), [words(" Seven.")]);
        let outcome = Outcome {
            duration_ms: 3_500,
            whole: true,
            grown: true,
        };
        assert_eq!(
            timeline.advance(56_000),
            [
                Happening::Heard("a".into(), "One two three. Four five six. Seven.".into()),
                Happening::Stopped("a".into(), outcome)
            ]
        );
    }

    #[test]
    fn what_was_not_heard_of_an_answer_is_not_told_as_heard() {
        let heard = |at: u64| {
            let mut timeline = growing();
            timeline.complete("a");
            timeline.advance(at.min(8));
            timeline.interrupt(at);
            timeline.advance(at).into_iter().find_map(|happening| match happening {
                Happening::Heard(_, words) => Some(words),
                _ => None,
            })
        };
        assert_eq!(heard(0).unwrap(), "");
        assert_eq!(heard(8_000).unwrap(), "One two");
        assert_eq!(heard(16_000).unwrap(), "One two three.");
        assert_eq!(heard(24_000).unwrap(), "One two three. Four");
        assert_eq!(heard(32_000).unwrap(), "One two three. Four five six.");
    }

    #[test]
    fn an_answer_that_never_began_ends_in_its_turn() {
        let mut timeline = Timeline::default();
        timeline.accept("a".into(), 320);
        timeline.open("b".into());
        timeline.lay("a", 0..320);
        timeline.complete("a");
        timeline.complete("b");
        assert_eq!(timeline.advance(100), [Happening::Started("a".into())]);
        let outcome = Outcome {
            duration_ms: 20,
            whole: true,
            grown: false,
        };
        assert_eq!(
            timeline.advance(320),
            [
                Happening::Stopped("a".into(), outcome),
                Happening::Heard("b".into(), String::new()),
                Happening::Dropped("b".into(), false)
            ]
        );
    }

    proptest! {
        #[test]
        fn the_words_heard_of_a_passage_are_a_beginning_of_it(words in "\\PC{0,60}", length in 1..100_000_u64, end in 0..120_000_u64, complete: bool) {
            let passage = Passage { words: words.clone(), sound: Some(0..length), complete };
            let heard = passage.heard(end).unwrap_or_default();
            prop_assert!(words.starts_with(heard));
        }
    }
}
