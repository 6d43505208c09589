//! Speech that is broken off and goes on.

use super::*;

const PAUSED: Output = Output::Tell(ChannelMessage::PauseTalking);
const RESUMED: Output = Output::Tell(ChannelMessage::ResumeTalking);

/// A second of it with a break at its middle.
fn broken(id: &str) -> Narrated {
    let second = usize::try_from(SECOND).unwrap();
    let mut samples = vec![1_000; second];
    samples[second / 2 - second / 10..second / 2].fill(0);
    Narrated::Sentence(
        id.into(),
        Utterance {
            samples,
            ..Utterance::default()
        },
    )
}

fn saying(narrated: Narrated) -> (Tasks, Performance) {
    let (mut tasks, mut performance) = (Tasks::new(Limits::DEFAULT), performance());
    tasks.accept("a".into(), &script(3), TaskMode::Sync, 0).unwrap();
    tasks.accept("b".into(), &script(3), TaskMode::Sync, 0).unwrap();
    for narrated in [narrated, complete("a", 1), sound("b", SECOND), complete("b", 1)] {
        tasks.narrated(narrated);
    }
    tasks.lay(&mut performance);
    outputs(&mut tasks);
    (tasks, performance)
}

#[test]
fn nothing_is_heard_and_nothing_ends_in_a_pause_and_all_of_it_after() {
    let (mut tasks, mut performance) = saying(sound("a", SECOND));
    tasks.advance(hear(&mut performance, SECOND / 2));
    assert_eq!(outputs(&mut tasks), [starts("a")]);
    tasks.pause(&mut performance);
    tasks.pause(&mut performance);
    tasks.advance(hear(&mut performance, 10 * SECOND));
    assert_eq!(outputs(&mut tasks), [PAUSED]);
    assert!(!performance.sound(&mut [0; 320]));
    tasks.resume(&mut performance);
    tasks.resume(&mut performance);
    tasks.advance(hear(&mut performance, SECOND / 2 + 320));
    assert_eq!(
        outputs(&mut tasks),
        [RESUMED, reply("a", 1_000), stops("a", 1_000, None), starts("b")]
    );
    tasks.advance(hear(&mut performance, SECOND));
    assert_eq!(outputs(&mut tasks), [reply("b", 1_000), stops("b", 1_000, None)]);
}

#[test]
fn what_is_said_once_more_counts_and_no_task_begins_twice() {
    let (mut tasks, mut performance) = saying(broken("a"));
    tasks.advance(hear(&mut performance, SECOND * 3 / 4));
    tasks.pause(&mut performance);
    tasks.advance(hear(&mut performance, SECOND));
    tasks.resume(&mut performance);
    assert_eq!(outputs(&mut tasks), [starts("a"), PAUSED, RESUMED]);
    tasks.advance(hear(&mut performance, 2 * SECOND));
    let told = outputs(&mut tasks);
    let Some(Output::Tell(ChannelMessage::StopTalking { duration_ms, .. })) = told.get(1) else {
        panic!("{told:?}");
    };
    // A quarter of a second is said twice, and 30 ms of the break.
    assert!((1_250..1_300).contains(duration_ms), "{duration_ms}");
    assert_eq!(told[2], starts("b"));
}

#[test]
fn nothing_of_the_task_before_is_said_again() {
    let (mut tasks, mut performance) = saying(broken("a"));
    tasks.advance(hear(&mut performance, SECOND + 640));
    outputs(&mut tasks);
    tasks.pause(&mut performance);
    tasks.resume(&mut performance);
    assert!(performance.spoken() >= SECOND, "{}", performance.spoken());
    tasks.advance(hear(&mut performance, SECOND));
    assert_eq!(outputs(&mut tasks).last(), Some(&stops("b", 1_000, None)));
}

#[test]
fn an_interrupt_in_a_pause_ends_what_was_heard_at_once() {
    let (mut tasks, mut performance) = saying(sound("a", SECOND));
    tasks.advance(hear(&mut performance, SECOND / 2));
    tasks.pause(&mut performance);
    let heard = hear(&mut performance, SECOND);
    tasks.advance(heard);
    outputs(&mut tasks);
    tasks.interrupt(&mut performance, heard);
    assert_eq!(
        outputs(&mut tasks),
        [
            reply("a", 510),
            stops("a", 510, None),
            reply("b", 0),
            stops("b", 0, None)
        ]
    );
    assert_eq!(tasks.consumed(performance.ahead()), 2 * SECOND);
    // A text that is accepted in the pause is heard after it.
    tasks.accept("c".into(), &script(3), TaskMode::Sync, heard).unwrap();
    tasks.narrated(sound("c", SECOND));
    tasks.narrated(complete("c", 1));
    tasks.lay(&mut performance);
    tasks.advance(hear(&mut performance, SECOND));
    assert_eq!(outputs(&mut tasks), []);
    tasks.resume(&mut performance);
    tasks.advance(hear(&mut performance, SECOND));
    assert_eq!(
        outputs(&mut tasks),
        [RESUMED, starts("c"), reply("c", 1_000), stops("c", 1_000, None)]
    );
}
