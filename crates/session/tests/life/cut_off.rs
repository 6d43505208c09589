//! Texts whose end the server tells although it cut them off, because it ends the session.

use streaming_avatar_session::{
    Connection, Event, Input, Options, Outcome, PeerId, Problem, Progress, Request, State, TextId,
};

use crate::driver::{Driver, live, millis, secs, speaking};

/// A text of five seconds that is told to be over after two.
fn cut_short() -> (Driver, PeerId, TextId) {
    let (mut driver, peer, text) = speaking();
    driver.pass(secs(2));
    driver.stops(peer, "t1");
    (driver, peer, text)
}

#[test]
fn a_text_cut_off_by_the_end_of_its_session_is_said_again() {
    for after in [0, 60, 1400] {
        let (mut driver, peer, text) = cut_short();
        driver.pass(millis(after));
        driver.input(Input::Channel { peer, open: false });
        assert_eq!(driver.state(), State::Recovering);
        assert_eq!(driver.outcomes(text), [], "after {after} ms");
        assert_eq!(driver.progress(text).last(), Some(&Progress::Queued));
        driver.pass(secs(1));
        let peer = driver.connect("b");
        let (call, said) = driver.task();
        assert_eq!(said, "A text that is being said.");
        driver.tasked(call, "t2", 5000);
        driver.starts(peer, "t2");
        driver.pass(secs(5));
        driver.stops(peer, "t2");
        assert_eq!(driver.outcomes(text), [Outcome::Spoken]);
    }
}

#[test]
fn a_connection_in_trouble_is_waited_for() {
    for (heals, outcomes) in [(true, vec![Outcome::Spoken]), (false, vec![])] {
        let (mut driver, peer, text) = cut_short();
        driver.pass(secs(1));
        driver.connection(peer, Connection::Disconnected);
        driver.pass(secs(3));
        assert_eq!(driver.outcomes(text), []);
        let connection = if heals {
            Connection::Connected
        } else {
            Connection::Failed
        };
        driver.connection(peer, connection);
        assert_eq!(driver.outcomes(text), outcomes);
    }
}

#[test]
fn durations_are_not_always_right_so_a_session_that_goes_on_has_said_its_text() {
    let (mut driver, _, text) = cut_short();
    assert_eq!(
        driver.events.last(),
        Some(&Event::Speaking(false)),
        "that is told at once"
    );
    driver.pass(millis(1400));
    assert_eq!(driver.outcomes(text), []);
    driver.pass(millis(100));
    assert_eq!(driver.outcomes(text), [Outcome::Spoken]);

    // The next text begins: the session lives.
    let (mut driver, peer, text) = speaking();
    driver.say("The next one.", "t2", 1000);
    driver.stops(peer, "t1");
    assert_eq!(driver.outcomes(text), []);
    driver.starts(peer, "t2");
    assert_eq!(driver.outcomes(text), [Outcome::Spoken]);
}

#[test]
fn a_text_that_lacks_no_more_than_a_tenth_is_spoken_at_once() {
    for (said, whole) in [(4_499, false), (4_500, true)] {
        let (mut driver, peer, text) = speaking();
        driver.pass(millis(said));
        driver.stops_after(peer, "t1", said);
        assert_eq!(!driver.outcomes(text).is_empty(), whole, "{said} of 5000 ms were said");
    }
}

#[test]
fn between_two_sentences_the_avatar_speaks_on_even_if_the_first_ended_early() {
    let mut driver = Driver::new(Options {
        split_sentences: true,
        ..Options::default()
    });
    let peer = driver.live("a");
    // Not the only text, and not the last.
    driver.speak(&"This sentence is one of two, both of them long. ".repeat(2));
    driver.speak("Another text.");
    for name in ["t1", "t2"] {
        let (call, _) = driver.task();
        driver.tasked(call, name, 5000);
    }
    let told = |driver: &Driver| {
        let speaking = |event: &Event| match event {
            Event::Speaking(speaking) => Some(*speaking),
            _ => None,
        };
        driver.events.iter().filter_map(speaking).collect::<Vec<bool>>()
    };
    driver.starts(peer, "t1");
    driver.pass(secs(2));
    driver.stops(peer, "t1");
    driver.pass(millis(900));
    assert_eq!(told(&driver), [true]);
    driver.starts(peer, "t2");
    driver.pass(secs(2));
    assert_eq!(told(&driver), [true]);
    driver.stops(peer, "t2");
    assert_eq!(told(&driver), [true, false], "that was the last sentence");
}

