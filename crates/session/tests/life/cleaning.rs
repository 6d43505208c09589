//! Texts with markup: cleaned before they are said, in their order, for a bounded time.

use api::TaskType;
use streaming_avatar_session::{Command, Event, Input, Options, Outcome, TextId};

use crate::driver::{Driver, live, millis, secs};

/// The text that the machine wants cleaned.
fn asked(driver: &mut Driver) -> (TextId, String) {
    driver.take(|command| match command {
        Command::Clean { id, text } => Some((*id, text.clone())),
        _ => None,
    })
}

fn cleaned(driver: &mut Driver, id: TextId, text: &str) {
    let text = text.to_owned();
    driver.input(Input::Cleaned { id, text });
}

fn told(driver: &Driver) -> Vec<&str> {
    let texts = driver.events.iter().filter_map(|event| match event {
        Event::Cleaned { text, .. } => Some(text.as_str()),
        _ => None,
    });
    texts.collect()
}

#[test]
fn a_text_with_markup_is_cleaned_before_it_is_sent() {
    let (mut driver, peer) = live();
    let id = driver.speak(" **Hello**, Ann. ");
    assert_eq!(asked(&mut driver), (id, "**Hello**, Ann.".to_owned()));
    assert_eq!(driver.tasks(), 0);
    cleaned(&mut driver, id, "Hello, Ann.");
    assert_eq!(told(&driver), ["Hello, Ann."]);
    let (call, words) = driver.task();
    assert_eq!(words, "Hello, Ann.");
    driver.tasked(call, "t", 500);
    driver.starts(peer, "t");
    driver.pass(millis(500));
    driver.stops(peer, "t");
    assert_eq!(driver.outcomes(id), [Outcome::Spoken]);
}

#[test]
fn a_plain_text_waits_for_nothing() {
    let (mut driver, _) = live();
    driver.speak("Hello, Ann.");
    assert!(!driver.has(|command| matches!(command, Command::Clean { .. })));
    assert_eq!(driver.task().1, "Hello, Ann.");
    assert!(told(&driver).is_empty());
}

#[test]
fn a_plain_text_does_not_overtake_one_that_is_being_cleaned() {
    let (mut driver, _) = live();
    let first = driver.speak("*First*.");
    driver.speak("Second.");
    assert_eq!(driver.tasks(), 0);
    cleaned(&mut driver, first, "First.");
    let (call, words) = driver.task();
    assert_eq!(words, "First.");
    driver.tasked(call, "t", 500);
    assert_eq!(driver.task().1, "Second.");
}

#[test]
fn cleaning_that_takes_too_long_is_not_waited_for() {
    let (mut driver, _) = live();
    let id = driver.speak("*First*.");
    driver.pass(millis(4900));
    assert_eq!(driver.tasks(), 0);
    driver.pass(millis(200));
    assert_eq!(driver.task().1, "*First*.");
    // It is late, and changes nothing.
    cleaned(&mut driver, id, "First.");
    assert_eq!(driver.tasks(), 0);
    assert!(told(&driver).is_empty());
}

#[test]
fn a_text_that_is_nothing_but_markup_is_sent_as_it_is() {
    let (mut driver, _) = live();
    let id = driver.speak("====");
    cleaned(&mut driver, id, "");
    assert_eq!(driver.task().1, "====");
}

#[test]
fn a_text_that_is_dropped_while_it_is_cleaned_is_not_sent() {
    let (mut driver, _) = live();
    let id = driver.speak("*First*.");
    driver.silence();
    assert_eq!(driver.outcomes(id), [Outcome::Interrupted]);
    cleaned(&mut driver, id, "First.");
    driver.pass(secs(10));
    assert_eq!(driver.tasks(), 0);
}

#[test]
fn a_greeting_is_cleaned_while_the_session_opens() {
    let mut driver = Driver::new(Options {
        greeting: "# Welcome".to_owned(),
        ..Options::default()
    });
    driver.input(Input::Start);
    let (id, text) = asked(&mut driver);
    assert_eq!((id, text.as_str()), (TextId::GREETING, "# Welcome"));
    cleaned(&mut driver, id, "Welcome");
    driver.connect("a");
    assert_eq!(driver.task().1, "Welcome");
}

#[test]
fn a_question_for_a_language_model_keeps_its_markup() {
    let (mut driver, _) = live();
    driver.input(Input::Speak {
        id: TextId(9),
        text: "Explain `a *b`.".to_owned(),
        kind: TaskType::Talk,
    });
    assert_eq!(driver.task().1, "Explain `a *b`.");
}

#[test]
fn sentences_are_cut_after_cleaning() {
    let mut driver = Driver::new(Options {
        split_sentences: true,
        ..Options::default()
    });
    driver.live("a");
    let id = driver
        .speak("**This is the first sentence, which is long enough. And this is the second one, which is as long.**");
    cleaned(
        &mut driver,
        id,
        "This is the first sentence, which is long enough. And this is the second one, which is as long.",
    );
    let (call, words) = driver.task();
    assert_eq!(words, "This is the first sentence, which is long enough.");
    driver.tasked(call, "t", 500);
    assert_eq!(driver.task().1, "And this is the second one, which is as long.");
}
