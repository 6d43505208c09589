//! One session's tasks, synthesised and said on one thread.

use api::TaskMode;
use avatar::Performance;

use crate::{Limits, Order, Output, Queue, Refusal, Tasks};

/// A performance, its tasks and their synthesis, for whoever has one thread only.
///
/// Three calls drive it. [`Speaker::step`] synthesises for some milliseconds and is called whenever there is time;
/// [`Speaker::sound`] hands out the next samples; [`Speaker::played`] tells how many of them have been played, which is what
/// the messages about tasks follow. After each of them, and after [`Speaker::accept`] and [`Speaker::interrupt`],
/// [`Speaker::poll`] says whom to tell.
#[derive(Debug)]
pub struct Speaker {
    performance: Performance,
    tasks: Tasks,
    queue: Queue,
    played: u64,
}

impl Speaker {
    /// A performance without tasks. It must not have handed out sound yet.
    pub fn new(performance: Performance, limits: Limits) -> Self {
        Self {
            performance,
            tasks: Tasks::new(limits),
            queue: Queue::default(),
            played: 0,
        }
    }

    /// Accepts a text behind all others. Its reply comes from [`Speaker::poll`]: with [`TaskMode::Sync`] once it has been
    /// said, else once its length is known or estimated.
    ///
    /// # Errors
    /// A refusal where the queue has no room for it.
    pub fn accept(&mut self, order: Order, mode: TaskMode) -> Result<(), Refusal> {
        self.tasks.accept(order.id.clone(), &order.script, mode, self.played)?;
        self.queue.order(order);
        Ok(())
    }

    /// Synthesises for some milliseconds, at most 20 s ahead of what is handed out. Returns whether there is more to do now;
    /// where not, the next call is due after the next [`Speaker::accept`] or [`Speaker::sound`].
    pub fn step(&mut self) -> bool {
        let Some(work) = self.queue.take() else {
            return false;
        };
        let generation = work.generation();
        let (work, narrated) = work.step();
        if let Some(narrated) = self.queue.give_back(work, generation, narrated) {
            self.tasks.narrated(narrated);
            self.tasks.lay(&mut self.performance);
            // A task of which nothing can be heard ends without a sample.
            self.tasks.advance(self.played);
        }
        self.queue.waits()
    }

    /// Fills in the next samples, silence where nothing is said, and advances the performance by as many. Returns whether any
    /// of it is speech.
    pub fn sound(&mut self, samples: &mut [i16]) -> bool {
        let speech = self.performance.sound(samples);
        self.queue.consume(self.tasks.consumed(self.performance.ahead()));
        speech
    }

    /// So many of all samples handed out have been played. More than were handed out, and fewer than before, count for
    /// nothing.
    pub fn played(&mut self, samples: u64) {
        self.played = samples.clamp(self.played, self.performance.heard().max(self.played));
        self.tasks.advance(self.played);
    }

    /// Silences the avatar within 10 ms of sound and drops all tasks. The end of the one being said is told once it has been
    /// played.
    pub fn interrupt(&mut self) {
        self.queue.call_off();
        self.tasks.interrupt(&mut self.performance, self.played);
    }

    /// How many tasks have not ended.
    pub fn tasks(&self) -> usize {
        self.tasks.len()
    }

    /// The performance: for its pictures. Sound is taken, and texts are said, by the speaker only.
    pub fn performance(&mut self) -> &mut Performance {
        &mut self.performance
    }

