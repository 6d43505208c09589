//! No network: said, waited for, and the reason of what ends by it.

use api::ApiError;
use streaming_avatar_session::{Connection, EndReason, Event, Input, Options, Problem, State};

use crate::driver::{Driver, live, millis, secs};

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
    let result = Err(ApiError::unreachable());
    driver.input(Input::Created { call, result });
    driver.pass(secs(30));
    assert_eq!((driver.state(), driver.news()), (State::Creating, 0));
    driver.input(Input::Online(true));
    driver.pass(secs(1));
    driver.connect("a");
    assert_eq!(driver.state(), State::Live);
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
fn a_stage_that_ends_without_a_network_ends_with_that() {
    for stage in [0, 1, 3] {
        let mut driver = Driver::new(Options::default());
        driver.reach(stage);
        driver.input(Input::Online(false));
        driver.pass(secs(75));
        assert_eq!(driver.ends(), [EndReason::Failed(Problem::Offline)], "stage {stage}");
    }
}
