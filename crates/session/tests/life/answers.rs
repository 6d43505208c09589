//! Answers of the service's language model: their words, and how they fail.

use api::{ApiError, ChannelMessage, ErrorKind, TaskType};
use streaming_avatar_session::{Event, Input, Outcome, PeerId, TextId};

use crate::driver::{Driver, live, secs};

const TEXT: TextId = TextId(1);

/// A session whose model is being asked; whether the service has named the task.
fn asked(named: bool) -> (Driver, PeerId, Option<streaming_avatar_session::CallId>) {
    let (mut driver, peer) = live();
    driver.input(Input::Speak {
        id: TEXT,
        text: "Who are you?".into(),
        kind: TaskType::Talk,
    });
    let (call, _) = driver.task();
    if named {
        driver.tasked(call, "t", 0);
    }
    (driver, peer, (!named).then_some(call))
}

fn tell(driver: &mut Driver, peer: PeerId, message: ChannelMessage) {
    driver.input(Input::Message { peer, message });
}

fn says(driver: &mut Driver, peer: PeerId, words: &str) {
    let (task_id, message) = ("t".into(), words.into());
    tell(driver, peer, ChannelMessage::TalkingMessage { task_id, message });
}

fn fails(driver: &mut Driver, peer: PeerId) {
    let (task_id, code, message) = ("t".into(), "llm-cut-off".into(), "It was cut off.".into());
    tell(driver, peer, ChannelMessage::Error { task_id, code, message });
}

fn words(driver: &Driver) -> String {
    let words = driver.events.iter().filter_map(|event| match event {
        Event::Words { id, words } if *id == TEXT => Some(words.as_str()),
        _ => None,
    });
    words.collect()
}

fn failed() -> Outcome {
    Outcome::Failed(ApiError::new(ErrorKind::AnswerFailed, 0, None, "It was cut off.".into(), None).into())
}

#[test]
fn the_words_of_an_answer_are_told_whenever_the_reply_comes() {
    for named in [true, false] {
        let (mut driver, peer, call) = asked(named);
        driver.starts(peer, "t");
        says(&mut driver, peer, "I am");
        says(&mut driver, peer, " Clara.");
        if let Some(call) = call {
            assert_eq!(words(&driver), "", "nobody knows whose they are");
            driver.tasked(call, "t", 0);
        }
        assert_eq!(words(&driver), "I am Clara.");
        driver.stops_after(peer, "t", 1_000);
        assert_eq!(driver.outcomes(TEXT), [Outcome::Spoken]);
    }
}

#[test]
fn an_answer_that_fails_fails_its_text_after_what_was_heard_of_it() {
    for named in [true, false] {
        let (mut driver, peer, call) = asked(named);
        driver.starts(peer, "t");
        fails(&mut driver, peer);
        if let Some(call) = call {
            driver.tasked(call, "t", 0);
        }
        assert_eq!(driver.outcomes(TEXT), [], "it is still being heard");
        driver.stops_after(peer, "t", 1_000);
        assert_eq!(driver.outcomes(TEXT), [failed()]);
    }
}

#[test]
fn an_answer_of_which_nothing_is_heard_fails_at_once() {
    for named in [true, false] {
        let (mut driver, peer, call) = asked(named);
        fails(&mut driver, peer);
        if let Some(call) = call {
            driver.tasked(call, "t", 0);
        }
        assert_eq!(driver.outcomes(TEXT), [failed()]);
        let next = driver.speak("Next.");
        let (call, _) = driver.task();
        driver.tasked(call, "u", 1_000);
        driver.starts(peer, "u");
        driver.stops_after(peer, "u", 1_000);
        assert!(driver.outcomes(next).len() <= 1, "the session goes on");
    }
}

#[test]
fn a_model_may_think_for_longer_than_a_text_may_wait() {
    let (mut driver, peer, _) = asked(true);
    driver.pass(secs(50));
    assert_eq!(driver.outcomes(TEXT), []);
    driver.starts(peer, "t");
    driver.stops_after(peer, "t", 1_000);
    assert_eq!(driver.outcomes(TEXT), [Outcome::Spoken]);
}

#[test]
fn the_words_of_a_text_that_is_repeated_are_known_already() {
    let (mut driver, peer) = live();
    driver.speak("Hello.");
    let (call, _) = driver.task();
    driver.tasked(call, "t", 1_000);
    driver.starts(peer, "t");
    says(&mut driver, peer, "Hello.");
    assert!(!driver.events.iter().any(|event| matches!(event, Event::Words { .. })));
}

#[test]
fn a_voice_that_is_replaced_is_told_once_and_ends_nothing() {
    let (mut driver, peer, _) = asked(true);
    let warn = |driver: &mut Driver, words: &str| {
        let (task_id, code, message) = ("t".into(), "voice-cut-off".into(), words.into());
        tell(driver, peer, ChannelMessage::Warning { task_id, code, message });
    };
    driver.starts(peer, "t");
    warn(&mut driver, "It was cut off.");
    warn(&mut driver, "It was cut off.");
    warn(&mut driver, "It is down.");
    driver.stops_after(peer, "t", 1_000);
    assert_eq!(driver.outcomes(TEXT), [Outcome::Spoken]);
    let problem =
        |words: &str| Event::Problem(ApiError::new(ErrorKind::VoiceReplaced, 0, None, words.into(), None).into());
    let told = |event: &Event| driver.events.iter().filter(|seen| *seen == event).count();
    assert_eq!(
        (told(&problem("It was cut off.")), told(&problem("It is down."))),
        (1, 1)
    );
}
