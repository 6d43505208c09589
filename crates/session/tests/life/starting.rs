//! A start that does not get through: each stage has an end, each refusal an outcome.

use api::{ApiError, ErrorKind, NewReply};
use proptest::prelude::*;
use streaming_avatar_session::{
    Command, Connection, EndReason, Event, Input, Options, PeerProblem, Problem, Request, State,
};

use crate::driver::{Driver, candidate, live, millis, refusal, reply, secs};

#[test]
fn a_session_without_an_offer_is_stopped_and_its_transport_named() {
    let mut driver = Driver::new(Options::default());
    driver.input(Input::Start);
    let call = driver.new_call();
    let reply = NewReply {
        sdp: None,
        ..reply("a")
    };
    driver.input(Input::Created {
        call,
        result: Ok(reply),
    });
    assert!(matches!(
        driver.ends()[..],
        [EndReason::Failed(Problem::Api(ApiError {
            kind: ErrorKind::OtherTransport,
            ..
        }))]
    ));
    driver.stop_call("a");
}

#[test]
fn every_stage_has_an_end() {
    use State::*;
    let ends = [
        (Creating, Problem::TimedOut(Creating)),
        (Negotiating, Problem::TimedOut(Negotiating)),
        (Negotiating, Problem::TimedOut(Negotiating)),
        (Connecting, PeerProblem::NoRoute.into()),
    ];
    for (stage, (state, problem)) in (0..).zip(ends) {
        let mut driver = Driver::new(Options::default());
        driver.reach(stage);
        assert_eq!(driver.state(), state);
        driver.pass(secs(75));
        assert_eq!(driver.ends(), [EndReason::Failed(problem)], "stage {stage}");
        assert!(driver.has(|command| matches!(command, Command::ClosePeer { .. })));
        assert_eq!(driver.stops_sent() > 0, stage > 0);
        assert!(
            !driver.has(|command| matches!(
                command,
                Command::Send {
                    request: Request::New(_),
                    ..
                }
            )),
            "not tried twice"
        );
    }
}

#[test]
fn a_connection_without_a_picture_is_named_as_such() {
    let mut driver = Driver::new(Options::default());
    driver.reach(3);
    let peer = streaming_avatar_session::PeerId(1);
    driver.connection(peer, Connection::Connected);
    driver.pass(secs(20));
    assert_eq!(driver.ends(), [EndReason::Failed(PeerProblem::Frozen.into())]);
}

proptest! {
    #[test]
    fn a_refused_new_ends_with_that_refusal(place in 0..ErrorKind::ALL.len()) {
        let kind = ErrorKind::ALL[place];
        prop_assume!(kind != ErrorKind::RateLimited);
        let mut driver = Driver::new(Options::default());
        driver.input(Input::Start);
        let call = driver.new_call();
        let error = refusal(kind);
        driver.input(Input::Created { call, result: Err(error.clone()) });
        prop_assert_eq!(driver.ends(), [EndReason::Failed(error.into())]);
        let ended = Event::State { state: State::Ended, previous: State::Creating };
        prop_assert!(driver.events.contains(&ended));
        prop_assert_eq!(driver.session.deadline(), None);
    }
}

#[test]
fn a_rate_limited_new_is_sent_again_after_the_wait_that_was_asked_for() {
    let mut driver = Driver::new(Options::default());
    driver.input(Input::Start);
    let call = driver.new_call();
    let mut error = refusal(ErrorKind::RateLimited);
    error.retry_after = Some(10);
    driver.input(Input::Created {
        call,
        result: Err(error.clone()),
    });
    driver.pass(millis(9_900));
    assert_eq!(driver.news(), 0);
    driver.pass(millis(100));
    let call = driver.new_call();
    // Longer than the state may last: no use in waiting.
    error.retry_after = Some(600);
    driver.input(Input::Created {
        call,
        result: Err(error.clone()),
    });
    assert_eq!(driver.ends(), [EndReason::Failed(error.into())]);
}

