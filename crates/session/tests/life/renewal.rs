//! Renewal, make before break: a new session is connected before the old one ends.

use api::ErrorKind;
use streaming_avatar_session::{Command, Connection, Event, Input, Options, Outcome, Problem, Request, State};

use crate::driver::{Driver, capped, idle_after, live, live_with, refusal, renewing, secs};

fn place(driver: &Driver, fits: impl Fn(&Command) -> bool) -> Option<usize> {
    driver.commands.iter().position(fits)
}

#[test]
fn a_renewal_is_connected_before_the_old_session_ends() {
    let (mut driver, old) = live();
    driver.input(Input::Renew);
    driver.input(Input::Renew);
    let peer = driver.connect("b");
    assert_ne!(peer, old);
    let show = place(&driver, |command| *command == Command::Show { peer });
    let close = place(&driver, |command| *command == Command::ClosePeer { peer: old });
    let stop = place(
        &driver,
        |command| matches!(command, Command::Send { request: Request::Stop(id), .. } if id == "a"),
    );
    assert!(show.is_some() && show < close && close < stop);
    assert_eq!(driver.state(), State::Live);
    assert!(
        !driver.events.iter().any(|event| matches!(event, Event::State { .. })),
        "nothing is seen of it"
    );
    assert!(driver.events.contains(&Event::Session { session_id: "b".into() }));
    assert_eq!(driver.session.session_id(), Some("b"));
    driver.speak("Hello.");
    assert!(driver.has(
        |command| matches!(command, Command::Send { request: Request::Task(task), .. } if task.session_id == "b")
    ));
}

#[test]
fn a_renewal_waits_for_the_end_of_the_text() {
    let (mut driver, old) = live();
    let (first, second) = (driver.speak("First."), driver.speak("Second."));
    let (call, _) = driver.task();
    driver.tasked(call, "t1", 500);
    let (call, _) = driver.task();
    driver.tasked(call, "t2", 500);
    let third = driver.speak("Third.");
    driver.starts(old, "t1");
    driver.input(Input::Renew);
    let peer = driver.connect("b");
    driver.stops(old, "t1");
    driver.starts(old, "t2");
    assert!(!driver.has(|command| *command == Command::Show { peer }));
    driver.stops(old, "t2");
    assert!(driver.has(|command| *command == Command::Show { peer }));
    assert_eq!(driver.outcomes(first), [Outcome::Spoken]);
    assert_eq!(driver.outcomes(second), [Outcome::Spoken]);
    let (call, text) = driver.task();
    assert_eq!(text, "Third.");
    driver.tasked(call, "t3", 500);
    driver.starts(peer, "t3");
    driver.stops(peer, "t3");
    assert_eq!(driver.outcomes(third), [Outcome::Spoken]);
}

#[test]
fn a_session_near_its_cap_is_renewed_by_itself_if_asked() {
    for (wanted, cap, lead) in [(true, 600, 45), (true, 60, 30), (false, 600, 45)] {
        let (mut driver, _) = live_with(
            Options {
                renew: wanted,
                ..idle_after(3600)
            },
            capped("a", cap),
        );
        driver.commands.clear();
        driver.pass(secs(u64::from(cap) - lead - 1));
        assert!(driver.commands.is_empty());
        driver.pass(secs(1));
        assert_eq!(driver.news(), usize::from(wanted));
    }
}

#[test]
fn a_renewal_that_fails_leaves_the_old_session_as_it_was() {
    let (mut driver, old) = live();
    driver.input(Input::Renew);
    let peer = driver.open_peer();
    driver.refuse_new(ErrorKind::ConcurrentLimit);
    assert_eq!(driver.state(), State::Live);
    assert!(driver.has(|command| *command == Command::ClosePeer { peer }));
    assert!(!driver.has(|command| *command == Command::ClosePeer { peer: old }));
    let problem = Problem::Api(refusal(ErrorKind::ConcurrentLimit));
    assert_eq!(driver.events, [Event::Problem(problem)]);
    assert_eq!(driver.sends(|request| matches!(request, Request::Stop(_))), 0);

    // And one that got further is stopped.
    driver.input(Input::Renew);
    let peer = driver.open_peer();
    let call = driver.new_call();
    driver.created(call, "b");
    driver.connection(peer, Connection::Failed);
    driver.stop_call("b");
    assert_eq!(driver.state(), State::Live);
    assert_eq!(driver.session.session_id(), Some("a"));
}

#[test]
fn a_renewal_that_could_not_be_had_is_tried_again_within_bounds() {
    let (mut driver, _) = renewing(600);
    let mut tries = 0;
    for _ in 0..590 {
        driver.pass(secs(1));
        while driver.news() > 0 {
            driver.refuse_new(ErrorKind::Unavailable);
            tries += 1;
        }
    }
    assert_eq!(tries, 3);
    assert_eq!(driver.state(), State::Live);
}

