//! Fresh tokens: one for each session, with all of its calls, and dropped with it.

use api::{ApiError, ErrorKind};
use streaming_avatar_session::{Command, EndReason, Input, Options, Problem, Request, State, TokenId};

use crate::driver::{Driver, refusal, reply, secs};

fn driver() -> Driver {
    Driver::new(Options {
        tokens: true,
        ..Options::default()
    })
}

fn no_token(status: u16) -> ApiError {
    ApiError::new(ErrorKind::NoToken, status, None, "no".into(), None)
}

/// Takes the next request for a token.
fn fetched(driver: &mut Driver) -> TokenId {
    driver.take(|command| match command {
        Command::FetchToken { token } => Some(*token),
        _ => None,
    })
}

fn comes(driver: &mut Driver, token: TokenId) {
    driver.input(Input::Token { token, result: Ok(()) });
}

/// The tokens of all requests so far.
fn used(driver: &Driver) -> Vec<Option<TokenId>> {
    let token = |command: &Command| match command {
        Command::Send { token, .. } => Some(*token),
        _ => None,
    };
    driver.commands.iter().filter_map(token).collect()
}

fn dropped(driver: &Driver, wanted: TokenId) -> bool {
    driver.has(|command| matches!(command, Command::DropToken { token } if *token == wanted))
}

/// Live as "a".
fn live() -> (Driver, TokenId) {
    let mut driver = driver();
    driver.input(Input::Start);
    let token = fetched(&mut driver);
    comes(&mut driver, token);
    driver.connect("a");
    (driver, token)
}

#[test]
fn a_session_is_asked_for_once_its_token_is_there_and_its_calls_carry_it() {
    let mut driver = driver();
    driver.input(Input::Start);
    assert!(used(&driver).is_empty());
    let token = fetched(&mut driver);
    comes(&mut driver, token);
    assert_eq!(used(&driver), [Some(token)]);
    driver.connect("a");
    driver.speak("Hello.");
    driver.input(Input::Stop);
    assert!(used(&driver).iter().all(|used| *used == Some(token)));
    assert!(!dropped(&driver, token), "the stop may have to be sent again");
    let stop = driver.stop_call("a");
    driver.done(stop);
    assert!(dropped(&driver, token));
}

#[test]
fn no_token_is_asked_for_where_none_is_used() {
    let mut driver = Driver::new(Options::default());
    driver.live("a");
    assert!(!driver.has(|command| matches!(command, Command::FetchToken { .. })));
    assert!(used(&driver).iter().all(Option::is_none));
}

#[test]
fn a_token_that_is_refused_ends_the_start_with_its_reason() {
    let mut driver = driver();
    driver.input(Input::Start);
    let token = fetched(&mut driver);
    driver.input(Input::Token {
        token,
        result: Err(no_token(401)),
    });
    assert_eq!(driver.ends(), [EndReason::Failed(Problem::Api(no_token(401)))]);
    assert!(used(&driver).is_empty());
}

#[test]
fn a_token_that_comes_after_a_stop_opens_nothing() {
    let mut driver = driver();
    driver.input(Input::Start);
    let token = fetched(&mut driver);
    driver.input(Input::Stop);
    comes(&mut driver, token);
    assert!(used(&driver).is_empty());
    assert!(dropped(&driver, token));
}

#[test]
fn a_token_that_never_comes_is_bounded_and_leaves_no_session_to_be_counted() {
    let mut driver = driver();
    driver.input(Input::Start);
    fetched(&mut driver);
    driver.pass(secs(75));
    assert_eq!(driver.ends(), [EndReason::Failed(Problem::TimedOut(State::Creating))]);
    driver.input(Input::Start);
    let token = fetched(&mut driver);
    comes(&mut driver, token);
    driver.refuse_new(ErrorKind::ConcurrentLimit);
    assert_eq!(
        driver.state(),
        State::Ended,
        "no session of ours can be what is counted"
    );
}

