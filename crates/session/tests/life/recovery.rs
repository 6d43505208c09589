//! A lost connection: healed, recovered from, or ended with its reason.

use api::{ErrorKind, NewRequest};
use streaming_avatar_session::{
    Command, Connection, EndReason, Event, Input, Options, Outcome, PeerProblem, Problem, Progress, Request, State,
};

use crate::driver::{Driver, capped, live, millis, refusal, reply, secs, speaking};

#[test]
fn a_disconnected_connection_has_time_to_heal() {
    let (mut driver, peer) = live();
    driver.connection(peer, Connection::Disconnected);
    driver.pass(millis(4900));
    driver.connection(peer, Connection::Connected);
    driver.pass(secs(10));
    assert_eq!(driver.state(), State::Live);
    driver.connection(peer, Connection::Disconnected);
    driver.pass(secs(5));
    assert_eq!(driver.state(), State::Recovering);
    assert!(driver.events.contains(&Event::Problem(PeerProblem::NoRoute.into())));
}

#[test]
fn a_refused_relay_is_why_there_is_no_route_and_no_loss_by_itself() {
    for by_deadline in [false, true] {
        let mut driver = Driver::new(Options::default());
        driver.input(Input::Start);
        let peer = driver.hand_over(reply("a"));
        driver.input(Input::RelayRefused { peer });
        assert_eq!(driver.state(), State::Connecting);
        if by_deadline {
            driver.pass(secs(20));
        } else {
            driver.connection(peer, Connection::Failed);
        }
        driver.pass(secs(5));
        assert_eq!(driver.ends(), [EndReason::Failed(PeerProblem::RelayRefused.into())]);
    }
    // Another route was found: what is lost later has another reason.
    let mut driver = Driver::new(Options::default());
    let peer = driver.live("a");
    driver.input(Input::RelayRefused { peer });
    driver.connection(peer, Connection::Failed);
    assert!(driver.events.contains(&Event::Problem(PeerProblem::NoRoute.into())));
}

#[test]
fn a_loss_stops_the_old_session_says_so_and_makes_a_new_one_after_a_wait() {
    let (mut driver, peer) = live();
    driver.connection(peer, Connection::Failed);
    assert_eq!(driver.state(), State::Recovering);
    driver.stop_call("a");
    assert!(driver.has(|command| *command == Command::ClosePeer { peer }));
    let after = driver.events.iter().find_map(|event| match event {
        Event::Retry { attempt: 1, after } => Some(*after),
        _ => None,
    });
    let after = after.unwrap();
    assert!(after >= millis(300) && after <= millis(600));
    assert_eq!(driver.news(), 0);
    driver.pass(after);
    assert_eq!(driver.state(), State::Creating);
    driver.connect("b");
    assert_eq!(driver.state(), State::Live);
}

#[test]
fn the_cut_text_is_said_again_and_the_queue_is_kept() {
    let (mut driver, peer) = live();
    let (done, cut, waiting) = (driver.speak("One."), driver.speak("Two."), driver.speak("Three."));
    let (call, _) = driver.task();
    driver.tasked(call, "t1", 500);
    driver.starts(peer, "t1");
    let (call, _) = driver.task();
    driver.tasked(call, "t2", 500);
    driver.stops(peer, "t1");
    driver.starts(peer, "t2");
    driver.connection(peer, Connection::Failed);
    assert!(driver.events.contains(&Event::Speaking(false)));
    assert_eq!(driver.progress(cut).last(), Some(&Progress::Queued));
    driver.pass(secs(1));
    driver.commands.retain(|command| {
        !matches!(
            command,
            Command::Send {
                request: Request::Task(_),
                ..
            }
        )
    });
    let peer = driver.connect("b");
    let (call, text) = driver.task();
    assert_eq!(text, "Two.");
    driver.tasked(call, "t3", 500);
    driver.starts(peer, "t3");
    driver.stops(peer, "t3");
    assert_eq!(driver.task().1, "Three.");
    assert_eq!(driver.outcomes(done), [Outcome::Spoken]);
    assert_eq!(driver.outcomes(cut), [Outcome::Spoken]);
    assert!(driver.outcomes(waiting).is_empty());
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
    for (said, outcome) in [(1_000, Outcome::Interrupted), (4_000, Outcome::Spoken)] {
        let (mut driver, peer, text) = speaking();
        driver.stops_after(peer, "t1", said);
        assert!(driver.events.contains(&Event::Speaking(false)));
        assert!(driver.outcomes(text).is_empty());
        driver.pass(millis(1500));
        assert_eq!(driver.outcomes(text), [outcome]);
        assert_eq!(driver.state(), State::Live);
    }
}

