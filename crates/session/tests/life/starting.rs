//! A start that does not get through: each stage has an end, each refusal an outcome.

use api::{ApiError, ErrorKind, NewReply};
use proptest::prelude::*;
use streaming_avatar_session::{
    Command, Connection, EndReason, Event, Input, Options, PeerProblem, Problem, Request, State,
};

use crate::driver::{Driver, millis, refusal, reply, secs};

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
fn a_refused_start_ends_and_stops() {
    let mut driver = Driver::new(Options::default());
    driver.reach(2);
    let start = driver.start_call();
    driver.refused(start, ErrorKind::WrongState);
    assert!(matches!(driver.ends()[..], [EndReason::Failed(_)]));
    driver.stop_call("a");
}
