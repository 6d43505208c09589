//! Sessions of earlier visits, and those of this one that the server may still count.

use api::{ApiError, ErrorKind};
use streaming_avatar_session::{Command, EndReason, Event, Input, Options, Problem, State};

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
    assert!(driver.unregisters("x") && !driver.unregisters("y"));
    let second = driver.stop_call("y");
    driver.refused(second, ErrorKind::UnknownSession);
    assert!(driver.unregisters("y"));
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
    for (after, tried) in [(59, true), (60, false)] {
        let (mut driver, _) = live();
        driver.input(Input::Stop);
        let stop = driver.stop_call("a");
        driver.done(stop);
        driver.pass(secs(after));
        driver.input(Input::Start);
        driver.refuse_new(ErrorKind::ConcurrentLimit);
        assert_eq!(driver.state() == State::Creating, tried, "{after} s after");
        let told = driver.events.contains(&Event::Problem(Problem::StillCounted));
        assert!(!told, "no start was cut off");
    }
}

#[test]
fn a_session_that_another_machine_of_the_page_stopped_may_still_count() {
    for (after, tried) in [(50, true), (61, false)] {
        let mut driver = Driver::new(Options::default());
        driver.input(Input::StoppedElsewhere { at: driver.now });
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

#[test]
fn the_concurrent_limit_waits_for_a_session_without_a_name_and_says_so() {
    for ago in [0, 5, 64, 65, 1000] {
        let mut driver = Driver::new(Options::default());
        driver.input(Input::CutOff(secs(ago)));
        driver.input(Input::Start);
        driver.refuse_new(ErrorKind::ConcurrentLimit);
        let told = driver.events.contains(&Event::Problem(Problem::StillCounted));
        assert_eq!(told, ago < 65, "{ago} s ago");
        if ago >= 65 {
            assert_eq!(driver.state(), State::Ended);
            continue;
        }
        let left = secs(65 - ago);
        let wait = left.max(secs(2));
        driver.pass(wait - millis(1));
        assert_eq!(driver.news(), 0, "{ago} s ago");
        driver.pass(secs(3));
        assert_eq!(driver.news(), 1, "{ago} s ago");
    }
}

#[test]
fn a_younger_start_that_was_cut_off_counts_longer_than_an_older_one() {
    for ages in [[10, 50], [50, 10]] {
        let mut driver = Driver::new(Options::default());
        for ago in ages {
            driver.input(Input::CutOff(secs(ago)));
        }
        driver.input(Input::Start);
        driver.refuse_new(ErrorKind::ConcurrentLimit);
        driver.pass(secs(54));
        assert_eq!(driver.news(), 0);
        driver.pass(secs(2));
        assert_eq!(driver.news(), 1);
    }
}

#[test]
fn only_a_start_that_may_have_arrived_leaves_a_session_without_a_name() {
    let lost = ApiError::unreachable();
    let refused = |status| ApiError::new(ErrorKind::Unavailable, status, None, String::new(), None);
    let no_api = refusal(ErrorKind::NotTheApi);
    for (offline, error, counts) in [
        (false, lost.clone(), true),
        (true, lost, false),
        (false, refused(502), true),
        (true, refused(502), true),
        (false, refused(503), false),
        (false, no_api, true),
        (false, refusal(ErrorKind::PlanLimit), false),
    ] {
        let mut driver = Driver::new(Options::default());
        driver.input(Input::Online(!offline));
        driver.input(Input::Start);
        driver.fail_new(error.clone());
        driver.input(Input::Stop);
        driver.input(Input::Online(true));
        driver.commands.clear();
        driver.input(Input::Start);
        driver.refuse_new(ErrorKind::ConcurrentLimit);
        let told = driver.events.contains(&Event::Problem(Problem::StillCounted));
        assert_eq!(told, counts, "{error:?}, offline: {offline}");
    }
}
