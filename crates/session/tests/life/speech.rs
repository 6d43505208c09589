//! When the avatar speaks, whatever the server tells of it or does not.

use api::ChannelMessage;
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
    let text = driver.say("Silent server.", "t1", 3000);
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
    let text = driver.say("Audible.", "t1", 3000);
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
    assert!(driver.outcomes(text).is_empty(), "it is heard, so it is not over");
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

#[test]
fn silence_begins_no_text() {
    let (mut driver, peer) = live();
    driver.input(Input::Audible { peer, audible: true });
    let text = driver.speak("Not heard yet.");
    let (call, _) = driver.task();
    driver.tasked(call, "", 0);
    // The share that was heard before it ends.
    driver.input(Input::Audible { peer, audible: false });
    assert!(!driver.progress(text).contains(&Progress::Speaking));
    driver.input(Input::Audible { peer, audible: true });
    assert!(driver.progress(text).contains(&Progress::Speaking));
}

#[test]
fn sound_that_comes_before_the_server_took_a_text_is_not_of_that_text() {
    let (mut driver, peer) = live();
    let text = driver.speak("Not taken yet.");
    driver.input(Input::Audible { peer, audible: true });
    assert_eq!(driver.progress(text), [Progress::Queued]);
}

#[test]
fn another_sound_that_ends_as_a_text_begins_does_not_shorten_it() {
    let (mut driver, peer) = live();
    driver.input(Input::Audible { peer, audible: true });
    let text = driver.say("Three seconds, on a muted machine.", "t1", 3000);
    driver.pass(millis(1499));
    driver.now = driver.now + millis(1);
    driver.input(Input::Audible { peer, audible: false });
    assert!(driver.progress(text).contains(&Progress::Speaking));
    driver.pass(millis(3000));
    assert!(driver.outcomes(text).is_empty());
    driver.pass(millis(1000));
    assert_eq!(driver.outcomes(text), [Outcome::Spoken]);
}

#[test]
fn servers_name_their_tasks_in_replies_in_messages_in_both_or_in_neither() {
    for (replied, said) in [("t", "t"), ("t", ""), ("", "t"), ("", "")] {
        let name = |name: &str, number: u32| {
            if name.is_empty() {
                String::new()
            } else {
                format!("{name}{number}")
            }
        };
        let (mut driver, peer) = live();
        let texts = [driver.speak("First."), driver.speak("Second.")];
        for number in 0..2 {
            let (call, _) = driver.task();
            driver.tasked(call, &name(replied, number), 1000);
        }
        for number in 0..2 {
            let text = texts[number as usize];
            driver.starts(peer, &name(said, number));
            assert!(
                driver.progress(text).contains(&Progress::Speaking),
                "{replied:?} {said:?}"
            );
            driver.pass(millis(1000));
            driver.stops(peer, &name(said, number));
            assert_eq!(driver.outcomes(text), [Outcome::Spoken], "{replied:?} {said:?}");
        }
    }
}

#[test]
fn the_beginning_of_a_text_ends_those_before_it_of_whose_end_nothing_was_heard() {
    for (began, outcome) in [
        (true, Outcome::Spoken),
        (false, Outcome::Failed(Problem::TimedOut(State::Live))),
    ] {
        let (mut driver, peer) = live();
        let (first, second) = (driver.speak("First."), driver.speak("Second."));
        for name in ["t1", "t2"] {
            let (call, _) = driver.task();
            driver.tasked(call, name, 1000);
        }
        if began {
            driver.starts(peer, "t1");
        }
        driver.starts(peer, "t2");
        assert_eq!(driver.outcomes(first), [outcome]);
        assert!(driver.progress(second).contains(&Progress::Speaking));
        driver.pass(millis(1000));
        driver.stops(peer, "t2");
        assert_eq!(driver.outcomes(second), [Outcome::Spoken]);
    }
}

#[test]
fn what_others_say_ends_with_its_own_end() {
    let (mut driver, peer) = live();
    driver.starts(peer, "theirs");
    driver.stops(peer, "another");
    assert_eq!(driver.events, [Event::Speaking(true)]);
    driver.stops(peer, "theirs");
    assert_eq!(driver.events, [Event::Speaking(true), Event::Speaking(false)]);
}

#[test]
fn however_much_others_say_the_beginning_of_a_text_before_its_reply_is_noted() {
    let (mut driver, peer) = live();
    let text = driver.speak("Among many.");
    let (call, _) = driver.task();
    for other in 0..40 {
        driver.starts(peer, &format!("theirs{other}"));
        driver.stops(peer, &format!("theirs{other}"));
    }
    driver.starts(peer, "t1");
    driver.tasked(call, "t1", 1000);
    assert!(driver.progress(text).contains(&Progress::Speaking));
}

#[test]
fn a_task_waits_while_the_browser_withholds_the_sound() {
    let (mut driver, peer) = live();
    driver.input(Input::Message {
        peer,
        message: ChannelMessage::PauseTalking,
    });
    let text = driver.say("Held back.", "t1", 2_000);
    driver.pass(secs(600));
    assert!(
        driver
            .progress(text)
            .iter()
            .all(|progress| *progress != Progress::Speaking)
    );
    driver.input(Input::Message {
        peer,
        message: ChannelMessage::ResumeTalking,
    });
    driver.starts(peer, "t1");
    driver.pass(millis(1_000));
    // In mid-speech, too.
    driver.input(Input::Message {
        peer,
        message: ChannelMessage::PauseTalking,
    });
    driver.pass(secs(60));
    assert!(driver.outcomes(text).is_empty());
    driver.input(Input::Message {
        peer,
        message: ChannelMessage::ResumeTalking,
    });
    driver.pass(millis(5_900));
    assert!(driver.outcomes(text).is_empty());
    driver.pass(millis(100));
    assert_eq!(driver.outcomes(text), [Outcome::Spoken]);
}

#[test]
fn a_pause_without_an_end_has_a_deadline_too() {
    let (mut driver, peer) = live();
    driver.input(Input::Message {
        peer,
        message: ChannelMessage::PauseTalking,
    });
    let text = driver.say("Never.", "t1", 2_000);
    driver.pass(secs(3_601));
    driver.pass(secs(30));
    assert_eq!(driver.outcomes(text), [Outcome::Failed(Problem::TimedOut(State::Live))]);
}
