//! A `streaming.new` that the page sent before the machine was there.

use api::ErrorKind;
use streaming_avatar_session::{CallId, Command, Input, Options, State, TokenId};

use crate::driver::{Driver, refusal, reply, secs};

fn started(tokens: bool) -> (Driver, CallId, Option<TokenId>) {
    let mut driver = Driver::new(Options {
        tokens,
        ..Options::default()
    });
    driver.input(Input::StartEarly);
    let (call, token) = driver.take(|command| match command {
        Command::AwaitEarly { call, token } => Some((*call, *token)),
        _ => None,
    });
    (driver, call, token)
}

#[test]
fn its_reply_is_that_of_the_session() {
    let (mut driver, call, token) = started(false);
    assert_eq!((driver.state(), token), (State::Creating, None));
    assert_eq!(driver.news(), 0);
    driver.input(Input::Created {
        call,
        result: Ok(reply("a")),
    });
    assert_eq!(driver.state(), State::Negotiating);
    assert_eq!(driver.session.session_id(), Some("a"));
}

#[test]
fn its_token_goes_with_the_session() {
    let (mut driver, call, token) = started(true);
    driver.input(Input::Created {
        call,
        result: Ok(reply("a")),
    });
    driver.input(Input::Stop);
    let sent = driver.take(|command| match command {
        Command::Send { token, .. } => Some(*token),
        _ => None,
    });
    assert!(token.is_some());
    assert_eq!(sent, token);
}

#[test]
fn one_that_was_not_sent_after_all_is_sent() {
    let (mut driver, call, _) = started(false);
    driver.input(Input::NotSent { call });
    driver.connect("a");
    assert_eq!(driver.state(), State::Live);

    let (mut driver, call, early) = started(true);
    driver.input(Input::NotSent { call });
    let token = driver.take(|command| match command {
        Command::FetchToken { token } => Some(*token),
        _ => None,
    });
    assert_ne!(Some(token), early);
    driver.input(Input::Token { token, result: Ok(()) });
    driver.connect("a");
    assert_eq!(driver.state(), State::Live);
}

#[test]
fn after_a_stop_its_session_is_stopped_and_nothing_else_is_sent() {
    let (mut driver, call, _) = started(false);
    driver.input(Input::Stop);
    driver.input(Input::Created {
        call,
        result: Ok(reply("a")),
    });
    driver.stop_call("a");

    let (mut driver, call, _) = started(false);
    driver.input(Input::Stop);
    driver.input(Input::NotSent { call });
    assert_eq!(driver.news(), 0);
}

#[test]
fn beside_a_session_that_is_there_it_is_stopped() {
    let mut driver = Driver::new(Options::default());
    driver.live("a");
    driver.input(Input::StartEarly);
    let call = driver.take(|command| match command {
        Command::AwaitEarly { call, .. } => Some(*call),
        _ => None,
    });
    driver.input(Input::Created {
        call,
        result: Ok(reply("b")),
    });
    driver.stop_call("b");
    assert_eq!(driver.state(), State::Live);
    assert_eq!(driver.session.session_id(), Some("a"));
}

#[test]
fn it_is_bounded_and_refused_like_any_other() {
    let (mut driver, call, _) = started(false);
    driver.input(Input::Created {
        call,
        result: Err(refusal(ErrorKind::RateLimited)),
    });
    driver.pass(secs(5));
    assert_eq!(driver.news(), 1, "sent again, by the machine");

    let (mut driver, ..) = started(false);
    driver.pass(secs(75));
    assert_eq!(driver.state(), State::Ended);
}
