//! Texts that are long: sent in pieces that the service takes, and how much of them was heard.

use api::{ApiError, ErrorKind};
use streaming_avatar_session::{Event, Input, Outcome, TextId};

use crate::driver::{Driver, live, millis, refusal, secs, speaking};

fn heard(driver: &Driver, text: TextId) -> Option<u32> {
    driver.events.iter().find_map(|event| match event {
        Event::Heard { id, letters } if *id == text => Some(*letters),
        _ => None,
    })
}

fn letters(text: &str) -> u32 {
    text.chars().filter(|character| !character.is_whitespace()).count() as u32
}

/// Takes what is sent until nothing is, and says each piece to its end.
fn said(driver: &mut Driver, peer: streaming_avatar_session::PeerId, most: usize) -> Vec<String> {
    let mut pieces = Vec::new();
    while driver.tasks() > 0 && pieces.len() < most {
        let (call, words) = driver.task();
        let name = format!("t{}", pieces.len());
        driver.tasked(call, &name, 100);
        driver.starts(peer, &name);
        driver.pass(millis(100));
        driver.stops(peer, &name);
        pieces.push(words);
    }
    pieces
}

#[test]
fn a_long_text_is_sent_in_pieces_and_has_one_outcome() {
    let (mut driver, peer) = live();
    let text = "A sentence of some length, as they are written. ".repeat(150);
    let id = driver.speak(&text);
    let pieces = said(&mut driver, peer, 20);
    assert!(pieces.len() > 1 && pieces.len() < 10, "{}", pieces.len());
    assert!(
        pieces
            .iter()
            .all(|piece| piece.ends_with('.') && piece.chars().count() <= 2000)
    );
    assert_eq!(letters(&pieces.concat()), letters(&text));
    assert_eq!(driver.outcomes(id), [Outcome::Spoken]);
}

#[test]
fn a_piece_that_is_too_long_for_the_service_is_cut_finer() {
    let (mut driver, peer) = live();
    let text = "Short sentences only. ".repeat(40);
    let (id, next) = (driver.speak(&text), driver.speak(&text));
    let mut error = refusal(ErrorKind::TextRefused);
    error.message = "The text is too long: 880 characters, at most 300.".into();
    for _ in 0..2 {
        let (call, _) = driver.task();
        driver.task_refused(call, error.clone());
    }
    let pieces = said(&mut driver, peer, 40);
    assert!(pieces.iter().all(|piece| piece.chars().count() <= 220), "{pieces:?}");
    assert_eq!(letters(&pieces.concat()), 2 * letters(&text));
    assert_eq!(driver.outcomes(id), [Outcome::Spoken]);
    assert_eq!(driver.outcomes(next), [Outcome::Spoken]);
}

#[test]
fn a_text_that_is_too_long_whatever_is_cut_off_fails() {
    let (mut driver, _) = live();
    let id = driver.speak("Short sentences only, but none is short enough for this service, it seems.");
    let error = ApiError::new(ErrorKind::TextRefused, 400, None, "The text is too long.".into(), None);
    for _ in 0..8 {
        if driver.tasks() == 0 {
            break;
        }
        let (call, _) = driver.task();
        driver.task_refused(call, error.clone());
    }
    assert_eq!(driver.outcomes(id), [Outcome::Failed(error.into())]);
}

#[test]
fn an_interrupt_tells_how_much_was_heard() {
    let (mut driver, _, text) = speaking();
    driver.pass(millis(2500));
    driver.input(Input::Interrupt { clear: true });
    assert_eq!(driver.outcomes(text), [Outcome::Interrupted]);
    let whole = heard(&driver, text);
    assert!(whole.is_some_and(|letters| letters > 0), "{whole:?}");

    let (mut driver, peer) = live();
    let long = "Ten letter. ".repeat(400);
    let id = driver.speak(&long);
    let (call, first) = driver.task();
    driver.tasked(call, "t1", 10_000);
    driver.starts(peer, "t1");
    driver.pass(secs(10));
    driver.stops(peer, "t1");
    let (call, second) = driver.task();
    driver.tasked(call, "t2", 10_000);
    driver.starts(peer, "t2");
    driver.pass(secs(5));
    driver.input(Input::Interrupt { clear: true });
    assert_eq!(heard(&driver, id), Some(letters(&first) + letters(&second) / 2));
}

#[test]
fn a_text_that_waited_was_not_heard_at_all() {
    let (mut driver, _, _) = speaking();
    let waiting = driver.speak("Never begun.");
    driver.input(Input::Interrupt { clear: true });
    assert_eq!(driver.outcomes(waiting), [Outcome::Interrupted]);
    assert_eq!(heard(&driver, waiting), None);
}

#[test]
fn what_was_heard_is_told_where_the_session_is_stopped() {
    let (mut driver, _, text) = speaking();
    driver.pass(millis(1000));
    driver.input(Input::Stop);
    driver.pass(secs(6));
    assert_eq!(driver.outcomes(text), [Outcome::Interrupted]);
    assert!(heard(&driver, text).is_some());
}
