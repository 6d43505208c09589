//! The visitor's voice: the microphone, and the words of the conversation.

mod conversation;
mod microphone;

use api::{Features, ListeningMode, NewReply};
use streaming_avatar_session::{CallId, Event, Input, Microphone, Opened, Options, PeerId, Request};

use crate::driver::{Driver, reply};

const TALK: Input = Input::Listen {
    mode: ListeningMode::Conversational,
    muted: false,
};
const BUTTON: Input = Input::Listen {
    mode: ListeningMode::PushToTalk,
    muted: false,
};

fn hears(session_id: &str) -> NewReply {
    NewReply {
        features: Some(Features {
            talk: true,
            listen: true,
            ..Features::default()
        }),
        ..reply(session_id)
    }
}

/// A session that hears visitors, Live as "a".
fn attentive() -> (Driver, PeerId) {
    let mut driver = Driver::new(Options::default());
    driver.input(Input::Start);
    let peer = driver.connect_with(hears("a"));
    driver.commands.clear();
    (driver, peer)
}

/// The same with an open microphone that is listened to.
fn heard(wish: Input) -> (Driver, PeerId) {
    let (mut driver, peer) = attentive();
    driver.input(wish);
    driver.input(Input::Captured(Ok(Opened::Chosen)));
    let call = listen_call(&mut driver);
    driver.done(call);
    (driver, peer)
}

fn listen_call(driver: &mut Driver) -> CallId {
    driver.call(|request| matches!(request, Request::Listen(_)))
}

fn states(driver: &Driver) -> Vec<Microphone> {
    let state = |event: &Event| match event {
        Event::Microphone(state) => Some(*state),
        _ => None,
    };
    driver.events.iter().filter_map(state).collect()
}

fn problems(driver: &Driver) -> Vec<&'static str> {
    let problem = |event: &Event| match event {
        Event::Problem(problem) => Some(problem.name()),
        _ => None,
    };
    driver.events.iter().filter_map(problem).collect()
}

fn last(driver: &Driver) -> Microphone {
    states(driver).last().copied().unwrap_or_default()
}
