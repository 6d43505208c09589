//! No session is left open, whenever and however it is stopped.

mod driver;

use api::{ApiError, ErrorKind, NewReply};
use driver::{Driver, millis, refusal, reply, secs};
use proptest::prelude::*;
use streaming_avatar_session::{
    Command, Connection, EndReason, Event, Input, Options, PeerProblem, Problem, Request, State,
};

fn stops(request: &Request) -> bool {
    matches!(request, Request::Stop(_))
}

fn forgets(driver: &Driver, id: &str) -> bool {
    driver.has(|command| matches!(command, Command::Forget { session_id } if session_id == id))
}

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
    assert!(driver.has(|command| matches!(command, Command::Remember { session_id } if session_id == "late")));
    let stop = driver.stop_call("late");
    driver.done(stop);
    assert!(forgets(&driver, "late"));
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
    assert!(forgets(&driver, "two"));
}

#[test]
fn a_second_stop_does_not_wait_for_what_the_first_left_behind() {
    let mut driver = Driver::new(Options::default());
    driver.live("a");
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
fn a_stop_that_is_not_answered_ends_for_the_user_and_goes_on_unseen() {
    let mut driver = Driver::new(Options::default());
    driver.live("a");
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
    assert!(!forgets(&driver, "a"));
    // The first reply, however late, is as good as any.
    driver.done(first);
    assert!(forgets(&driver, "a"));
    assert_eq!(driver.session.deadline(), None);
    assert_eq!(driver.sends(stops), 0);
}

#[test]
fn an_unknown_or_closed_session_counts_as_stopped() {
    for kind in [ErrorKind::UnknownSession, ErrorKind::WrongState] {
        let mut driver = Driver::new(Options::default());
        driver.live("a");
        driver.input(Input::Stop);
        let stop = driver.stop_call("a");
        driver.refused(stop, kind);
        assert_eq!(driver.state(), State::Ended);
        assert!(forgets(&driver, "a"));
    }
}

#[test]
fn a_stop_refused_for_good_is_left_to_the_next_start() {
    let mut driver = Driver::new(Options::default());
    driver.live("a");
    driver.input(Input::Stop);
    let stop = driver.stop_call("a");
    driver.refused(stop, ErrorKind::Unauthorized);
    assert_eq!(driver.state(), State::Ended);
    assert_eq!(driver.session.deadline(), None);
    driver.pass(secs(1000));
    assert_eq!(driver.sends(stops), 0);
    assert!(!forgets(&driver, "a"));
    driver.input(Input::Start);
    driver.stop_call("a");
}

#[test]
fn stops_are_bounded_jittered_and_start_anew_with_the_network() {
    let mut driver = Driver::new(Options::default());
    driver.live("a");
    driver.input(Input::Stop);
    let mut sent = 0;
    for _ in 0..100 {
        driver.pass(secs(30));
        while driver.sends(stops) > 0 {
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
    assert!(forgets(&driver, "a"));
}

#[test]
fn a_stop_that_waits_for_another_try_goes_out_when_the_network_is_back_or_the_page_goes_away() {
    for leaves in [false, true] {
        let mut driver = Driver::new(Options::default());
        driver.live("a");
        driver.input(Input::Online(false));
        driver.input(Input::Stop);
        let stop = driver.stop_call("a");
        driver.lost(stop);
        driver.pass(secs(6));
        assert_eq!(driver.sends(stops), 0, "seldom while offline");
        driver.input(if leaves { Input::Leaving } else { Input::Online(true) });
        assert_eq!(driver.sends(stops), 1);
        driver.input(Input::Online(true));
        assert_eq!(driver.sends(stops), 1, "one under way is not doubled");
    }
}

#[test]
fn leaving_stops_everything_at_once_however_much_it_is() {
    let mut driver = Driver::new(Options::default());
    driver.input(Input::Orphans((0..9).map(|number| format!("o{number}")).collect()));
    driver.input(Input::Start);
    driver.connect("a");
    driver.pass(secs(2));
    for number in 0..9 {
        let stop = driver.stop_call(&format!("o{number}"));
        driver.lost(stop);
    }
    assert_eq!(driver.sends(stops), 0);
    driver.input(Input::Leaving);
    assert_eq!(driver.sends(stops), 10);
}

#[test]
fn leaving_does_not_wait_for_the_stop() {
    let mut driver = Driver::new(Options::default());
    driver.live("a");
    driver.input(Input::Stop);
    assert_eq!(driver.state(), State::Stopping);
    driver.input(Input::Leaving);
    assert_eq!(driver.ends(), [EndReason::Stopped]);
}

#[test]
fn orphans_that_are_told_late_are_stopped_at_once() {
    let mut driver = Driver::new(Options::default());
    driver.live("a");
    driver.input(Input::Orphans(vec!["x".into(), "a".into()]));
    assert_eq!(driver.sends(stops), 1, "the session that is shown is no orphan");
    driver.stop_call("x");
}

#[test]
fn the_concurrent_limit_is_tried_once_more_shortly_after_an_own_session_was_stopped() {
    for (after, tried) in [(50, true), (61, false)] {
        let mut driver = Driver::new(Options::default());
        driver.live("a");
        driver.input(Input::Stop);
        let stop = driver.stop_call("a");
        driver.done(stop);
        driver.pass(secs(after));
        driver.input(Input::Start);
        let call = driver.new_call();
        let result = Err(refusal(ErrorKind::ConcurrentLimit));
        driver.input(Input::Created { call, result });
        assert_eq!(driver.state() == State::Creating, tried, "{after} s after");
    }
}

#[test]
fn a_retry_waits_as_long_as_the_server_asks() {
    let mut driver = Driver::new(Options::default());
    driver.live("a");
    driver.input(Input::Stop);
    let call = driver.stop_call("a");
    let mut error = refusal(ErrorKind::RateLimited);
    error.retry_after = Some(30);
    driver.input(Input::Done {
        call,
        result: Err(error),
    });
    driver.pass(secs(29));
    assert_eq!(driver.sends(stops), 0);
    driver.pass(secs(2));
    assert_eq!(driver.sends(stops), 1);
}

#[test]
fn orphans_are_stopped_with_the_start_which_does_not_wait_for_them() {
    let mut driver = Driver::new(Options::default());
    driver.input(Input::Orphans(vec!["x".into(), "y".into(), "x".into(), String::new()]));
    assert!(driver.commands.is_empty(), "nothing is done unasked");
    driver.input(Input::Start);
    assert_eq!(driver.sends(stops), 2);
    let first = driver.stop_call("x");
    driver.connect("a");
    assert_eq!(driver.state(), State::Live);
    driver.done(first);
    assert!(forgets(&driver, "x") && !forgets(&driver, "y"));
    let second = driver.stop_call("y");
    driver.refused(second, ErrorKind::UnknownSession);
    assert!(forgets(&driver, "y"));
}

#[test]
fn many_orphans_are_not_stopped_all_at_once() {
    let mut driver = Driver::new(Options::default());
    driver.input(Input::Orphans((0..10).map(|number| format!("o{number}")).collect()));
    driver.input(Input::Start);
    assert_eq!(driver.sends(stops), 4);
    driver.pass(secs(2));
    assert_eq!(driver.sends(stops), 10);
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
    assert_eq!(
        driver.sends(|request| matches!(request, Request::New(_))),
        0,
        "a short wait first"
    );
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
    let call = driver.new_call();
    let result = Err(refusal(ErrorKind::ConcurrentLimit));
    driver.input(Input::Created { call, result });
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
    let call = driver.new_call();
    let result = Err(refusal(ErrorKind::ConcurrentLimit));
    driver.input(Input::Created { call, result });
    assert_eq!(driver.state(), State::Ended);
    driver.pass(secs(100));
    assert_eq!(driver.sends(|request| matches!(request, Request::New(_))), 0);
}

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
fn a_reply_that_nobody_asked_for_is_stopped_too() {
    let mut driver = Driver::new(Options::default());
    let peer = driver.live("a");
    let call = streaming_avatar_session::CallId(999);
    driver.created(call, "stray");
    driver.stop_call("stray");
    driver.created(call, "a");
    assert_eq!(
        driver.sends(stops),
        0,
        "the session that is shown, told once more, is kept"
    );
    assert!(!driver.has(|command| *command == Command::ClosePeer { peer }));
}

#[test]
fn leaving_stops_everything_with_requests_that_outlive_the_page() {
    let mut driver = Driver::new(Options::default());
    driver.live("a");
    driver.input(Input::Renew);
    let renewal = driver.new_call();
    driver.commands.clear();
    driver.input(Input::Leaving);
    assert_eq!(driver.ends(), [EndReason::PageLeft]);
    let kept = |command: &Command| matches!(command, Command::Send { request: Request::Stop(id), keepalive: true, .. } if id == "a");
    assert!(driver.has(kept));
    driver.created(renewal, "b");
    let kept = |command: &Command| matches!(command, Command::Send { request: Request::Stop(id), keepalive: true, .. } if id == "b");
    assert!(driver.has(kept));
    // A page that goes away opens nothing any more.
    driver.input(Input::Start);
    assert_eq!(driver.state(), State::Ended);
    driver.commands.clear();
    driver.input(Input::Returned);
    assert_eq!(driver.state(), State::Ended);
    assert_eq!(driver.sends(stops), 2, "their outcome was never heard");
    driver.input(Input::Start);
    assert_eq!(driver.state(), State::Creating);
}

#[test]
fn leaving_does_not_touch_orphans_of_which_nothing_was_asked() {
    let mut driver = Driver::new(Options::default());
    driver.input(Input::Orphans(vec!["x".into()]));
    driver.input(Input::Leaving);
    assert!(driver.commands.is_empty());
}

/// Brings a session to each of its stages and gives back what was opened.
fn reach(driver: &mut Driver, stage: u32) {
    driver.input(Input::Start);
    let peer = driver.open_peer();
    let call = driver.new_call();
    if stage == 0 {
        return;
    }
    driver.created(call, "a");
    if stage == 1 {
        return;
    }
    driver.input(Input::Answered {
        peer,
        result: Ok("v=0".into()),
    });
    if stage == 2 {
        return;
    }
    let start = driver.call(|request| matches!(request, Request::Start(_)));
    driver.done(start);
    if stage == 3 {
        return;
    }
    driver.connection(peer, Connection::Connected);
    driver.input(Input::FirstFrame { peer });
    if stage == 4 {
        return;
    }
    driver.connection(peer, Connection::Failed);
}

#[test]
fn a_stop_in_every_stage_stops_the_session_and_closes_the_peer() {
    for stage in 0..6 {
        let mut driver = Driver::new(Options::default());
        reach(&mut driver, stage);
        driver.input(Input::Stop);
        let closed = driver
            .commands
            .iter()
            .filter(|command| matches!(command, Command::ClosePeer { .. }))
            .count();
        assert_eq!(closed, 1, "stage {stage}");
        assert_eq!(driver.sends(stops), usize::from(stage > 0), "stage {stage}");
        driver.pass(secs(5));
        assert_eq!(driver.ends(), [EndReason::Stopped], "stage {stage}");
    }
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
        reach(&mut driver, stage);
        assert_eq!(driver.state(), state);
        driver.pass(secs(75));
        assert_eq!(driver.ends(), [EndReason::Failed(problem)], "stage {stage}");
        assert!(driver.has(|command| matches!(command, Command::ClosePeer { .. })));
        assert_eq!(driver.sends(stops) > 0, stage > 0);
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
    reach(&mut driver, 3);
    let peer = streaming_avatar_session::PeerId(1);
    driver.connection(peer, Connection::Connected);
    driver.pass(secs(20));
    assert_eq!(driver.ends(), [EndReason::Failed(PeerProblem::Frozen.into())]);
}

#[test]
fn a_hidden_page_which_is_shown_no_picture_is_live_with_its_channel() {
    let mut driver = Driver::new(Options::default());
    reach(&mut driver, 3);
    let peer = streaming_avatar_session::PeerId(1);
    driver.input(Input::Hidden(true));
    driver.connection(peer, Connection::Connected);
    assert_eq!(driver.state(), State::Connecting);
    driver.input(Input::Channel { peer, open: true });
    assert_eq!(driver.state(), State::Live);
}

#[test]
fn a_hidden_page_stops_after_its_limit() {
    let mut driver = Driver::new(Options {
        hidden_limit: Some(secs(60)),
        ..Options::default()
    });
    driver.live("a");
    driver.input(Input::Hidden(true));
    driver.pass(secs(59));
    driver.input(Input::Hidden(false));
    driver.pass(secs(2));
    assert_eq!(driver.state(), State::Live);
    driver.input(Input::Hidden(true));
    driver.pass(secs(59));
    assert_eq!(driver.state(), State::Live);
    driver.pass(secs(1));
    let stop = driver.stop_call("a");
    driver.done(stop);
    assert_eq!(driver.ends(), [EndReason::Hidden]);
    // A start on a page that is hidden already has the whole limit.
    driver.input(Input::Start);
    driver.pass(secs(59));
    assert_eq!(driver.state(), State::Creating);
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
    assert_eq!(driver.sends(|request| matches!(request, Request::New(_))), 0);
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
    reach(&mut driver, 2);
    let start = driver.call(|request| matches!(request, Request::Start(_)));
    driver.lost(start);
    assert_eq!(driver.state(), State::Negotiating);
    driver.pass(secs(1));
    let start = driver.call(|request| matches!(request, Request::Start(_)));
    driver.refused(start, ErrorKind::WrongState);
    assert_eq!(driver.state(), State::Connecting);
}

#[test]
fn a_refused_start_ends_and_stops() {
    let mut driver = Driver::new(Options::default());
    reach(&mut driver, 2);
    let start = driver.call(|request| matches!(request, Request::Start(_)));
    driver.refused(start, ErrorKind::WrongState);
    assert!(matches!(driver.ends()[..], [EndReason::Failed(_)]));
    driver.stop_call("a");
}
