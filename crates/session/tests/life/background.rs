//! The background behind the avatar: asked for, and changed while a session is open.

use api::{Background, Features, NewReply};
use streaming_avatar_session::{Command, Input, Options, PeerId, Request};

use crate::driver::{Driver, live_with, reply};

/// The reply of a server that changes the background.
fn before(session_id: &str, background: Background) -> NewReply {
    NewReply {
        features: Some(Features {
            background: Some(background),
            ..Features::default()
        }),
        ..reply(session_id)
    }
}

fn told(driver: &Driver) -> Vec<(PeerId, Background)> {
    let told = |command: &Command| match command {
        Command::Background { peer, background } => Some((*peer, *background)),
        _ => None,
    };
    driver.commands.iter().filter_map(told).collect()
}

fn asked(driver: &Driver) -> Option<Background> {
    let asked = |command: &Command| match command {
        Command::Send {
            request: Request::New(request),
            ..
        } => Some(request.background),
        _ => None,
    };
    driver.commands.iter().rev().find_map(asked).flatten()
}

#[test]
fn a_server_that_changes_the_ground_is_told_once() {
    let (mut driver, peer) = live_with(Options::default(), before("a", Background::Studio));
    driver.input(Input::Background(Background::Studio));
    assert_eq!(told(&driver), []);
    driver.input(Input::Background(Background::Green));
    driver.input(Input::Background(Background::Green));
    assert_eq!(told(&driver), [(peer, Background::Green)]);
    driver.input(Input::Background(Background::Studio));
    assert_eq!(told(&driver).len(), 2);
}

#[test]
fn a_server_that_does_not_say_so_is_told_nothing() {
    // The message would be a text to be answered there.
    let mut driver = Driver::new(Options::default());
    driver.live("a");
    driver.input(Input::Background(Background::Green));
    assert_eq!(told(&driver), []);
    // But the next session is asked for before that background.
    driver.input(Input::Renew);
    assert_eq!(asked(&driver), Some(Background::Green));
}

#[test]
fn a_ground_that_was_chosen_while_a_session_was_opened_counts() {
    let mut driver = Driver::new(Options::default());
    driver.input(Input::Start);
    assert_eq!(asked(&driver), None);
    driver.input(Input::Background(Background::Green));
    let peer = driver.open_peer();
    let call = driver.new_call();
    driver.input(Input::Created {
        call,
        result: Ok(before("a", Background::Studio)),
    });
    assert_eq!(told(&driver), [(peer, Background::Green)]);
}
