//! Texts whose end the server tells although it cut them off, because it ends the session.

use api::ChannelMessage;
use streaming_avatar_session::{Connection, Event, Input, Outcome, PeerId, Problem, Progress, State, TextId};

use crate::driver::{Driver, live, millis, secs, speaking};

/// The end of a task, from a server that does not say how much of it was heard.
fn stops(driver: &mut Driver, peer: PeerId, task_id: &str) {
    let message = ChannelMessage::StopTalking {
        task_id: task_id.to_owned(),
        duration_ms: 0,
    };
    driver.input(Input::Message { peer, message });
}

/// A text of five seconds that is told to be over after two.
fn cut_short() -> (Driver, PeerId, TextId) {
    let (mut driver, peer, text) = speaking();
    driver.pass(secs(2));
    stops(&mut driver, peer, "t1");
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
        stops(&mut driver, peer, "t2");
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
    driver.speak("The next one.");
    let (call, _) = driver.task();
    driver.tasked(call, "t2", 1000);
    stops(&mut driver, peer, "t1");
    assert_eq!(driver.outcomes(text), []);
    driver.starts(peer, "t2");
    assert_eq!(driver.outcomes(text), [Outcome::Spoken]);
}

#[test]
fn a_text_that_ends_a_little_early_is_spoken_at_once() {
    let (mut driver, peer, text) = speaking();
    driver.pass(millis(3300));
    stops(&mut driver, peer, "t1");
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
        stops(&mut driver, peer, "t1");
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
    stops(&mut driver, peer, "t1");
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
