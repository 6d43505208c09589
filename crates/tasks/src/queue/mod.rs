//! The texts of one session on their way to speech: those that wait, the one that is being synthesised, and how much sound lies
//! ready.
//!
//! The caller takes a piece of work, does it on whatever thread it likes, and gives it back.

#[cfg(test)]
mod tests;
mod work;

use std::collections::VecDeque;
use std::time::Duration;

use avatar::SAMPLE_RATE;
use avatar::speech::Script;

use crate::{Order, TaskId};
use work::Synthesis;

pub use work::{Narrated, Work};

/// The most speech that lies ready before synthesis waits, whatever the voice would allow.
const MAX_AHEAD: Duration = Duration::from_secs(20);

/// Passages of a growing task that are synthesised at most before the first of them is heard: whoever interrupts an answer has not
/// paid for much more than was heard of it.
const PASSAGES_READY: usize = 2;

/// A task that waits, or whose turn it is: the texts of it that nobody has begun to synthesise.
#[derive(Debug)]
struct Entry {
    id: TaskId,
    scripts: VecDeque<Script>,
    /// Whether more texts may come.
    open: bool,
    /// Whether it came piece by piece.
    growing: bool,
}

/// The texts of a session that wait for synthesis.
#[derive(Debug, Default)]
pub struct Queue {
    /// The first is the one whose turn it is.
    entries: VecDeque<Entry>,
    /// The synthesis of the first, once it has begun, unless somebody works on it.
    synthesis: Option<Synthesis>,
    /// Whether somebody works on it.
    taken: bool,
    /// Whether work waits for the session to read its results.
    stalled: bool,
    /// Samples told of in all, and how many of them have been heard or dropped.
    told: u64,
    consumed: u64,
    /// How many samples had been told of when each of the last passages of a growing task began.
    passages: VecDeque<u64>,
    /// Grows with each interrupt: work of an older generation is dropped when it is given back.
    generation: u64,
}

impl Queue {
    /// A text to be said after all others.
    pub fn order(&mut self, order: Order) {
        self.entries.push_back(Entry {
            id: order.id,
            scripts: [order.script].into(),
            open: false,
            growing: false,
        });
    }

    /// A task to be said after all others, whose texts come one by one with [`Queue::piece`] until [`Queue::complete`].
    pub fn open(&mut self, id: TaskId) {
        self.entries.push_back(Entry {
            id,
            scripts: VecDeque::new(),
            open: true,
            growing: true,
        });
    }

    /// The next text of a task that was opened. One that was called off or is complete takes none.
    pub fn piece(&mut self, id: &str, script: Script) {
        if let Some(entry) = self.entries.iter_mut().find(|entry| entry.id == id && entry.open) {
            entry.scripts.push_back(script);
        }
    }

    /// A task that was opened gets no more texts.
    pub fn complete(&mut self, id: &str) {
        if let Some(entry) = self.entries.iter_mut().find(|entry| entry.id == id) {
            entry.open = false;
        }
    }

    /// Drops everything ordered so far. Work that is being done is dropped when it is given back.
    pub fn call_off(&mut self) {
        self.entries.clear();
        self.synthesis = None;
        self.passages.clear();
        self.generation += 1;
    }

    /// Drops one text of which nothing has been synthesised.
    pub fn withdraw(&mut self, id: &str) {
        let mut is_current = self.taken || self.synthesis.is_some();
        self.entries
            .retain(|entry| std::mem::take(&mut is_current) || entry.id != id);
    }

    /// Takes the count of samples that have been heard or dropped. Returns whether synthesis waited for that.
    pub fn consume(&mut self, consumed: u64) -> bool {
        let waited = self.has_work() && !self.has_room();
        self.consumed = self.consumed.max(consumed);
        while self.passages.front().is_some_and(|begin| *begin < self.consumed) {
            self.passages.pop_front();
        }
        std::mem::take(&mut self.stalled) || waited && self.has_room()
    }

    /// Work waits until the session has read its results.
    pub fn stall(&mut self) {
        self.stalled = true;
    }

    /// Samples that lie ready to be heard.
    pub fn ready(&self) -> u64 {
        self.told.saturating_sub(self.consumed)
    }

    /// Whether there is work to be taken now.
    pub fn waits(&self) -> bool {
        !self.taken && self.has_work() && self.has_room()
    }

    /// Whether the task whose turn it is needs its next text.
    fn is_between_texts(&self) -> bool {
        self.synthesis.as_ref().is_none_or(Synthesis::is_between_texts)
    }

    fn has_work(&self) -> bool {
        if !self.is_between_texts() {
            return true;
        }
        let next = self.entries.front();
        next.is_some_and(|entry| !entry.open || !entry.scripts.is_empty())
    }

    /// Whether so little lies ready that the next work may be done.
    fn has_room(&self) -> bool {
        let next = self.entries.front().filter(|_| self.is_between_texts());
        let begins_passage = next.is_some_and(|entry| entry.growing && !entry.scripts.is_empty());
        self.ready() < self.most_ready() && (!begins_passage || self.passages.len() < PASSAGES_READY)
    }

    /// Samples that lie ready at most before the voice of the next work waits.
    fn most_ready(&self) -> u64 {
        let begun = self.synthesis.as_ref().and_then(Synthesis::ahead);
        let ahead = begun.or_else(|| Some(self.entries.front()?.scripts.front()?.ahead()));
        let ahead = ahead.map_or(MAX_AHEAD, |ahead| ahead.min(MAX_AHEAD));
        (ahead.as_secs_f64() * f64::from(SAMPLE_RATE)) as u64
    }

    /// Takes the text whose turn it is.
    pub fn take(&mut self) -> Option<Work> {
        if !self.waits() {
            return None;
        }
        let entry = self.entries.front_mut()?;
        let begun = self.synthesis.take();
        let mut synthesis = begun.unwrap_or_else(|| Synthesis::new(entry.id.clone(), entry.growing));
        if synthesis.is_between_texts() {
            synthesis.take_up(entry.scripts.pop_front());
        }
        self.taken = true;
        Some(Work {
            synthesis,
            generation: self.generation,
        })
    }

    /// Works for some milliseconds on the text whose turn it is, on the caller's own thread; a result if there is one.
    pub fn step(&mut self) -> Option<Narrated> {
        let work = self.take()?;
        let generation = work.generation();
        let (work, narrated) = work.step();
        self.give_back(work, generation, narrated)
    }

    /// Takes a text back with the result of the work. Returns the result if it is still wanted.
    pub fn give_back(&mut self, work: Option<Work>, generation: u64, narrated: Option<Narrated>) -> Option<Narrated> {
        self.taken = false;
        if generation != self.generation {
            return None;
        }
        if work.is_none() {
            // The task is over, whole or not.
            self.entries.pop_front();
        }
        self.synthesis = work.map(|work| work.synthesis);
        // A passage for which the voice gave no sound makes way for the next: it would never be heard.
        if let Some(Narrated::Passage(..)) = &narrated
            && self.passages.back() != Some(&self.told)
        {
            self.passages.push_back(self.told);
        }
        self.told += narrated.as_ref().map_or(0, Narrated::samples);
        // It waits for seconds now, and starts within a millisecond or two.
        if self.ready() >= self.most_ready()
            && let Some(synthesis) = &mut self.synthesis
        {
            synthesis.rest();
        }
        narrated
    }
}
