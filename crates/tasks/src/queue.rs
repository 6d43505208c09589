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

/// Passages of a growing task that are synthesised at most before the first of them is heard: whoever interrupts an answer has not
/// paid for much more than was heard of it.
const PASSAGES_READY: usize = 2;

/// A result of synthesis, in the order of the orders.
#[derive(Debug)]
pub enum Narrated {
    /// A passage of a growing task with these words begins: the sentences that follow are its own.
    Passage(TaskId, String),
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
            Self::Passage(..) | Self::Complete(..) | Self::Failed(..) => 0,
        }
    }
}

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

/// The task that is being synthesised.
#[derive(Debug)]
struct Saying {
    id: TaskId,
    stage: Stage,
    growing: bool,
    length: Duration,
    unsaid: Vec<String>,
    /// Whether any of it was spoken, and whether any of it was to be spoken.
    begun: bool,
    tried: bool,
}

#[derive(Debug)]
enum Stage {
    /// Between two texts.
    Between,
    Script(Script),
    Narration(Narration),
    /// All texts have been synthesised.
    End,
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
    /// The first is the one whose turn it is, once it is being said.
    entries: VecDeque<Entry>,
    saying: Option<Saying>,
    /// Whether somebody works on it.
    taken: bool,
    /// Whether work waits for the session to read its results.
    stalled: bool,
    /// Samples told of in all, and how many of them have been heard or dropped.
    told: u64,
    consumed: u64,
    /// How many samples had been told of when each of the last passages of a growing task began.
    passages: VecDeque<u64>,
    /// Tells work that was taken before an interrupt from later work.
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
        self.saying = None;
        self.passages.clear();
        self.generation += 1;
    }

    /// Drops one text of which nothing has been synthesised.
    pub fn withdraw(&mut self, id: &str) {
        let mut is_current = self.taken || self.saying.is_some();
        self.entries
            .retain(|entry| std::mem::take(&mut is_current) || entry.id != id);
    }

    /// So many samples of all that was told have been heard or dropped. Returns whether synthesis waited for that.
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

    fn has_work(&self) -> bool {
        match self.saying.as_ref().map(|saying| &saying.stage) {
            Some(Stage::Between) | None => self
                .entries
                .front()
                .is_some_and(|entry| !entry.open || !entry.scripts.is_empty()),
            Some(_) => true,
        }
    }

    /// Whether so little lies ready that the next work may be done.
    fn has_room(&self) -> bool {
        let between = self
            .saying
            .as_ref()
            .is_none_or(|saying| matches!(saying.stage, Stage::Between));
        let next = self
            .entries
            .front()
            .filter(|entry| between && entry.growing && !entry.scripts.is_empty());
        self.ready() < MOST_READY && (next.is_none() || self.passages.len() < PASSAGES_READY)
    }

    /// Takes the text whose turn it is.
    pub fn take(&mut self) -> Option<Work> {
        if !self.waits() {
            return None;
        }
        let entry = self.entries.front_mut()?;
        let mut saying = self.saying.take().unwrap_or_else(|| Saying {
            id: entry.id.clone(),
            stage: Stage::Between,
            growing: entry.growing,
            length: Duration::ZERO,
            unsaid: Vec::new(),
            begun: false,
            tried: false,
        });
        if let Stage::Between = saying.stage {
            saying.stage = entry.scripts.pop_front().map_or(Stage::End, Stage::Script);
        }
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
        if work.is_none() {
            // The task is over, whole or not.
            self.entries.pop_front();
        }
        self.saying = work.map(|work| work.saying);
        if let Some(Narrated::Passage(..)) = &narrated {
            self.passages.push_back(self.told);
        }
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
        match std::mem::replace(&mut self.saying.stage, Stage::Between) {
            Stage::Between => (Some(self), None),
            Stage::End => (None, Some(self.saying.end())),
            Stage::Script(script) => {
                let words = self.saying.growing.then(|| script.words().to_owned());
                self.saying.tried = true;
                match script.narrate() {
                    Ok(narration) => self.saying.stage = Stage::Narration(narration),
                    Err(error) => return (None, Some(self.saying.failed(error, None))),
                }
                match words {
                    Some(words) => {
                        let passage = Narrated::Passage(self.saying.id.clone(), words);
                        (Some(self), Some(passage))
                    }
                    None => self.step(),
                }
            }
            Stage::Narration(mut narration) => match narration.step() {
                Step::Working => {
                    self.saying.stage = Stage::Narration(narration);
                    (Some(self), None)
                }
                Step::Spoken(utterance) => {
                    self.saying.length += utterance.duration();
                    self.saying.begun = true;
                    self.saying.stage = Stage::Narration(narration);
                    let sentence = Narrated::Sentence(self.saying.id.clone(), utterance);
                    (Some(self), Some(sentence))
                }
                Step::Done => {
                    self.saying.unsaid.extend(narration.unsaid());
                    if self.saying.growing {
                        return (Some(self), None);
                    }
                    (None, Some(self.saying.end()))
                }
                Step::Failed(error) => (None, Some(self.saying.failed(error, narration.unsaid()))),
            },
        }
    }
}

