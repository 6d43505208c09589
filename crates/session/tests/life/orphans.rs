//! Sessions of earlier visits, and those of this one that the server may still count.

use api::ErrorKind;
use streaming_avatar_session::{Command, EndReason, Input, Options, Problem, State};

use crate::driver::{Driver, live, millis, refusal, secs};

#[test]
fn orphans_that_are_told_late_are_stopped_at_once() {
    let (mut driver, _) = live();
    driver.input(Input::Orphans(vec!["x".into(), "a".into()]));
    assert_eq!(driver.stops_sent(), 1, "the session that is shown is no orphan");
    driver.stop_call("x");
}

#[test]
fn orphans_are_stopped_with_the_start_which_does_not_wait_for_them() {
    let mut driver = Driver::new(Options::default());
    driver.input(Input::Orphans(vec!["x".into(), "y".into(), "x".into(), String::new()]));
    assert!(driver.commands.is_empty(), "nothing is done unasked");
    driver.input(Input::Start);
    assert_eq!(driver.stops_sent(), 2);
    let first = driver.stop_call("x");
    driver.connect("a");
    assert_eq!(driver.state(), State::Live);
    driver.done(first);
    assert!(driver.forgets("x") && !driver.forgets("y"));
    let second = driver.stop_call("y");
    driver.refused(second, ErrorKind::UnknownSession);
    assert!(driver.forgets("y"));
}

#[test]
fn many_orphans_are_not_stopped_all_at_once() {
    let mut driver = Driver::new(Options::default());
    driver.input(Input::Orphans((0..10).map(|number| format!("o{number}")).collect()));
    driver.input(Input::Start);
    assert_eq!(driver.stops_sent(), 4);
    driver.pass(secs(2));
    assert_eq!(driver.stops_sent(), 10);
}

#[test]
fn the_concurrent_limit_is_tried_once_more_shortly_after_an_own_session_was_stopped() {
    for (after, tried) in [(50, true), (61, false)] {
        let (mut driver, _) = live();
        driver.input(Input::Stop);
        let stop = driver.stop_call("a");
        driver.done(stop);
        driver.pass(secs(after));
        driver.input(Input::Start);
        driver.refuse_new(ErrorKind::ConcurrentLimit);
        assert_eq!(driver.state() == State::Creating, tried, "{after} s after");
    }
}

#[test]
fn the_concurrent_limit_is_tried_once_more_where_own_sessions_may_still_count() {
    let mut driver = Driver::new(Options::default());
    driver.input(Input::Orphans(vec!["x".into()]));
    driver.input(Input::Start);
    let call = driver.new_call();
    let result = Err(refusal(ErrorKind::ConcurrentLimit));
    driver.input(Input::Created {
        call,
        result: result.clone(),
    });
    assert_eq!(driver.state(), State::Creating);
    driver.pass(millis(1000));
    assert_eq!(driver.news(), 0, "a short wait first");
    driver.pass(secs(4));
    let call = driver.new_call();
    driver.input(Input::Created { call, result });
    let limit = Problem::Api(refusal(ErrorKind::ConcurrentLimit));
    assert_eq!(driver.ends(), [EndReason::Failed(limit)]);
}

#[test]
fn the_concurrent_limit_is_tried_once_more_while_a_cancelled_start_is_still_in_flight() {
    let mut driver = Driver::new(Options::default());
    driver.input(Input::Start);
    let cancelled = driver.new_call();
    driver.input(Input::Stop);
    driver.input(Input::Start);
    driver.refuse_new(ErrorKind::ConcurrentLimit);
    assert_eq!(driver.state(), State::Creating);
    driver.created(cancelled, "cancelled");
    let stop = driver.stop_call("cancelled");
    driver.done(stop);
    driver.pass(secs(4));
    driver
        .commands
        .retain(|command| !matches!(command, Command::OpenPeer { .. }));
    driver.new_call();
}

#[test]
fn the_concurrent_limit_is_final_where_no_own_session_counts() {
    let mut driver = Driver::new(Options::default());
    driver.input(Input::Start);
    driver.refuse_new(ErrorKind::ConcurrentLimit);
    assert_eq!(driver.state(), State::Ended);
    driver.pass(secs(100));
    assert_eq!(driver.news(), 0);
}
