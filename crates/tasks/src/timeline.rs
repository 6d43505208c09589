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
        });
    }

    /// A stretch of sound of a task has been laid down. Unknown tasks are those that were dropped meanwhile.
    pub fn lay(&mut self, id: &str, sound: Range<u64>) {
        if let Some(task) = self.find(id) {
            let start = task.sound.as_ref().map_or(sound.start, |laid| laid.start);
            task.sound = Some(start..sound.end);
        }
    }

    /// Everything of a task has been laid down, or nothing more can be.
    pub fn complete(&mut self, id: &str) {
        if let Some(task) = self.find(id) {
            task.complete = true;
            task.length = task.sound.as_ref().map_or(0, |laid| laid.end - laid.start);
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
            let Some(end) = task.end() else { break };
            if task.started && heard < end {
                break;
            }
            if !task.started && task.cut.is_none() && begins.is_some() {
                break;
            }
            let (begins, id) = (begins.unwrap_or(end), std::mem::take(&mut task.id));
            happenings.push(if task.started {
                let whole = task.sound.as_ref().is_some_and(|sound| sound.end <= end);
                let duration_ms = end.saturating_sub(begins) * 1000 / u64::from(avatar::SAMPLE_RATE);
                Happening::Stopped(id, Outcome { duration_ms, whole })
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
            let outcome = Outcome { duration_ms: total * 1000 / 16_000, whole: true };
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
        };
        assert_eq!(
            timeline.advance(640),
            [
                Happening::Stopped("a".into(), outcome),
                Happening::Dropped("b".into(), true)
            ]
        );
    }
}