#[test]
fn a_text_that_ends_a_little_early_is_spoken_at_once() {
    let (mut driver, peer, text) = speaking();
    driver.pass(millis(3300));
    driver.stops(peer, "t1");
    assert_eq!(driver.outcomes(text), [Outcome::Spoken]);
    driver.connection(peer, Connection::Failed);
    assert_eq!(driver.outcomes(text), [Outcome::Spoken]);
}

#[test]
fn without_a_duration_only_what_nobody_could_have_said_is_doubted() {
    for (passes, spoken) in [(1000, false), (3000, true)] {
        let (mut driver, peer) = live();
        let text = driver.speak(&"A hundred letters. ".repeat(5));
        let (call, _) = driver.task();
        driver.tasked(call, "t1", 0);
        driver.starts(peer, "t1");
        driver.pass(millis(passes));
        driver.stops(peer, "t1");
        assert_eq!(driver.outcomes(text).is_empty(), !spoken, "{passes} ms");
    }
}

#[test]
fn a_doubted_text_ends_once_whatever_the_user_does() {
    let (mut driver, _, text) = cut_short();
    driver.input(Input::Interrupt { clear: true });
    assert_eq!(
        driver.outcomes(text),
        [Outcome::Spoken],
        "the server had said so before"
    );
    driver.pass(secs(20));
    assert_eq!(driver.outcomes(text).len(), 1);

    let (mut driver, _, text) = cut_short();
    driver.input(Input::Stop);
    driver.pass(secs(20));
    assert_eq!(driver.outcomes(text).len(), 1);

    let (mut driver, peer, text) = cut_short();
    driver.stops(peer, "t1");
    driver.starts(peer, "t1");
    driver.pass(secs(2));
    assert_eq!(driver.outcomes(text), [Outcome::Spoken]);
    assert!(
        !driver
            .events
            .iter()
            .any(|event| matches!(event, Event::Problem(Problem::TimedOut(_))))
    );
}

#[test]
fn a_text_that_ended_with_its_session_is_said_again() {
    for (said, again) in [(60, true), (4_000, true), (5_000, false)] {
        let (mut driver, peer, text) = speaking();
        driver.input(Input::Channel { peer, open: true });
        driver.pass(millis(said));
        driver.stops_after(peer, "t1", said);
        driver.pass(millis(500));
        driver.input(Input::Channel { peer, open: false });
        assert_eq!(driver.outcomes(text).is_empty(), again, "{said} of 5000 ms were said");
        driver.pass(secs(1));
        driver.connect("b");
        assert_eq!(driver.sends(|request| matches!(request, Request::Task(_))) > 0, again);
    }
}

#[test]
fn a_text_that_another_caller_cut_off_is_no_text_that_was_said() {
    for (said, outcome) in [
        (1_000, Outcome::Interrupted),
        (2_499, Outcome::Interrupted),
        (2_500, Outcome::Spoken),
        (4_000, Outcome::Spoken),
    ] {
        let (mut driver, peer, text) = speaking();
        driver.stops_after(peer, "t1", said);
        assert!(driver.events.contains(&Event::Speaking(false)));
        assert!(driver.outcomes(text).is_empty());
        driver.pass(millis(1500));
        assert_eq!(driver.outcomes(text), [outcome]);
        assert_eq!(driver.state(), State::Live);
    }
}