#[test]
fn a_token_that_comes_after_a_sleep_opens_nothing_that_is_given_up_already() {
    for (hidden, ended) in [
        (false, EndReason::Failed(Problem::TimedOut(State::Creating))),
        (true, EndReason::Hidden),
    ] {
        let mut driver = Driver::new(Options {
            tokens: true,
            hidden_limit: hidden.then(|| secs(30)),
            ..Options::default()
        });
        driver.input(Input::Start);
        driver.input(Input::Hidden(hidden));
        let token = fetched(&mut driver);
        driver.now = driver.now + secs(300);
        comes(&mut driver, token);
        assert!(used(&driver).is_empty());
        assert!(dropped(&driver, token));
        assert_eq!(driver.ends(), [ended]);
    }
}

#[test]
fn every_further_session_has_a_token_of_its_own() {
    let (mut driver, first) = live();
    driver.input(Input::Renew);
    let second = fetched(&mut driver);
    assert_ne!(first, second);
    comes(&mut driver, second);
    driver.commands.retain(|command| {
        !matches!(
            command,
            Command::Send {
                request: Request::Start(_),
                ..
            }
        )
    });
    driver.connect_with(reply("b"));
    let stop = driver.stop_call("a");
    driver.done(stop);
    assert!(dropped(&driver, first) && !dropped(&driver, second));
}

#[test]
fn a_token_goes_with_the_call_that_was_refused() {
    let mut driver = driver();
    driver.input(Input::Start);
    let first = fetched(&mut driver);
    comes(&mut driver, first);
    let call = driver.new_call();
    driver.input(Input::Created {
        call,
        result: Err(refusal(ErrorKind::RateLimited)),
    });
    assert!(dropped(&driver, first));
    driver.pass(secs(5));
    let second = fetched(&mut driver);
    comes(&mut driver, second);
    driver.new_call();
}

#[test]
fn a_session_of_an_earlier_visit_is_stopped_with_a_fresh_token() {
    let mut driver = driver();
    driver.input(Input::Orphans(vec!["old".into()]));
    driver.input(Input::Start);
    let (stop, new) = (fetched(&mut driver), fetched(&mut driver));
    comes(&mut driver, stop);
    let call = driver.stop_call("old");
    driver.done(call);
    assert!(dropped(&driver, stop));
    comes(&mut driver, new);
    driver.new_call();
}

#[test]
fn a_stop_that_is_not_admitted_is_sent_with_a_fresh_token() {
    let (mut driver, first) = live();
    driver.input(Input::Stop);
    let stop = driver.stop_call("a");
    driver.refused(stop, ErrorKind::Unauthorized);
    assert!(dropped(&driver, first), "it may have expired");
    driver.pass(secs(2));
    let second = fetched(&mut driver);
    comes(&mut driver, second);
    let stop = driver.stop_call("a");
    driver.done(stop);
    assert!(driver.unregisters("a") && dropped(&driver, second));
}

#[test]
fn a_token_for_a_stop_that_does_not_come_is_asked_for_again() {
    let mut driver = driver();
    driver.input(Input::Orphans(vec!["old".into()]));
    driver.input(Input::Start);
    let (first, _) = (fetched(&mut driver), fetched(&mut driver));
    driver.pass(secs(10));
    let second = fetched(&mut driver);
    comes(&mut driver, second);
    driver.stop_call("old");
    comes(&mut driver, first);
    assert!(dropped(&driver, first), "too late");
}

#[test]
fn a_source_of_tokens_that_is_slower_than_a_stop_waits_still_has_it_sent() {
    let mut driver = driver();
    driver.input(Input::Orphans(vec!["old".into()]));
    driver.input(Input::Start);
    let (first, new) = (fetched(&mut driver), fetched(&mut driver));
    driver.pass(secs(10));
    let second = fetched(&mut driver);
    driver.pass(secs(2));
    comes(&mut driver, first);
    let stop = driver.stop_call("old");
    driver.pass(secs(9));
    assert_eq!(driver.stops_sent(), 0, "it has its whole time from when it was sent");
    driver.done(stop);
    comes(&mut driver, second);
    assert!(driver.unregisters("old") && dropped(&driver, first) && dropped(&driver, second));
    comes(&mut driver, new);
    driver.new_call();
}
