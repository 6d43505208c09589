//! When the avatar speaks, whatever the server tells of it or does not.

use streaming_avatar_session::{Event, Input, Outcome, Problem, Progress, State};

use crate::driver::{live, millis, secs, speaking};

#[test]
fn a_whole_text_may_be_said_before_its_reply_comes() {
    let (mut driver, peer) = live();
    let text = driver.speak("Quick.");
    let (call, _) = driver.task();
    driver.starts(peer, "t1");
    driver.stops(peer, "t1");
    driver.tasked(call, "t1", 100);
    assert_eq!(driver.outcomes(text), [Outcome::Spoken]);
}

#[test]
fn a_task_that_never_begins_fails_after_its_deadline_which_runs_from_its_turn() {
    let (mut driver, peer) = live();
    let (first, second) = (driver.speak("First."), driver.speak("Second."));
    let (call, _) = driver.task();
    driver.tasked(call, "t1", 60_000);
    let (call, _) = driver.task();
    driver.tasked(call, "t2", 1000);
    driver.starts(peer, "t1");
    driver.pass(secs(50));
    assert!(
        driver.outcomes(second).is_empty(),
        "what is queued before it does not count"
    );
    driver.stops(peer, "t1");
    assert_eq!(driver.outcomes(first), [Outcome::Spoken]);
    driver.pass(millis(19_900));
    assert!(driver.outcomes(second).is_empty());
    driver.pass(millis(100));
    assert_eq!(
        driver.outcomes(second),
        [Outcome::Failed(Problem::TimedOut(State::Live))]
    );
}

#[test]
fn an_end_that_is_not_told_is_taken_from_the_duration() {
    let (mut driver, _, text) = speaking();
    driver.pass(millis(9_900));
    assert!(driver.outcomes(text).is_empty());
    driver.pass(millis(100));
    assert_eq!(driver.outcomes(text), [Outcome::Spoken]);
    assert_eq!(driver.events.last(), Some(&Event::Speaking(false)));
}

#[test]
fn without_events_the_duration_tells() {
    let (mut driver, _) = live();
    let text = driver.speak("Silent server.");
    let (call, _) = driver.task();
    driver.tasked(call, "t1", 3000);
    driver.pass(millis(1500));
    assert!(driver.progress(text).contains(&Progress::Speaking));
    driver.pass(millis(3900));
    assert!(driver.outcomes(text).is_empty());
    driver.pass(millis(100));
    assert_eq!(driver.outcomes(text), [Outcome::Spoken]);
}

#[test]
fn without_events_the_sound_tells_sooner() {
    let (mut driver, peer) = live();
    let text = driver.speak("Audible.");
    let (call, _) = driver.task();
    driver.tasked(call, "t1", 3000);
    driver.input(Input::Audible { peer, audible: true });
    assert!(driver.events.contains(&Event::Speaking(true)));
    assert!(matches!(
        driver.events.iter().find(|event| matches!(event, Event::Milestones(_))),
        Some(Event::Milestones(stages)) if stages.first_sound.is_some()
    ));
    driver.pass(millis(1000));
    // A pause in mid-text.
    driver.input(Input::Audible { peer, audible: false });
    driver.pass(millis(800));
    assert!(driver.outcomes(text).is_empty());
    driver.input(Input::Audible { peer, audible: true });
    driver.pass(millis(900));
    driver.input(Input::Audible { peer, audible: false });
    driver.pass(millis(700));
    assert_eq!(driver.outcomes(text), [Outcome::Spoken]);
}

#[test]
fn without_events_and_durations_the_sound_alone_tells() {
    let (mut driver, peer) = live();
    let text = driver.speak("Only sound.");
    let (call, _) = driver.task();
    driver.tasked(call, "", 0);
    driver.pass(secs(2));
    driver.input(Input::Audible { peer, audible: true });
    driver.pass(secs(2));
    driver.input(Input::Audible { peer, audible: false });
    driver.pass(millis(1400));
    assert!(driver.outcomes(text).is_empty());
    driver.pass(millis(100));
    assert_eq!(driver.outcomes(text), [Outcome::Spoken]);
}
