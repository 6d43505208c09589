//! Stops go on unseen, bounded and jittered, until they are known to have arrived.

use api::ErrorKind;
use streaming_avatar_session::{Input, State};

use crate::driver::{live, refusal, secs};

#[test]
fn a_stop_that_is_not_answered_ends_for_the_user_and_goes_on_unseen() {
    let (mut driver, _) = live();
    driver.input(Input::Stop);
    let first = driver.stop_call("a");
    driver.pass(secs(5));
    assert_eq!(driver.state(), State::Ended);
    driver.pass(secs(6));
    let second = driver.stop_call("a");
    driver.lost(second);
    driver.pass(secs(2));
    let third = driver.stop_call("a");
    driver.refused(third, ErrorKind::Unavailable);
    assert!(!driver.unregisters("a"));
    // The first reply, however late, is as good as any.
    driver.done(first);
    assert!(driver.unregisters("a"));
    assert_eq!(driver.session.deadline(), None);
    assert_eq!(driver.stops_sent(), 0);
}

#[test]
fn an_unknown_or_closed_session_counts_as_stopped() {
    for kind in [ErrorKind::UnknownSession, ErrorKind::WrongState] {
        let (mut driver, _) = live();
        driver.input(Input::Stop);
        let stop = driver.stop_call("a");
        driver.refused(stop, kind);
        assert_eq!(driver.state(), State::Ended);
        assert!(driver.unregisters("a"));
    }
}

#[test]
fn a_stop_refused_for_good_is_left_to_the_next_start() {
    // With another token it might be admitted.
    for (kind, tries) in [(ErrorKind::BadRequest, 1), (ErrorKind::Unauthorized, 2)] {
        let (mut driver, _) = live();
        driver.input(Input::Stop);
        for _ in 0..tries {
            assert_eq!(driver.state(), State::Stopping);
            driver.pass(secs(1));
            let stop = driver.stop_call("a");
            driver.refused(stop, kind);
        }
        assert_eq!(driver.state(), State::Ended);
        assert_eq!(driver.session.deadline(), None);
        driver.pass(secs(1000));
        assert_eq!(driver.stops_sent(), 0);
        assert!(!driver.unregisters("a"));
        driver.input(Input::Start);
        driver.stop_call("a");
    }
}

#[test]
fn a_stop_that_failed_for_another_reason_still_has_its_second_try_with_a_fresh_token() {
    let (mut driver, _) = live();
    driver.input(Input::Stop);
    let stop = driver.stop_call("a");
    driver.lost(stop);
    for _ in 0..2 {
        driver.pass(secs(5));
        let stop = driver.stop_call("a");
        driver.refused(stop, ErrorKind::Unauthorized);
    }
    driver.pass(secs(1000));
    assert_eq!(driver.stops_sent(), 0);
}

#[test]
fn stops_are_bounded_jittered_and_start_anew_with_the_network() {
    let (mut driver, _) = live();
    driver.input(Input::Stop);
    let mut sent = 0;
    for _ in 0..100 {
        driver.pass(secs(30));
        while driver.stops_sent() > 0 {
            let stop = driver.stop_call("a");
            sent += 1;
            driver.lost(stop);
        }
    }
    assert_eq!(sent, 20);
    assert_eq!(driver.session.deadline(), None, "it is left to the next start");
    driver.input(Input::Online(false));
    driver.input(Input::Online(true));
    let stop = driver.stop_call("a");
    driver.done(stop);
    assert!(driver.unregisters("a"));
}

#[test]
fn a_stop_that_waits_for_another_try_goes_out_when_the_network_is_back_or_the_page_goes_away() {
    for leaves in [false, true] {
        let (mut driver, _) = live();
        driver.input(Input::Online(false));
        driver.input(Input::Stop);
        let stop = driver.stop_call("a");
        driver.lost(stop);
        driver.pass(secs(6));
        assert_eq!(driver.stops_sent(), 0, "seldom while offline");
        driver.input(if leaves { Input::Leaving } else { Input::Online(true) });
        assert_eq!(driver.stops_sent(), 1);
        driver.input(Input::Online(true));
        assert_eq!(driver.stops_sent(), 1, "one under way is not doubled");
    }
}

#[test]
fn a_retry_waits_as_long_as_the_server_asks() {
    let (mut driver, _) = live();
    driver.input(Input::Stop);
    let call = driver.stop_call("a");
    let mut error = refusal(ErrorKind::RateLimited);
    error.retry_after = Some(30);
    driver.input(Input::Done {
        call,
        result: Err(error),
    });
    driver.pass(secs(29));
    assert_eq!(driver.stops_sent(), 0);
    driver.pass(secs(2));
    assert_eq!(driver.stops_sent(), 1);
}