#[test]
fn a_renewal_that_nobody_asked_for_fails_quietly_and_is_tried_again_later() {
    for kind in [
        ErrorKind::ConcurrentLimit,
        ErrorKind::Unavailable,
        ErrorKind::Unauthorized,
    ] {
        let (mut driver, _) = renewing(600);
        driver.pass(secs(555));
        let mut tries = Vec::new();
        for second in 0..45 {
            while driver.news() > 0 {
                driver.refuse_new(kind);
                tries.push(second);
            }
            driver.pass(secs(1));
        }
        let problem = |event: &&Event| matches!(event, Event::Problem(_));
        assert_eq!(driver.events.iter().find(problem), None, "{kind:?}");
        let near = |event: &Event| matches!(event, Event::Limit { .. });
        assert!(driver.events.iter().any(near), "it is told that the end is near");
        match tries.as_slice() {
            [_] => assert_eq!(kind, ErrorKind::Unauthorized, "refused for good"),
            [first, second, third] => assert!(third - second >= second - first, "{kind:?}: {tries:?}"),
            _ => panic!("{kind:?}: {tries:?}"),
        }
    }
}

#[test]
fn who_asks_for_a_renewal_that_is_under_way_hears_of_its_failure() {
    let (mut driver, _) = renewing(600);
    driver.pass(secs(555));
    driver.input(Input::Renew);
    driver.refuse_new(ErrorKind::Unavailable);
    let problem = Problem::Api(refusal(ErrorKind::Unavailable));
    assert!(driver.events.contains(&Event::Problem(problem)));
}

#[test]
fn a_renewal_under_way_takes_over_when_the_old_session_is_lost() {
    let (mut driver, old) = live();
    let text = driver.say("Cut off.", "t1", 5000);
    driver.starts(old, "t1");
    driver.input(Input::Renew);
    let peer = driver.connect("b");
    driver.connection(old, Connection::Failed);
    assert_eq!(driver.state(), State::Live, "it was ready");
    driver.stop_call("a");
    assert!(driver.has(|command| *command == Command::Show { peer }));
    assert_eq!(driver.task().1, "Cut off.");
    assert!(driver.outcomes(text).is_empty());

    let (mut driver, old) = live();
    driver.input(Input::Renew);
    driver.connection(old, Connection::Failed);
    assert_eq!(driver.state(), State::Creating, "it is on its way");
    driver.connect("b");
    assert_eq!(driver.state(), State::Live);
}

#[test]
fn a_stop_during_a_renewal_stops_both() {
    let (mut driver, _) = live();
    driver.input(Input::Renew);
    let call = driver.new_call();
    driver.created(call, "b");
    driver.input(Input::Stop);
    assert_eq!(driver.state(), State::Stopping);
    let first = driver.stop_call("a");
    driver.done(first);
    assert_eq!(driver.state(), State::Stopping, "both are waited for");
    let second = driver.stop_call("b");
    driver.done(second);
    assert_eq!(driver.state(), State::Ended);
    let closed = |command: &&Command| matches!(command, Command::ClosePeer { .. });
    assert_eq!(driver.commands.iter().filter(closed).count(), 2);
}

#[test]
fn without_recovery_a_loss_ends_a_renewal_too() {
    let mut driver = Driver::new(Options {
        recoveries: 0,
        ..Options::default()
    });
    let peer = driver.live("a");
    driver.input(Input::Renew);
    let renewal = driver.new_call();
    driver.created(renewal, "b");
    driver.connection(peer, Connection::Failed);
    assert_eq!(driver.state(), State::Ended);
    driver.stop_call("a");
    driver.stop_call("b");
}

#[test]
fn a_renewal_that_got_no_reply_is_tried_again_once_its_session_is_gone() {
    let (mut driver, _) = renewing(160);
    driver.input(Input::Renew);
    driver.new_call();
    driver.pass(secs(75));
    assert!(
        driver
            .events
            .contains(&Event::Problem(Problem::TimedOut(State::Creating)))
    );
    assert_eq!(driver.state(), State::Live);
    driver.pass(secs(64));
    assert_eq!(driver.news(), 0, "the unnamed one may still count");
    driver.pass(secs(1));
    assert_eq!(driver.news(), 1, "near the cap");
}

#[test]
fn a_renewal_is_not_tried_again_in_the_same_moment() {
    let (mut driver, _) = renewing(600);
    driver.pass(secs(555));
    driver.refuse_new(ErrorKind::Unavailable);
    driver.pass(secs(4));
    assert_eq!(driver.news(), 0);
    driver.pass(secs(6));
    assert_eq!(driver.news(), 1);
}

#[test]
fn a_renewal_is_tried_again_when_the_service_asks_for_it() {
    let (mut driver, _) = renewing(100);
    driver.pass(secs(55));
    let mut pause = refusal(ErrorKind::ConcurrentLimit);
    pause.retry_after = Some(20);
    driver.fail_new(pause);
    driver.pass(secs(19));
    assert_eq!(driver.news(), 0);
    driver.pass(secs(2));
    assert_eq!(driver.news(), 1);
}