    /// The next thing to be told.
    pub fn poll(&mut self) -> Option<Output> {
        self.tasks.poll()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use api::ChannelMessage;
    use avatar::speech::Delivery;
    use avatar::{FrameSize, SAMPLE_RATE};
    use proptest::prelude::*;

    use super::*;

    /// 20 ms.
    const PACKET: usize = SAMPLE_RATE as usize / 50;

    fn speaker() -> Speaker {
        let performance = Performance::new("martin", FrameSize::LOW, 1).unwrap();
        Speaker::new(performance, Limits::DEFAULT)
    }

    fn order(id: &str, text: &str) -> Order {
        Order {
            id: id.into(),
            script: crate::script(text, 500, &Delivery::default()).unwrap(),
        }
    }

    fn outputs(speaker: &mut Speaker) -> Vec<Output> {
        std::iter::from_fn(|| speaker.poll()).collect()
    }

    #[test]
    fn a_text_is_said_and_told_of_when_it_is_played() {
        let mut speaker = speaker();
        speaker.accept(order("a", "Good morning!"), TaskMode::Async).unwrap();
        let mut samples = [0; PACKET];
        while speaker.step() {}
        let told = outputs(&mut speaker);
        let [Output::Reply(_, Ok(spoken))] = &told[..] else {
            panic!("{told:?}");
        };
        // All of it is handed out before any of it is played.
        let mut packets = 0;
        while speaker.sound(&mut samples) {
            packets += 1;
        }
        assert_eq!(outputs(&mut speaker), []);
        speaker.played(1);
        assert_eq!(
            outputs(&mut speaker),
            [Output::Tell(ChannelMessage::StartTalking { task_id: "a".into() })]
        );
        // A clock that runs backwards, and one that is ahead of the sound.
        speaker.played(0);
        assert_eq!(speaker.tasks(), 1);
        speaker.played(u64::MAX);
        let duration_ms = spoken.duration_ms;
        assert!((duration_ms / 20).abs_diff(packets) <= 1, "{duration_ms} {packets}");
        assert_eq!(
            outputs(&mut speaker),
            [Output::Tell(ChannelMessage::StopTalking {
                task_id: "a".into(),
                duration_ms,
                unsaid: None,
            })]
        );
        assert_eq!(speaker.tasks(), 0);
    }

    #[derive(Clone, Debug)]
    enum Act {
        Accept(TaskMode),
        Step(usize),
        Play(usize),
        Interrupt,
    }

    fn act() -> impl Strategy<Value = Act> {
        prop_oneof![
            3 => prop_oneof![Just(TaskMode::Async), Just(TaskMode::Sync)].prop_map(Act::Accept),
            4 => (1..60_usize).prop_map(Act::Step),
            4 => (1..60_usize).prop_map(Act::Play),
            1 => Just(Act::Interrupt),
        ]
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(12))]

        #[test]
        fn each_task_has_one_reply_and_each_begin_an_end(acts in prop::collection::vec(act(), 1..25)) {
            let mut speaker = speaker();
            let mut accepted = 0;
            let mut told = Vec::new();
            let finish = [Act::Interrupt, Act::Step(500), Act::Play(3)];
            for act in acts.into_iter().chain(finish) {
                match act {
                    Act::Accept(mode) => {
                        speaker.accept(order(&accepted.to_string(), "Yes. No!"), mode).unwrap();
                        accepted += 1;
                    }
                    Act::Step(steps) => for _ in 0..steps {
                        speaker.step();
                    },
                    // The player lags 80 ms behind.
                    Act::Play(packets) => for _ in 0..packets {
                        speaker.sound(&mut [0; PACKET]);
                        let handed_out = speaker.performance().heard();
                        speaker.played(handed_out.saturating_sub(4 * PACKET as u64));
                    },
                    Act::Interrupt => speaker.interrupt(),
                }
                told.extend(outputs(&mut speaker));
            }
            speaker.played(u64::MAX);
            told.extend(outputs(&mut speaker));
            prop_assert_eq!(speaker.tasks(), 0);
            let (mut replied, mut speaking) = (HashSet::new(), None);
            for output in told {
                match output {
                    Output::Reply(id, outcome) => {
                        prop_assert!(outcome.is_ok() && replied.insert(id));
                    }
                    Output::Tell(ChannelMessage::StartTalking { task_id }) => {
                        prop_assert_eq!(speaking.replace(task_id), None);
                    }
                    Output::Tell(ChannelMessage::StopTalking { task_id, .. }) => {
                        prop_assert_eq!(speaking.take(), Some(task_id));
                    }
                    Output::Tell(ChannelMessage::Other) => prop_assert!(false, "never said"),
                }
            }
            prop_assert_eq!((replied.len(), speaking), (accepted, None));
        }
    }
}