#[test]
fn recovery_is_bounded_and_a_text_fails_with_it() {
    let mut driver = Driver::new(Options {
        recoveries: 3,
        ..Options::default()
    });
    let peer = driver.live("a");
    let text = driver.speak("Never said.");
    driver.connection(peer, Connection::Failed);
    let mut tries = 0;
    while driver.state() != State::Ended {
        driver.pass(secs(20));
        if driver.news() > 0 {
            tries += 1;
            driver.refuse_new(ErrorKind::Unavailable);
        }
    }
    assert_eq!(tries, 3);
    let problem = Problem::Api(refusal(ErrorKind::Unavailable));
    assert_eq!(driver.ends(), [EndReason::Failed(problem.clone())]);
    assert_eq!(driver.outcomes(text), [Outcome::Failed(problem)]);
}

#[test]
fn recovery_can_be_turned_off() {
    let mut driver = Driver::new(Options {
        recoveries: 0,
        ..Options::default()
    });
    let peer = driver.live("a");
    driver.connection(peer, Connection::Failed);
    assert_eq!(driver.ends(), [EndReason::Failed(PeerProblem::NoRoute.into())]);
    driver.stop_call("a");
}

#[test]
fn a_stable_session_counts_its_recoveries_anew() {
    let mut driver = Driver::new(Options {
        recoveries: 1,
        ..Options::default()
    });
    let mut peer = driver.live("a");
    for id in ["b", "c", "d"] {
        driver.pass(secs(60));
        driver.connection(peer, Connection::Failed);
        driver.pass(secs(1));
        peer = driver.connect(id);
        assert_eq!(driver.state(), State::Live);
    }
    driver.pass(secs(59));
    driver.connection(peer, Connection::Failed);
    assert!(matches!(driver.ends()[..], [EndReason::Failed(_)]));
}

#[test]
fn what_was_refused_for_good_is_not_tried_again() {
    for kind in [
        ErrorKind::Unauthorized,
        ErrorKind::PlanLimit,
        ErrorKind::AvatarUnavailable,
        ErrorKind::BadRequest,
    ] {
        let mut driver = Driver::new(Options::default());
        let peer = driver.live("a");
        driver.connection(peer, Connection::Failed);
        driver.pass(secs(1));
        driver.refuse_new(kind);
        assert_eq!(driver.ends(), [EndReason::Failed(refusal(kind).into())]);
    }
}

#[test]
fn a_new_that_timed_out_is_not_sent_again() {
    let (mut driver, peer) = live();
    driver.connection(peer, Connection::Failed);
    driver.pass(secs(1));
    let call = driver.new_call();
    driver.pass(secs(75));
    assert_eq!(driver.ends(), [EndReason::Failed(Problem::TimedOut(State::Creating))]);
    driver.created(call, "late");
    driver.stop_call("late");
}

#[test]
fn every_kind_of_loss_is_noticed() {
    let lose: [fn(&mut Driver, streaming_avatar_session::PeerId); 4] = [
        |driver, peer| driver.connection(peer, Connection::Failed),
        |driver, peer| driver.connection(peer, Connection::Closed),
        |driver, peer| driver.input(Input::Channel { peer, open: false }),
        |driver, peer| {
            driver.input(Input::Frozen { peer, frozen: true });
            assert_eq!(driver.state(), State::Live, "a frozen picture may thaw");
            driver.pass(secs(5));
        },
    ];
    for lose in lose {
        let mut driver = Driver::new(Options::default());
        let peer = driver.live("a");
        lose(&mut driver, peer);
        assert_eq!(driver.state(), State::Recovering);
        driver.stop_call("a");
    }
}

#[test]
fn a_picture_that_thaws_or_cannot_be_seen_is_no_loss() {
    let (mut driver, peer) = live();
    driver.input(Input::Frozen { peer, frozen: true });
    driver.pass(secs(4));
    driver.input(Input::Frozen { peer, frozen: false });
    driver.pass(secs(4));
    driver.input(Input::Hidden(true));
    driver.input(Input::Frozen { peer, frozen: true });
    driver.pass(secs(60));
    assert_eq!(driver.state(), State::Live);
    driver.input(Input::Hidden(false));
    driver.pass(secs(4));
    assert_eq!(driver.state(), State::Live);
    driver.pass(secs(1));
    assert_eq!(driver.state(), State::Recovering);
}

