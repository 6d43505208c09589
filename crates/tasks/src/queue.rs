//! The texts of one session on their way to speech: those that wait, the one that is being synthesised, and how much sound lies
//! ready.
//!
//! The caller takes a piece of work, does it on whatever thread it likes, and gives it back.

use std::collections::VecDeque;
use std::time::Duration;

use avatar::speech::{Narration, Script, SpeechError, Step};
use avatar::{SAMPLE_RATE, Utterance};

use crate::{Order, TaskId};

/// Samples that lie ready at most before synthesis waits: 20 s. An interrupt then wastes little, and a session takes little
/// memory and little time from others.
const MOST_READY: u64 = 20 * SAMPLE_RATE as u64;

/// A result of synthesis, in the order of the orders.
#[derive(Debug)]
pub enum Narrated {
    /// A sentence of a task.
    Sentence(TaskId, Utterance),
    /// All of a task has been synthesised: its length, and the parts of it that cannot be said.
    Complete(TaskId, Duration, Option<String>),
    /// The voice failed. The sentences before stand; the rest is what was not said.
    Failed(TaskId, SpeechError, Option<String>),
}

impl Narrated {
    /// Samples of sound in it.
    pub fn samples(&self) -> u64 {
        match self {
            Self::Sentence(_, utterance) => utterance.samples.len() as u64,
            Self::Complete(..) | Self::Failed(..) => 0,
        }
    }
}

/// The text that is being synthesised.
#[derive(Debug)]
struct Saying {
    id: TaskId,
    stage: Stage,
    length: Duration,
}

#[derive(Debug)]
enum Stage {
    Script(Script),
    Narration(Narration),
}

/// A text, or the rest of one, while it is being worked on.
#[derive(Debug)]
pub struct Work {
    saying: Saying,
    generation: u64,
}

/// The texts of a session that wait for synthesis.
#[derive(Debug, Default)]
pub struct Queue {
    orders: VecDeque<Order>,
    saying: Option<Saying>,
    /// Whether somebody works on it.
    taken: bool,
    /// Whether work waits for the session to read its results.
    stalled: bool,
    /// Samples told of in all, and how many of them have been heard or dropped.
    told: u64,
    consumed: u64,
    /// Tells work that was taken before an interrupt from later work.
    generation: u64,
}

impl Queue {
    /// A text to be said after all others.
    pub fn order(&mut self, order: Order) {
        self.orders.push_back(order);
    }

    /// Drops everything ordered so far. Work that is being done is dropped when it is given back.
    pub fn call_off(&mut self) {
        self.orders.clear();
        self.saying = None;
        self.generation += 1;
    }

    /// Drops one text of which nothing has been synthesised.
    pub fn withdraw(&mut self, id: &str) {
        self.orders.retain(|order| order.id != id);
    }

    /// So many samples of all that was told have been heard or dropped. Returns whether synthesis waited for that.
    pub fn consume(&mut self, consumed: u64) -> bool {
        let waited = self.has_work() && self.ready() >= MOST_READY;
        self.consumed = self.consumed.max(consumed);
        std::mem::take(&mut self.stalled) || waited && self.ready() < MOST_READY
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
        !self.taken && self.has_work() && self.ready() < MOST_READY
    }

    fn has_work(&self) -> bool {
        self.saying.is_some() || !self.orders.is_empty()
    }

