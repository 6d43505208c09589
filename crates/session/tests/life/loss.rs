//! A lost connection is noticed, and what may heal is given its time.

use api::ErrorKind;
use streaming_avatar_session::{Connection, EndReason, Event, Input, Options, PeerId, PeerProblem, State};

use crate::driver::{Driver, live, millis, refusal, reply, secs};

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
fn a_connection_has_its_time_to_heal_once_and_only_where_it_stood() {
    let (mut driver, peer) = live();
    driver.connection(peer, Connection::Disconnected);
    driver.pass(secs(3));
    driver.connection(peer, Connection::Disconnected);
    driver.pass(secs(2));
    assert_eq!(driver.state(), State::Recovering);

    let mut driver = Driver::new(Options::default());
    driver.reach(3);
    let peer = PeerId(1);
    driver.connection(peer, Connection::Disconnected);
    driver.pass(secs(6));
    assert_eq!(driver.state(), State::Connecting, "it has the whole of its time");
}

#[test]
fn every_kind_of_loss_is_noticed() {
    let lose: [fn(&mut Driver, PeerId); 4] = [
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