#[test]
fn a_call_to_a_session_that_is_gone_leads_to_a_new_one() {
    let (mut driver, _) = live();
    let text = driver.speak("Hello.");
    let (call, _) = driver.task();
    driver.task_refused(call, refusal(ErrorKind::UnknownSession));
    assert_eq!(driver.state(), State::Recovering);
    driver.pass(secs(1));
    driver.connect("b");
    assert_eq!(driver.task().1, "Hello.");
    assert!(driver.outcomes(text).is_empty());
}

#[test]
fn a_wrong_state_is_believed_when_it_stays() {
    let (mut driver, _) = live();
    driver.speak("Hello.");
    for _ in 0..2 {
        let (call, _) = driver.task();
        driver.task_refused(call, refusal(ErrorKind::WrongState));
        assert_eq!(driver.state(), State::Live);
        driver.pass(secs(2));
    }
    let (call, _) = driver.task();
    driver.task_refused(call, refusal(ErrorKind::WrongState));
    assert_eq!(driver.state(), State::Recovering);
}

#[test]
fn offline_is_said_and_nothing_is_tried_until_the_network_is_back() {
    let (mut driver, peer) = live();
    driver.input(Input::Online(false));
    driver.input(Input::Online(false));
    let told = driver
        .events
        .iter()
        .filter(|event| **event == Event::Problem(Problem::Offline))
        .count();
    assert_eq!(told, 1);
    driver.connection(peer, Connection::Failed);
    driver.pass(secs(50));
    assert_eq!((driver.state(), driver.news()), (State::Recovering, 0));
    assert!(!driver.events.contains(&Event::Online));
    driver.input(Input::Online(true));
    assert!(driver.events.contains(&Event::Online), "what was said of it is over");
    driver.pass(secs(1));
    assert_eq!(driver.news(), 1);
    driver.events.clear();
    driver.input(Input::Online(true));
    assert!(!driver.events.contains(&Event::Online), "it is no news");
}

#[test]
fn offline_for_too_long_ends_with_that() {
    let (mut driver, peer) = live();
    driver.input(Input::Online(false));
    driver.connection(peer, Connection::Failed);
    driver.pass(secs(60));
    assert_eq!(driver.ends(), [EndReason::Failed(Problem::Offline)]);
}

#[test]
fn a_start_while_offline_is_tried_once_and_goes_on_with_the_network() {
    let mut driver = Driver::new(Options::default());
    driver.input(Input::Online(false));
    assert!(driver.events.is_empty(), "nobody asked for a session yet");
    driver.input(Input::Start);
    assert!(driver.events.contains(&Event::Problem(Problem::Offline)));
    let call = driver.new_call();
    let result = Err(api::ApiError::unreachable());
    driver.input(Input::Created { call, result });
    driver.pass(secs(30));
    assert_eq!((driver.state(), driver.news()), (State::Creating, 0));
    driver.input(Input::Online(true));
    driver.pass(secs(1));
    driver.connect("a");
    assert_eq!(driver.state(), State::Live);
}

#[test]
fn an_end_that_was_bound_to_come_is_not_recovered_from() {
    let (mut driver, peer) = live();
    driver.pass(secs(180));
    driver.input(Input::Channel { peer, open: false });
    assert_eq!(driver.ends(), [EndReason::Idle]);

    let mut driver = Driver::new(Options::default());
    driver.input(Input::Start);
    let peer = driver.connect_with(capped("a", 60));
    driver.pass(secs(59));
    driver.input(Input::Channel { peer, open: false });
    assert_eq!(driver.ends(), [EndReason::Cap]);
}

#[test]
fn an_early_end_is_recovered_from() {
    let mut driver = Driver::new(Options::default());
    driver.input(Input::Start);
    let peer = driver.connect_with(capped("a", 60));
    driver.pass(secs(50));
    driver.input(Input::Channel { peer, open: false });
    assert_eq!(driver.state(), State::Recovering);

    let mut driver = Driver::new(Options {
        request: NewRequest {
            activity_idle_timeout: Some(600),
            ..NewRequest::default()
        },
        ..Options::default()
    });
    let peer = driver.live("a");
    driver.pass(secs(590));
    driver.input(Input::Channel { peer, open: false });
    assert_eq!(driver.state(), State::Recovering);
}