    /// Takes the text whose turn it is.
    pub fn take(&mut self) -> Option<Work> {
        if !self.waits() {
            return None;
        }
        let saying = self.saying.take().or_else(|| {
            self.orders.pop_front().map(|order| Saying {
                id: order.id,
                stage: Stage::Script(order.script),
                length: Duration::ZERO,
            })
        })?;
        self.taken = true;
        Some(Work {
            saying,
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
        self.saying = work.map(|work| work.saying);
        self.told += narrated.as_ref().map_or(0, Narrated::samples);
        // It waits for seconds now, and starts within a millisecond or two.
        if self.ready() >= MOST_READY
            && let Some(Saying {
                stage: Stage::Narration(narration),
                ..
            }) = &mut self.saying
        {
            narration.rest();
        }
        narrated
    }
}

impl Work {
    /// The task that is worked on.
    pub fn id(&self) -> TaskId {
        self.saying.id.clone()
    }

    /// The generation for [`Queue::give_back`].
    pub fn generation(&self) -> u64 {
        self.generation
    }

    /// Works for some milliseconds. Returns the rest of the work, and a result if there is one.
    pub fn step(mut self) -> (Option<Self>, Option<Narrated>) {
        let id = self.saying.id.clone();
        let mut narration = match self.saying.stage {
            Stage::Narration(narration) => narration,
            Stage::Script(script) => match script.narrate() {
                Ok(narration) => narration,
                Err(error) => return (None, Some(Narrated::Failed(id, error, None))),
            },
        };
        let narrated = match narration.step() {
            Step::Working => None,
            Step::Spoken(utterance) => {
                self.saying.length += utterance.duration();
                Some(Narrated::Sentence(id, utterance))
            }
            Step::Done if narration.begun() => {
                return (
                    None,
                    Some(Narrated::Complete(id, self.saying.length, narration.unsaid())),
                );
            }
            Step::Done => {
                return (
                    None,
                    Some(Narrated::Failed(id, SpeechError::Silent, narration.unsaid())),
                );
            }
            Step::Failed(error) => return (None, Some(Narrated::Failed(id, error, narration.unsaid()))),
        };
        self.saying.stage = Stage::Narration(narration);
        (Some(self), narrated)
    }
}

#[cfg(test)]
mod tests {
    use avatar::speech::Delivery;

    use super::*;

    fn order(id: &str, text: &str) -> Order {
        Order {
            id: id.into(),
            script: Script::of(text, &Delivery::default()).unwrap(),
        }
    }

    /// Works until nothing can be done any more.
    fn drain(queue: &mut Queue) -> Vec<Narrated> {
        let mut out = Vec::new();
        while let Some(work) = queue.take() {
            let generation = work.generation();
            let (work, narrated) = work.step();
            out.extend(queue.give_back(work, generation, narrated));
        }
        out
    }

    fn names(narrated: &[Narrated]) -> Vec<String> {
        narrated
            .iter()
            .map(|narrated| match narrated {
                Narrated::Sentence(id, _) => id.clone(),
                Narrated::Complete(id, ..) => format!("{id} complete"),
                Narrated::Failed(id, ..) => format!("{id} failed"),
            })
            .collect()
    }

    #[test]
    fn texts_are_said_in_order_and_their_ends_are_told() {
        let mut queue = Queue::default();
        queue.order(order("a", "One. Two."));
        queue.order(order("b", "Three."));
        assert_eq!(names(&drain(&mut queue)), ["a", "a", "a complete", "b", "b complete"]);
    }

    #[test]
    fn synthesis_stays_a_bounded_while_ahead_of_what_is_heard() {
        let mut queue = Queue::default();
        let long = "This is a sentence of some three seconds, about nothing at all. ".repeat(40);
        queue.order(order("a", &long));
        queue.order(order("b", &long));
        let mut narrated = drain(&mut queue);
        let first = queue.ready();
        assert!(
            (MOST_READY..MOST_READY + 16 * u64::from(SAMPLE_RATE)).contains(&first),
            "{first}"
        );
        assert!(!names(&narrated).contains(&"a complete".to_owned()));
        // Second for second, as it is heard.
        let mut heard = 0;
        while queue.has_work() {
            heard += u64::from(SAMPLE_RATE);
            queue.consume(heard);
            narrated.extend(drain(&mut queue));
            assert!(queue.ready() < MOST_READY + 16 * u64::from(SAMPLE_RATE));
        }
        let names = names(&narrated);
        assert_eq!(names.last().map(String::as_str), Some("b complete"));
        assert!(heard > 200 * u64::from(SAMPLE_RATE), "{heard}");
    }

    #[test]
    fn a_call_off_stops_a_text_in_the_middle_of_a_sentence() {
        let mut queue = Queue::default();
        queue.order(order(
            "a",
            "This is a long sentence, which takes more than one step to be spoken.",
        ));
        queue.order(order("b", "Never said."));
        let work = queue.take().unwrap();
        assert!(!queue.waits(), "one at a time");
        let generation = work.generation();
        let (work, _) = work.step();
        queue.call_off();
        queue.order(order("c", "Yes."));
        assert!(queue.give_back(work, generation, None).is_none());
        assert_eq!(names(&drain(&mut queue)), ["c", "c complete"]);
    }

    #[test]
    fn what_was_called_off_is_not_told() {
        let mut queue = Queue::default();
        queue.order(order("a", "Hello."));
        let mut work = queue.take().unwrap();
        let generation = work.generation();
        let narrated = loop {
            let (left, narrated) = work.step();
            if narrated.is_some() {
                break narrated;
            }
            work = left.unwrap();
        };
        queue.call_off();
        assert!(queue.give_back(None, generation, narrated).is_none());
        assert_eq!(queue.ready(), 0);
    }
}