impl Saying {
    fn unsaid(&self) -> Option<String> {
        (!self.unsaid.is_empty()).then(|| self.unsaid.join(" "))
    }

    /// The result once all texts have been synthesised.
    fn end(self) -> Narrated {
        let unsaid = self.unsaid();
        if self.begun || !self.tried {
            Narrated::Complete(self.id, self.length, unsaid)
        } else {
            Narrated::Failed(self.id, SpeechError::Silent, unsaid)
        }
    }

    fn failed(mut self, error: SpeechError, unsaid: Option<String>) -> Narrated {
        self.unsaid.extend(unsaid);
        let unsaid = self.unsaid();
        Narrated::Failed(self.id, error, unsaid)
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
                Narrated::Passage(id, words) => format!("{id}: {words}"),
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

    fn passage(text: &str) -> Script {
        Script::passage(text, &Delivery::default(), false).unwrap()
    }

    #[test]
    fn a_growing_task_is_said_as_it_grows_and_those_behind_it_wait() {
        let mut queue = Queue::default();
        queue.open("a".into());
        queue.order(order("b", "Three."));
        assert_eq!(names(&drain(&mut queue)), [""; 0]);
        queue.piece("a", passage("**One.**"));
        assert_eq!(names(&drain(&mut queue)), ["a: One.", "a"]);
        assert!(!queue.waits(), "more may come");
        queue.piece("a", passage("Two."));
        queue.complete("a");
        queue.piece("a", passage("Too late."));
        assert_eq!(
            names(&drain(&mut queue)),
            ["a: Two.", "a", "a complete", "b", "b complete"]
        );
    }

    #[test]
    fn an_answer_that_never_came_is_complete_and_called_off_pieces_are_dropped() {
        let mut queue = Queue::default();
        queue.open("a".into());
        queue.complete("a");
        assert_eq!(names(&drain(&mut queue)), ["a complete"]);
        queue.open("b".into());
        queue.piece("b", passage("One."));
        let work = queue.take().unwrap();
        queue.call_off();
        queue.piece("b", passage("Two."));
        let generation = work.generation();
        let (work, narrated) = work.step();
        assert!(queue.give_back(work, generation, narrated).is_none());
        queue.order(order("c", "Yes."));
        assert_eq!(names(&drain(&mut queue)), ["c", "c complete"]);
    }

    #[test]
    fn an_answer_is_synthesised_two_passages_ahead_of_what_is_heard() {
        let mut queue = Queue::default();
        queue.open("a".into());
        for nth in ["One.", "Two.", "Three.", "Four.", "Five."] {
            queue.piece("a", passage(nth));
        }
        queue.complete("a");
        assert_eq!(names(&drain(&mut queue)), ["a: One.", "a", "a: Two.", "a"]);
        assert!(queue.consume(1), "the first is being heard");
        assert_eq!(names(&drain(&mut queue)), ["a: Three.", "a"]);
        assert!(!queue.consume(2));
        assert_eq!(names(&drain(&mut queue)), [""; 0]);
        assert!(queue.consume(queue.told));
        let rest = names(&drain(&mut queue));
        assert_eq!(rest, ["a: Four.", "a", "a: Five.", "a", "a complete"]);
    }
}