#[test]
fn a_lost_start_is_sent_again_and_its_second_refusal_shows_that_the_first_arrived() {
    let mut driver = Driver::new(Options::default());
    driver.reach(2);
    let start = driver.start_call();
    driver.lost(start);
    assert_eq!(driver.state(), State::Negotiating);
    driver.pass(secs(1));
    let start = driver.start_call();
    driver.refused(start, ErrorKind::WrongState);
    assert_eq!(driver.state(), State::Connecting);
}

#[test]
fn a_start_that_arrived_twice_is_no_fault() {
    let mut driver = Driver::new(Options::default());
    driver.reach(2);
    // On a slow line, the connection takes seconds.
    for wait in [0, 1, 2, 3] {
        driver.pass(secs(wait));
        let start = driver.start_call();
        driver.refused(start, ErrorKind::WrongState);
        assert_eq!(driver.state(), State::Negotiating);
    }
    driver.connection(streaming_avatar_session::PeerId(1), Connection::Connected);
    assert_eq!(driver.state(), State::Connecting);
}

#[test]
fn a_refused_start_ends_and_stops() {
    for (kind, tries) in [(ErrorKind::WrongState, 5), (ErrorKind::UnknownSession, 1)] {
        let mut driver = Driver::new(Options::default());
        driver.reach(2);
        for wait in [0, 1, 2, 3, 6].into_iter().take(tries) {
            driver.pass(secs(wait));
            let start = driver.start_call();
            driver.refused(start, kind);
        }
        assert_eq!(driver.ends(), [EndReason::Failed(refusal(kind).into())]);
        driver.stop_call("a");
    }
}

#[test]
fn a_rate_limited_new_is_sent_three_times() {
    let mut driver = Driver::new(Options::default());
    driver.input(Input::Start);
    let mut sent = 0;
    while driver.state() != State::Ended {
        while driver.news() > 0 {
            sent += 1;
            driver.refuse_new(ErrorKind::RateLimited);
        }
        driver.pass(secs(1));
    }
    assert_eq!(sent, 3);
}

#[test]
fn a_wait_that_lasts_as_long_as_its_state_is_not_begun() {
    for (asked, waits) in [(74, true), (75, false)] {
        let mut driver = Driver::new(Options::default());
        driver.input(Input::Start);
        let mut error = refusal(ErrorKind::RateLimited);
        error.retry_after = Some(asked);
        driver.fail_new(error.clone());
        assert_eq!(driver.ends().is_empty(), waits, "new, {asked} s");
    }
    for (asked, waits) in [(14, true), (15, false), (600, false)] {
        let mut driver = Driver::new(Options::default());
        driver.reach(2);
        let call = driver.start_call();
        let mut error = refusal(ErrorKind::RateLimited);
        error.retry_after = Some(asked);
        let result = Err(error.clone());
        driver.input(Input::Done { call, result });
        assert_eq!(driver.ends().is_empty(), waits, "start, {asked} s");
        if !waits {
            assert_eq!(driver.ends(), [EndReason::Failed(error.into())]);
        }
    }
}

#[test]
fn a_start_that_does_not_arrive_is_sent_three_times_with_waits_between() {
    for kind in [ErrorKind::Unavailable, ErrorKind::RateLimited] {
        let mut driver = Driver::new(Options::default());
        driver.reach(2);
        let starts = |driver: &Driver| driver.sends(|request| matches!(request, Request::Start(_)));
        for left in [2, 1, 0] {
            let call = driver.start_call();
            driver.refused(call, kind);
            assert_eq!(starts(&driver), 0, "not in the same moment");
            driver.pass(millis(1400));
            assert_eq!(starts(&driver), usize::from(left > 0), "{kind:?}, {left} left");
        }
        assert_eq!(driver.ends(), [EndReason::Failed(refusal(kind).into())]);
    }
}

