//! The page around the session: left, returned to, hidden.

use streaming_avatar_session::{Command, Connection, EndReason, Event, Input, Options, Problem, Request, State};

use crate::driver::{Driver, live, secs};

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
    assert_eq!(driver.stops_sent(), 0);
    driver.input(Input::Leaving);
    assert_eq!(driver.stops_sent(), 10);
}

#[test]
fn leaving_does_not_wait_for_the_stop() {
    let (mut driver, _) = live();
    driver.input(Input::Stop);
    assert_eq!(driver.state(), State::Stopping);
    driver.input(Input::Leaving);
    assert_eq!(driver.ends(), [EndReason::Stopped]);
}

#[test]
fn leaving_stops_everything_with_requests_that_outlive_the_page() {
    let (mut driver, _) = live();
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
    assert_eq!(driver.stops_sent(), 2, "their outcome was never heard");
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

#[test]
fn a_hidden_page_which_is_shown_no_picture_is_live_with_its_channel() {
    let mut driver = Driver::new(Options::default());
    driver.reach(3);
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

#[test]
fn offline_is_told_once_and_only_where_it_matters() {
    let told = |driver: &Driver| {
        let offline = Event::Problem(Problem::Offline);
        driver.events.iter().filter(|event| **event == offline).count()
    };
    let (mut driver, _) = live();
    driver.input(Input::Online(false));
    assert_eq!(told(&driver), 1);
    driver.input(Input::Online(false));
    assert_eq!(told(&driver), 1);
    driver.input(Input::Online(true));
    driver.input(Input::Online(false));
    assert_eq!(told(&driver), 2);
    let mut driver = Driver::new(Options::default());
    driver.input(Input::Online(false));
    assert_eq!(told(&driver), 0, "nobody wants a session");
}
