//! A lost connection is recovered from, or ends with its reason.

use api::ErrorKind;
use streaming_avatar_session::{
    Command, Connection, EndReason, Event, Input, Options, Outcome, PeerProblem, Problem, Progress, Request, State,
};

use crate::driver::{Driver, live, millis, refusal, secs};

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
    assert_eq!(driver.progress(waiting), [Progress::Queued], "it waits as before");
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
