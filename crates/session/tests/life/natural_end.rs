//! An end that was bound to come, told from a loss.

use api::{ErrorKind, NewRequest};
use streaming_avatar_session::{EndReason, Input, Options, State};

use crate::driver::{Driver, capped, idle_after, live, live_with, refusal, secs};

#[test]
fn an_end_that_was_bound_to_come_is_not_recovered_from() {
    let (mut driver, peer) = live();
    driver.pass(secs(180));
    driver.input(Input::Channel { peer, open: false });
    assert_eq!(driver.ends(), [EndReason::Idle]);

    let (mut driver, peer) = live_with(Options::default(), capped("a", 60));
    driver.pass(secs(59));
    driver.input(Input::Channel { peer, open: false });
    assert_eq!(driver.ends(), [EndReason::Cap]);
}

#[test]
fn an_early_end_is_recovered_from() {
    let (mut driver, peer) = live_with(Options::default(), capped("a", 60));
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
fn where_a_renewal_is_wanted_the_end_is_recovered_from() {
    let (mut driver, peer) = live_with(
        Options {
            renew: true,
            ..Options::default()
        },
        capped("a", 60),
    );
    driver.pass(secs(30));
    // The renewal was begun, and is refused.
    driver.refuse_new(ErrorKind::Unauthorized);
    driver.pass(secs(30));
    assert_eq!(driver.news(), 0, "what is refused for good is not asked twice");
    driver.input(Input::Channel { peer, open: false });
    assert_eq!(driver.state(), State::Recovering);
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

#[test]
fn a_text_that_waits_is_not_lost_with_a_session_that_ends_for_want_of_texts() {
    let mut driver = Driver::new(idle_after(30));
    let peer = driver.live("a");
    let text = driver.speak("Wait for me.");
    let (call, _) = driver.task();
    let mut busy = refusal(ErrorKind::RateLimited);
    busy.retry_after = Some(40);
    driver.task_refused(call, busy);
    driver.pass(secs(30));
    // The channel is what closes.
    driver.input(Input::Channel { peer, open: true });
    driver.input(Input::Channel { peer, open: false });
    assert_eq!(driver.state(), State::Recovering);
    driver.pass(secs(1));
    driver.connect("b");
    assert_eq!(driver.task().1, "Wait for me.");
    assert!(driver.outcomes(text).is_empty());
}

#[test]
fn a_session_through_which_others_speak_does_not_end_for_want_of_texts() {
    let mut driver = Driver::new(idle_after(30));
    let peer = driver.live("a");
    driver.starts(peer, "theirs");
    driver.pass(secs(40));
    driver.input(Input::Channel { peer, open: false });
    assert_eq!(driver.state(), State::Recovering);
}
