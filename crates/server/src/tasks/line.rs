//! The texts of one session on their way to speech: what waits, what is being synthesised, and how much lies ready.
//!
//! No thread and no clock: the pool asks for a piece of work, does it, and gives it back.

use std::collections::VecDeque;
use std::time::Duration;

use avatar::SAMPLE_RATE;
use avatar::speech::{Narration, Script, SpeechError, Step};

use crate::tasks::{Narrated, Order, TaskId};

/// Samples that lie ready at most before synthesis waits: 20 s. A call-off then wastes little, and a session takes little memory
/// and little time from others.
const MOST_READY: u64 = 20 * SAMPLE_RATE as u64;

/// What is being synthesised.
struct Saying {
    id: TaskId,
    stage: Stage,
    length: Duration,
}

enum Stage {
    Script(Script),
    Narration(Narration),
}

/// A text, or the rest of one, while it is being worked on.
pub(super) struct Work {
    saying: Saying,
    generation: u64,
}

/// The texts of a session.
#[derive(Default)]
pub(super) struct Line {
    orders: VecDeque<Order>,
    saying: Option<Saying>,
    /// Whether the pool is at it.
    taken: bool,
    /// Whether work waits for the session to read what it was told.
    stalled: bool,
    /// Samples told of in all, and how many of them have been heard or dropped.
    told: u64,
    consumed: u64,
    /// Told apart from what was ordered before a call-off.
    generation: u64,
}

impl Line {
    /// A text to be said after all others.
    pub fn order(&mut self, order: Order) {
        self.orders.push_back(order);
    }

    /// Drops everything ordered so far. What is being worked on is dropped when it is given back.
    pub fn call_off(&mut self) {
        self.orders.clear();
        self.saying = None;
        self.generation += 1;
    }

    /// So many samples of all that was told have been heard or dropped. Whether synthesis waited for that.
    pub fn consume(&mut self, consumed: u64) -> bool {
        let waited = self.has_work() && self.ready() >= MOST_READY;
        self.consumed = self.consumed.max(consumed);
        std::mem::take(&mut self.stalled) || waited && self.ready() < MOST_READY
    }

    /// Work waits until the session has read what it was told.
    pub fn stall(&mut self) {
        self.stalled = true;
    }

    /// Samples that lie ready to be heard.
    pub fn ready(&self) -> u64 {
        self.told.saturating_sub(self.consumed)
    }

    /// Whether it can be worked on.
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

    /// Takes a text back with what came of it; what there is to tell, if it is still wanted.
    pub fn give_back(&mut self, work: Option<Work>, generation: u64, narrated: Option<Narrated>) -> Option<Narrated> {
        self.taken = false;
        if generation != self.generation {
            return None;
        }
        self.saying = work.map(|work| work.saying);
        if let Some(Narrated::Sentence(_, utterance)) = &narrated {
            self.told += utterance.samples.len() as u64;
        }
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
    /// The text's name.
    pub fn id(&self) -> TaskId {
        self.saying.id.clone()
    }

    /// Which call-off came last before it was taken.
    pub fn generation(&self) -> u64 {
        self.generation
    }

    /// Works for some milliseconds; what is left of it, and what there is to tell.
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
    fn drain(line: &mut Line) -> Vec<Narrated> {
        let mut out = Vec::new();
        while let Some(work) = line.take() {
            let generation = work.generation();
            let (work, narrated) = work.step();
            out.extend(line.give_back(work, generation, narrated));
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
        let mut line = Line::default();
        line.order(order("a", "One. Two."));
        line.order(order("b", "Three."));
        assert_eq!(names(&drain(&mut line)), ["a", "a", "a complete", "b", "b complete"]);
    }

    #[test]
    fn synthesis_stays_a_bounded_while_ahead_of_what_is_heard() {
        let mut line = Line::default();
        let long = "This is a sentence of some three seconds, about nothing at all. ".repeat(40);
        line.order(order("a", &long));
        line.order(order("b", &long));
        let mut narrated = drain(&mut line);
        let first = line.ready();
        assert!(
            (MOST_READY..MOST_READY + 16 * u64::from(SAMPLE_RATE)).contains(&first),
            "{first}"
        );
        assert!(!names(&narrated).contains(&"a complete".to_owned()));
        // Second for second, as it is heard.
        let mut heard = 0;
        while line.has_work() {
            heard += u64::from(SAMPLE_RATE);
            line.consume(heard);
            narrated.extend(drain(&mut line));
            assert!(line.ready() < MOST_READY + 16 * u64::from(SAMPLE_RATE));
        }
        let names = names(&narrated);
        assert_eq!(names.last().map(String::as_str), Some("b complete"));
        assert!(heard > 200 * u64::from(SAMPLE_RATE), "{heard}");
    }

    #[test]
    fn a_call_off_stops_a_text_in_the_middle_of_a_sentence() {
        let mut line = Line::default();
        line.order(order(
            "a",
            "This is a long sentence, which takes more than one step to be spoken.",
        ));
        line.order(order("b", "Never said."));
        let work = line.take().unwrap();
        assert!(!line.waits(), "one at a time");
        let generation = work.generation();
        let (work, _) = work.step();
        line.call_off();
        line.order(order("c", "Yes."));
        assert!(line.give_back(work, generation, None).is_none());
        assert_eq!(names(&drain(&mut line)), ["c", "c complete"]);
    }

    #[test]
    fn what_was_called_off_is_not_told() {
        let mut line = Line::default();
        line.order(order("a", "Hello."));
        let mut work = line.take().unwrap();
        let generation = work.generation();
        let narrated = loop {
            let (left, narrated) = work.step();
            if narrated.is_some() {
                break narrated;
            }
            work = left.unwrap();
        };
        line.call_off();
        assert!(line.give_back(None, generation, narrated).is_none());
        assert_eq!(line.ready(), 0);
    }
}
