//! Tasks in an order that chance or a test gives.

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
        let outcome = Outcome { duration_ms: total * 1000 / u64::from(avatar::SAMPLE_RATE), whole: true, grown: false };
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
    timeline.interrupt(720);
    assert!(!timeline.wants("b"));
    let outcome = Outcome {
        duration_ms: 30,
        whole: false,
        grown: false,
    };
    assert_eq!(
        timeline.advance(960),
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
        duration_ms: 2_333,
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
fn results_that_come_after_an_interrupt_change_nothing_of_what_was_heard() {
    let mut timeline = Timeline::default();
    timeline.open("a".into());
    timeline.passage("a", "One two three.".into());
    // Half of it: the rest was on its way when the interrupt came.
    timeline.lay("a", 0..12_000);
    timeline.advance(480);
    timeline.interrupt(12_000);
    timeline.passage("a", "Never heard.".into());
    timeline.complete("a");
    let heard = timeline
        .advance(12_000)
        .into_iter()
        .find_map(|happening| match happening {
            Happening::Heard(_, words) => Some(words),
            _ => None,
        });
    assert_eq!(heard.as_deref(), Some("One two"));
}

#[test]
fn an_answer_that_never_began_ends_in_its_turn() {
    let mut timeline = Timeline::default();
    timeline.accept("a".into(), 480);
    timeline.open("b".into());
    timeline.lay("a", 0..480);
    timeline.complete("a");
    timeline.complete("b");
    assert_eq!(timeline.advance(100), [Happening::Started("a".into())]);
    let outcome = Outcome {
        duration_ms: 20,
        whole: true,
        grown: false,
    };
    assert_eq!(
        timeline.advance(480),
        [
            Happening::Stopped("a".into(), outcome),
            Happening::Heard("b".into(), String::new()),
            Happening::Dropped("b".into(), false)
        ]
    );
}
