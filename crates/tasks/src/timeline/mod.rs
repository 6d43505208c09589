//! The timeline of tasks: when each begins and ends, by the speech clock alone.
//!
//! The clock counts samples, so begin and end are told when the sound really begins and ends, whatever the wall clock did
//! meanwhile. It stands still while speech is paused, and goes back where a part is said once more.

mod passages;
#[cfg(test)]
mod tests;

use std::collections::VecDeque;
use std::ops::Range;

use crate::TaskId;
use passages::Passages;

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

#[derive(Clone, Debug)]
struct Task {
    id: TaskId,
    /// How long it is, in samples: an estimate until it is complete.
    length: u64,
    /// The stretch of the speech clock in which it is heard, as far as it has been laid down.
    sound: Option<Range<u64>>,
    /// Whether all of it has been laid down.
    complete: bool,
    started: bool,
    /// Where an interrupt cut it off.
    cut: Option<u64>,
    /// Samples of it that are said once more after pauses.
    again: u64,
    /// The passages of a task that came piece by piece.
    grown: Option<Passages>,
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
            again: 0,
            grown: None,
        });
    }

    /// Queues a task behind all others that comes piece by piece.
    pub fn open(&mut self, id: TaskId) {
        self.accept(id, 0);
        if let Some(task) = self.tasks.back_mut() {
            task.grown = Some(Passages::default());
        }
    }

    /// The sound that is laid down for a growing task from now on has these words.
    pub fn passage(&mut self, id: &str, words: String) {
        if let Some(passages) = self.find(id).and_then(|task| task.grown.as_mut()) {
            passages.begin(words);
        }
    }

    /// Whether there is a task that may still grow, so that nobody knows how long those behind it wait.
    pub fn is_open(&self) -> bool {
        self.tasks.iter().any(|task| task.grown.is_some() && !task.complete)
    }

    /// A stretch of sound of a task has been laid down.
    pub fn lay(&mut self, id: &str, sound: Range<u64>) {
        if let Some(task) = self.find(id) {
            let start = task.sound.as_ref().map_or(sound.start, |laid| laid.start);
            task.sound = Some(start..sound.end);
            if let Some(passages) = &mut task.grown {
                passages.lay(sound);
            }
        }
    }

    /// Everything of a task has been laid down, or nothing more can be.
    pub fn complete(&mut self, id: &str) {
        if let Some(task) = self.find(id) {
            task.complete = true;
            task.length = task.sound.as_ref().map_or(0, |laid| laid.end - laid.start);
            if let Some(passages) = &mut task.grown {
                passages.complete();
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

    /// Where the sound of the task begins that is being said.
    pub fn current(&self) -> Option<u64> {
        let task = self.tasks.front().filter(|task| task.started)?;
        task.sound.as_ref().map(|sound| sound.start)
    }

    /// The clock has gone back by so many samples, not before the begin of the task that is being said.
    pub fn repeat(&mut self, samples: u64) {
        if let Some(task) = self.tasks.front_mut().filter(|task| task.started) {
            task.again += samples;
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
            let grown = task.grown.is_some();
            if let Some(passages) = &task.grown {
                let heard = if task.started {
                    passages.heard(end)
                } else {
                    String::new()
                };
                happenings.push(Happening::Heard(task.id.clone(), heard));
            }
            let (begins, id) = (begins.unwrap_or(end), std::mem::take(&mut task.id));
            happenings.push(if task.started {
                let whole = task.sound.as_ref().is_some_and(|sound| sound.end <= end);
                let samples = end.saturating_sub(begins) + task.again;
                let duration_ms = samples * 1000 / u64::from(avatar::SAMPLE_RATE);
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

    /// A task that may get more sound. Results of synthesis may still come for one that was cut off or has been dropped: they are
    /// ignored, so that they change nothing of what was heard.
    fn find(&mut self, id: &str) -> Option<&mut Task> {
        self.tasks.iter_mut().find(|task| task.id == id && task.cut.is_none())
    }
}

impl Task {
    /// The words of the next passage whose sound has begun when the clock shows `heard`.
    fn next_words(&mut self, heard: u64) -> Option<String> {
        let passages = self.grown.as_mut().filter(|_| self.started)?;
        passages.next_words(heard, self.cut)
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
