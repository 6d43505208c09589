//! Parts of a text that the voice cannot say are told with its end, and cost no more than themselves.

use api::ErrorKind;
use streaming_avatar_session::{Event, Input, Options, Outcome, TextId};

use crate::driver::{Driver, live, live_with, refusal, reply, secs};

/// The parts of a text that were told not to be said.
fn unsaid(driver: &Driver, text: TextId) -> Vec<String> {
    let told = driver.events.iter().filter_map(|event| match event {
        Event::Unsaid { id, text: unsaid } if *id == text => Some(unsaid.clone()),
        _ => None,
    });
    told.collect()
}

#[test]
fn what_was_not_said_is_told_with_the_end() {
    let (mut driver, peer) = live();
    let text = driver.say("Hello.", "t1", 900);
    driver.starts(peer, "t1");
    driver.pass(secs(1));
    driver.stops_unsaid(peer, "t1", 900, Some("你好"));
    assert_eq!(driver.outcomes(text), [Outcome::Spoken]);
    assert_eq!(unsaid(&driver, text), ["你好"]);
}

#[test]
fn a_text_that_is_said_whole_tells_nothing() {
    let (mut driver, peer) = live();
    let text = driver.say("Hello.", "t1", 900);
    driver.starts(peer, "t1");
    driver.pass(secs(1));
    driver.stops_after(peer, "t1", 900);
    assert_eq!(driver.outcomes(text), [Outcome::Spoken]);
    assert!(unsaid(&driver, text).is_empty());
}

#[test]
fn a_voice_that_fails_after_it_took_the_text_is_no_silence_that_counts_as_spoken() {
    let (mut driver, peer) = live();
    let (bad, good) = (driver.say("Bad.", "t1", 900), driver.speak("Good."));
    driver.stops_unsaid(peer, "t1", 0, Some("Bad."));
    assert!(matches!(&driver.outcomes(bad)[..], [Outcome::Failed(problem)] if problem.name() == "text-refused"));
    assert_eq!(driver.task().1, "Good.");
    assert!(driver.outcomes(good).is_empty());
}

const PIECES: [&str; 3] = [
    "This is a first sentence of a good length.",
    "这是第二句话它很长很长很长很长很长很长很长很长。",
    "And this is a third sentence of a good length.",
];

fn in_sentences() -> Options {
    Options {
        split_sentences: true,
        ..Options::default()
    }
}

#[test]
fn a_sentence_that_cannot_be_said_is_left_out_and_told() {
    for (bad, left_out) in PIECES.iter().enumerate() {
        let (mut driver, peer) = live_with(in_sentences(), reply("a"));
        let text = driver.speak(&PIECES.join(" "));
        for (nth, piece) in PIECES.iter().enumerate() {
            let (call, words) = driver.task();
            assert_eq!(words, *piece);
            if nth == bad {
                driver.task_refused(call, refusal(ErrorKind::TextRefused));
                continue;
            }
            let id = format!("t{nth}");
            driver.tasked(call, &id, 900);
            driver.starts(peer, &id);
            driver.pass(secs(1));
            driver.stops_after(peer, &id, 900);
        }
        driver.pass(secs(3));
        assert_eq!(driver.outcomes(text), [Outcome::Spoken], "without piece {bad}");
        assert_eq!(unsaid(&driver, text), [*left_out]);
    }
}

#[test]
fn a_text_of_which_no_sentence_can_be_said_fails() {
    let (mut driver, _) = live_with(in_sentences(), reply("a"));
    let text = driver.speak(&PIECES.join(" "));
    for _ in PIECES {
        let (call, _) = driver.task();
        driver.task_refused(call, refusal(ErrorKind::TextRefused));
    }
    assert_eq!(
        driver.outcomes(text),
        [Outcome::Failed(refusal(ErrorKind::TextRefused).into())]
    );
    assert!(unsaid(&driver, text).is_empty());
}

#[test]
fn a_text_for_which_there_is_no_room_yet_waits_for_as_long_as_another_is_said() {
    let (mut driver, peer) = live();
    let first = driver.say("A very long text.", "t1", 600_000);
    driver.starts(peer, "t1");
    let second = driver.speak("Another.");
    let mut error = refusal(ErrorKind::RateLimited);
    error.retry_after = Some(300);
    for _ in 0..9 {
        let (call, _) = driver.task();
        driver.task_refused(call, error.clone());
        assert!(driver.outcomes(second).is_empty());
        driver.pass(secs(60));
    }
    driver.stops_after(peer, "t1", 600_000);
    assert_eq!(driver.outcomes(first), [Outcome::Spoken]);
    let (call, words) = driver.task();
    assert_eq!(words, "Another.");
    driver.tasked(call, "t2", 900);
    assert!(driver.outcomes(second).is_empty());
}

#[test]
fn a_text_that_a_stop_interrupts_tells_what_was_left_out_of_it() {
    let (mut driver, _) = live_with(in_sentences(), reply("a"));
    let text = driver.speak(&PIECES.join(" "));
    let (call, words) = driver.task();
    driver.task_refused(call, refusal(ErrorKind::TextRefused));
    driver.input(Input::Stop);
    assert_eq!(driver.outcomes(text), [Outcome::Interrupted]);
    assert_eq!(unsaid(&driver, text), [words]);
}
