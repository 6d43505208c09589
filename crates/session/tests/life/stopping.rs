//! Stopping, at any moment: nothing is left open, and the user does not wait for what may never come.

use streaming_avatar_session::{Command, EndReason, Input, Options, State};

use crate::driver::{Driver, live, secs};

#[test]
fn a_new_in_flight_is_stopped_when_its_reply_comes() {
    let mut driver = Driver::new(Options::default());
    driver.input(Input::Start);
    let call = driver.new_call();
    driver.input(Input::Stop);
    assert_eq!(
        driver.state(),
        State::Ended,
        "the user does not wait for a reply that may never come"
    );
    assert!(
        !driver.has(|command| *command == Command::Abandon { call }),
        "a new is never given up"
    );
    driver.pass(secs(100));
    driver.created(call, "late");
    assert!(driver.has(|command| matches!(command, Command::Register { session_id } if session_id == "late")));
    let stop = driver.stop_call("late");
    driver.done(stop);
    assert!(driver.unregisters("late"));
    assert_eq!(driver.state(), State::Ended);
    assert_eq!(driver.session.deadline(), None);
}

#[test]
fn start_again_at_once_while_the_old_new_and_the_old_stop_are_in_flight() {
    let mut driver = Driver::new(Options::default());
    driver.input(Input::Start);
    let first = driver.new_call();
    let old = driver.open_peer();
    driver.input(Input::Stop);
    driver.input(Input::Start);
    assert_eq!(driver.state(), State::Creating);
    driver.created(first, "one");
    assert_eq!(
        driver.state(),
        State::Creating,
        "the late reply is not taken for the new one"
    );
    let stop = driver.stop_call("one");
    let peer = driver.connect("two");
    assert_ne!(peer, old);
    assert_eq!(driver.state(), State::Live);
    driver.done(stop);
    assert_eq!(driver.state(), State::Live);

    driver.input(Input::Stop);
    assert_eq!(driver.state(), State::Stopping);
    driver.input(Input::Start);
    assert_eq!(driver.state(), State::Creating);
    assert_eq!(driver.ends(), [EndReason::Stopped, EndReason::Stopped]);
    let stop = driver.stop_call("two");
    driver.done(stop);
    assert_eq!(driver.state(), State::Creating);
    assert!(driver.unregisters("two"));
}

#[test]
fn a_second_stop_does_not_wait_for_what_the_first_left_behind() {
    let (mut driver, _) = live();
    driver.input(Input::Stop);
    driver.input(Input::Start);
    driver.input(Input::Stop);
    assert_eq!(
        driver.state(),
        State::Ended,
        "there is nothing of this start to wait for"
    );
    driver.stop_call("a");
}

#[test]
fn a_stop_in_every_stage_stops_the_session_and_closes_the_peer() {
    for stage in 0..6 {
        let mut driver = Driver::new(Options::default());
        driver.reach(stage);
        driver.input(Input::Stop);
        let closed = driver
            .commands
            .iter()
            .filter(|command| matches!(command, Command::ClosePeer { .. }))
            .count();
        assert_eq!(closed, 1, "stage {stage}");
        assert_eq!(driver.stops_sent(), usize::from(stage > 0), "stage {stage}");
        driver.pass(secs(5));
        assert_eq!(driver.ends(), [EndReason::Stopped], "stage {stage}");
    }
}

#[test]
fn a_reply_that_nobody_asked_for_is_stopped_too() {
    let (mut driver, peer) = live();
    let call = streaming_avatar_session::CallId(999);
    driver.created(call, "stray");
    driver.stop_call("stray");
    driver.created(call, "a");
    assert_eq!(
        driver.stops_sent(),
        0,
        "the session that is shown, told once more, is kept"
    );
    assert!(!driver.has(|command| *command == Command::ClosePeer { peer }));
}