#[test]
fn a_start_without_a_network_is_sent_three_times_at_most() {
    let mut driver = Driver::new(Options::default());
    driver.input(Input::Online(false));
    driver.input(Input::Start);
    let mut sent = 0;
    while driver.state() == State::Creating {
        driver.fail_new(ApiError::unreachable());
        sent += 1;
        if driver.state() == State::Creating {
            assert_eq!(driver.news(), 0);
            driver.input(Input::Online(true));
            assert_eq!(driver.news(), 0, "not in the same moment");
            driver.pass(millis(700));
            driver.input(Input::Online(false));
        }
    }
    assert_eq!(sent, 3);
}

#[test]
fn an_answer_that_is_told_twice_is_handed_over_once() {
    let mut driver = Driver::new(Options::default());
    driver.reach(2);
    let peer = streaming_avatar_session::PeerId(1);
    let result = Ok("v=0 again".into());
    driver.input(Input::Answered { peer, result });
    driver.start_call();
    assert!(!driver.has(|command| matches!(
        command,
        Command::Send {
            request: Request::Start(_),
            ..
        }
    )));
}

#[test]
fn a_candidate_that_did_not_arrive_is_sent_again_while_it_may_help() {
    let ice = |request: &Request| matches!(request, Request::Ice(_));
    let lost = |driver: &mut Driver| {
        let call = driver.call(ice);
        driver.lost(call);
    };
    let begun = || {
        let mut driver = Driver::new(Options::default());
        driver.reach(2);
        let peer = streaming_avatar_session::PeerId(1);
        let candidate = candidate("one");
        driver.input(Input::Candidate { peer, candidate });
        (driver, peer)
    };
    let (mut driver, _) = begun();
    lost(&mut driver);
    for _ in 0..2 {
        assert_eq!(driver.sends(ice), 0, "not at once");
        driver.pass(millis(400));
        assert_eq!(driver.sends(ice), 1);
        lost(&mut driver);
    }
    driver.pass(secs(10));
    assert_eq!(driver.sends(ice), 0, "three times are enough");

    let (mut driver, _) = begun();
    let call = driver.call(ice);
    let mut pause = refusal(ErrorKind::RateLimited);
    pause.retry_after = Some(5);
    driver.input(Input::Done {
        call,
        result: Err(pause),
    });
    driver.pass(millis(4900));
    assert_eq!(driver.sends(ice), 0, "as long as the service asks");
    driver.pass(millis(200));
    assert_eq!(driver.sends(ice), 1);

    let (mut driver, _) = begun();
    let call = driver.call(ice);
    driver.refused(call, ErrorKind::BadRequest);
    driver.pass(secs(10));
    assert_eq!(driver.sends(ice), 0, "a refusal stays one");

    let (mut driver, peer) = begun();
    driver.connection(peer, Connection::Connected);
    lost(&mut driver);
    driver.pass(secs(10));
    assert_eq!(driver.sends(ice), 0, "the connection stands without it");

    let (mut driver, peer) = begun();
    lost(&mut driver);
    driver.connection(peer, Connection::Connected);
    driver.pass(secs(10));
    assert_eq!(driver.sends(ice), 0, "nor is it sent when it came to stand meanwhile");
}

#[test]
fn the_stages_are_those_of_the_first_start_each_told_once() {
    let stages = |driver: &Driver| {
        let told = |event: &&Event| matches!(event, Event::Milestones(_));
        driver.events.iter().filter(told).count()
    };
    let (mut driver, peer) = live();
    driver.pass(secs(1));
    driver.connection(peer, Connection::Disconnected);
    driver.connection(peer, Connection::Connected);
    driver.input(Input::FirstFrame { peer });
    assert_eq!(stages(&driver), 0, "reached already");
    driver.connection(peer, Connection::Failed);
    driver.pass(secs(1));
    let peer = driver.connect("b");
    driver.input(Input::Audible { peer, audible: true });
    assert_eq!(stages(&driver), 0, "of a recovery");
}