#[test]
fn with_texts_waiting_or_renewal_wanted_the_end_is_recovered_from() {
    let mut driver = Driver::new(Options {
        renew: true,
        ..Options::default()
    });
    driver.input(Input::Start);
    let peer = driver.connect_with(capped("a", 60));
    driver.pass(secs(30));
    // The renewal was begun, and is refused.
    driver.refuse_new(ErrorKind::Unauthorized);
    driver.pass(secs(30));
    assert_eq!(driver.news(), 0, "what is refused for good is not asked twice");
    driver.input(Input::Channel { peer, open: false });
    assert_eq!(driver.state(), State::Recovering);
}

#[test]
fn a_longer_wait_than_recovery_may_last_is_not_begun() {
    for (asked, waits) in [(59, true), (60, true), (61, false), (600, false)] {
        let (mut driver, peer) = live();
        driver.connection(peer, Connection::Failed);
        driver.pass(secs(1));
        let mut error = refusal(ErrorKind::Unavailable);
        error.retry_after = Some(asked);
        driver.fail_new(error);
        assert_eq!(driver.state() == State::Recovering, waits, "{asked} s");
        driver.pass(secs(60));
        assert_eq!(driver.news(), usize::from(waits), "{asked} s");
    }
}

#[test]
fn the_network_is_used_soon_after_it_is_back_but_not_in_the_same_moment() {
    for offline in [30, 59] {
        let (mut driver, peer) = live();
        driver.input(Input::Online(false));
        driver.connection(peer, Connection::Failed);
        driver.pass(secs(offline));
        driver.pass(millis(950));
        driver.input(Input::Online(true));
        assert_eq!(driver.news(), 0, "many pages get their network back at once");
        driver.pass(millis(600));
        assert_eq!(driver.news(), 1, "offline for {offline} s");
        assert!(driver.ends().is_empty());
    }
}

#[test]
fn what_this_browser_cannot_do_is_not_tried_again() {
    for problem in [PeerProblem::Unsupported, PeerProblem::Negotiation("no codec".into())] {
        let (mut driver, peer) = live();
        driver.connection(peer, Connection::Failed);
        driver.pass(secs(1));
        let call = driver.new_call();
        driver
            .commands
            .retain(|command| !matches!(command, Command::OpenPeer { peer: old } if *old == peer));
        let peer = driver.open_peer();
        driver.created(call, "b");
        driver.input(Input::Answered {
            peer,
            result: Err(problem.clone()),
        });
        assert_eq!(driver.ends(), [EndReason::Failed(problem.into())]);
        driver.stop_call("b");
    }
}

#[test]
fn a_connection_has_its_time_to_heal_once_and_only_where_it_stood() {
    let (mut driver, peer) = live();
    driver.connection(peer, Connection::Disconnected);
    driver.pass(secs(3));
    driver.connection(peer, Connection::Disconnected);
    driver.pass(secs(2));
    assert_eq!(driver.state(), State::Recovering);

    let mut driver = Driver::new(Options::default());
    driver.reach(3);
    let peer = streaming_avatar_session::PeerId(1);
    driver.connection(peer, Connection::Disconnected);
    driver.pass(secs(6));
    assert_eq!(driver.state(), State::Connecting, "it has the whole of its time");
}

#[test]
fn a_stage_that_ends_without_a_network_ends_with_that() {
    for stage in [0, 1, 3] {
        let mut driver = Driver::new(Options::default());
        driver.reach(stage);
        driver.input(Input::Online(false));
        driver.pass(secs(75));
        assert_eq!(driver.ends(), [EndReason::Failed(Problem::Offline)], "stage {stage}");
    }
}

#[test]
fn a_session_that_is_kept_alive_does_not_end_for_want_of_texts() {
    let mut driver = Driver::new(Options {
        keep_alive: true,
        ..Options::default()
    });
    let peer = driver.live("a");
    // Not one of its calls got through.
    driver.pass(secs(200));
    driver.input(Input::Channel { peer, open: false });
    assert_eq!(driver.state(), State::Recovering);
}
