//! The words of both sides, and answers that the visitor speaks into.

use api::{ChannelMessage, ErrorKind};
use streaming_avatar_session::{
    Event, Input, Microphone, MicrophoneProblem, Outcome, PeerId, Problem, Progress, Role, TextId,
};

use super::{TALK, heard, last, problems};
use crate::driver::{Driver, millis, refusal, secs};

fn says(driver: &mut Driver, peer: PeerId, message: ChannelMessage) {
    driver.input(Input::Message { peer, message });
}

/// The visitor begins to speak.
fn turn_begins(driver: &mut Driver, peer: PeerId) {
    let task_id = "turn-1".to_owned();
    says(driver, peer, ChannelMessage::UserStart { task_id });
}

/// A turn, an answer, or listening as a whole failed.
fn error(task_id: &str, code: &str) -> ChannelMessage {
    ChannelMessage::Error {
        task_id: task_id.to_owned(),
        code: code.to_owned(),
        message: "words".to_owned(),
    }
}

/// Words of a task are heard.
fn answers(driver: &mut Driver, peer: PeerId, task_id: &str, message: &str) {
    let (task_id, message) = (task_id.to_owned(), message.to_owned());
    says(driver, peer, ChannelMessage::TalkingMessage { task_id, message });
}

/// The words of the answer are over.
fn answer_ends(driver: &mut Driver, peer: PeerId) {
    let task_id = "answer-1".to_owned();
    says(driver, peer, ChannelMessage::EndMessage { task_id });
}

fn messages(driver: &Driver) -> Vec<(u32, Role, &str, Option<bool>)> {
    let message = |event| match event {
        &Event::Message {
            id,
            role,
            ref words,
            end,
        } => Some((id.0, role, words.as_str(), end)),
        _ => None,
    };
    driver.events.iter().filter_map(message).collect()
}

#[test]
fn turns_and_answers_are_messages_of_one_conversation() {
    let (mut driver, peer) = heard(TALK);
    driver.events.clear();
    let turn = || "turn-1".to_owned();
    turn_begins(&mut driver, peer);
    assert_eq!(last(&driver), Microphone::Hearing);
    says(&mut driver, peer, ChannelMessage::UserStop { task_id: turn() });
    assert_eq!(last(&driver), Microphone::Listening);
    let message = "How are you?".to_owned();
    let task_id = turn();
    says(&mut driver, peer, ChannelMessage::UserMessage { task_id, message });
    says(&mut driver, peer, ChannelMessage::UserEnd { task_id: turn() });
    driver.starts(peer, "answer-1");
    answers(&mut driver, peer, "answer-1", "I am well.");
    answers(&mut driver, peer, "answer-1", " And you?");
    answer_ends(&mut driver, peer);
    driver.stops(peer, "answer-1");
    assert_eq!(
        messages(&driver),
        [
            (1, Role::User, "How are you?", None),
            (1, Role::User, "", Some(false)),
            (2, Role::Avatar, "I am well.", None),
            (2, Role::Avatar, " And you?", None),
            (2, Role::Avatar, "", Some(false)),
        ]
    );
    let speaks: Vec<_> = driver
        .events
        .iter()
        .filter(|event| matches!(event, Event::UserSpeaking(_)))
        .collect();
    assert_eq!(speaks, [&Event::UserSpeaking(true), &Event::UserSpeaking(false)]);
}

#[test]
fn an_answer_that_the_visitor_speaks_into_is_interrupted_unless_it_goes_on() {
    for (goes_on, interrupted) in [(false, true), (true, false)] {
        let (mut driver, peer) = heard(TALK);
        turn_begins(&mut driver, peer);
        driver.starts(peer, "answer-1");
        answers(&mut driver, peer, "answer-1", "A long story.");
        says(&mut driver, peer, ChannelMessage::PauseTalking);
        if goes_on {
            says(&mut driver, peer, ChannelMessage::ResumeTalking);
        }
        answer_ends(&mut driver, peer);
        assert_eq!(messages(&driver).last().unwrap().3, Some(interrupted));
    }
}

#[test]
fn an_answer_that_the_user_silences_is_interrupted() {
    let (mut driver, peer) = heard(TALK);
    turn_begins(&mut driver, peer);
    driver.starts(peer, "answer-1");
    answers(&mut driver, peer, "answer-1", "A long story.");
    driver.silence();
    answer_ends(&mut driver, peer);
    assert_eq!(messages(&driver).last().unwrap().3, Some(true));
}

#[test]
fn a_text_that_was_given_is_no_message_and_failures_are_told() {
    let (mut driver, peer) = heard(TALK);
    turn_begins(&mut driver, peer);
    driver.say("Hello.", "t1", 500);
    driver.starts(peer, "t1");
    answers(&mut driver, peer, "t1", "Hello.");
    assert_eq!(messages(&driver), []);
    says(&mut driver, peer, error("turn-1", "stt-timed-out"));
    says(&mut driver, peer, error("answer-1", "llm-timed-out"));
    assert_eq!(problems(&driver), ["not-heard", "answer-failed"]);
    assert_eq!(last(&driver), Microphone::Hearing, "it goes on listening");
    says(&mut driver, peer, error("", "stt-limit"));
    assert_eq!(last(&driver), Microphone::Off);
    let told = driver.events.iter().rev().find_map(|event| match event {
        Event::Problem(Problem::Microphone(MicrophoneProblem::NotHeard(words))) => Some(words.as_str()),
        _ => None,
    });
    assert_eq!(told, Some("words"));
}

#[test]
fn a_text_that_the_visitor_speaks_into_is_interrupted_and_the_next_one_is_timed_anew() {
    let (mut driver, peer) = heard(TALK);
    let text = driver.say("A long story that nobody wants to hear to its end.", "t1", 0);
    driver.starts(peer, "t1");
    driver.pass(secs(2));
    turn_begins(&mut driver, peer);
    says(&mut driver, peer, ChannelMessage::PauseTalking);
    driver.pass(secs(1));
    driver.stops_after(peer, "t1", 2000);
    assert_eq!(driver.outcomes(text), [Outcome::Interrupted]);
    // The pause is over with it: the next text is not held.
    let next = driver.say("And now?", "t2", 600);
    driver.starts(peer, "t2");
    driver.pass(millis(700));
    driver.stops_after(peer, "t2", 600);
    assert_eq!(driver.outcomes(next), [Outcome::Spoken]);
}

/// Two texts, of which the first is being said when the visitor speaks.
fn two_texts_spoken_into() -> (Driver, PeerId, [TextId; 2]) {
    let (mut driver, peer) = heard(TALK);
    let first = driver.say("A long story that nobody wants to hear to its end.", "t1", 9_000);
    driver.starts(peer, "t1");
    let second = driver.speak("And another one.");
    driver.pass(secs(2));
    (driver, peer, [first, second])
}

fn speaks_into(driver: &mut Driver, peer: PeerId) {
    turn_begins(driver, peer);
    says(driver, peer, ChannelMessage::PauseTalking);
    driver.stops_after(peer, "t1", 2000);
}

#[test]
fn a_text_that_is_dropped_with_the_one_that_the_visitor_speaks_into_is_interrupted_at_once() {
    let (mut driver, peer, [first, second]) = two_texts_spoken_into();
    let (call, _) = driver.task();
    driver.tasked(call, "t2", 1_000);
    speaks_into(&mut driver, peer);
    driver.stops(peer, "t2");
    assert_eq!(driver.outcomes(first), [Outcome::Interrupted]);
    assert_eq!(driver.outcomes(second), [Outcome::Interrupted]);
    let is_heard = |event: &Event| matches!(event, Event::Heard { id, .. } if *id == second);
    assert!(!driver.events.iter().any(is_heard), "nothing of it was heard");
    let next = driver.say("And now?", "t3", 600);
    assert!(!driver.progress(next).is_empty());
}

#[test]
fn a_text_whose_end_by_an_interrupt_is_told_before_its_reply_is_interrupted() {
    let (mut driver, peer, [_, second]) = two_texts_spoken_into();
    let (call, _) = driver.task();
    speaks_into(&mut driver, peer);
    driver.stops(peer, "t2");
    driver.tasked(call, "t2", 0);
    assert_eq!(driver.outcomes(second), [Outcome::Interrupted]);
    assert!(!driver.progress(second).contains(&Progress::Speaking));
}

#[test]
fn words_that_are_under_way_when_the_session_goes_come_to_an_end() {
    let (mut driver, peer) = heard(TALK);
    turn_begins(&mut driver, peer);
    answers(&mut driver, peer, "answer-1", "Well.");
    driver.input(Input::Stop);
    assert_eq!(messages(&driver).last().unwrap().3, Some(true));
    assert!(driver.events.contains(&Event::UserSpeaking(false)));
}

#[test]
fn an_answer_to_the_voice_that_comes_while_a_text_is_on_its_way_is_told_once_that_has_its_name() {
    for refused in [false, true] {
        let (mut driver, peer) = heard(TALK);
        turn_begins(&mut driver, peer);
        driver.speak("Typed.");
        let (call, _) = driver.task();
        driver.events.clear();
        driver.starts(peer, "answer-1");
        answers(&mut driver, peer, "answer-1", "I am");
        answers(&mut driver, peer, "answer-1", " well.");
        assert_eq!(messages(&driver), [], "it may be the typed text's");
        if refused {
            driver.task_refused(call, refusal(ErrorKind::TextRefused));
        } else {
            driver.tasked(call, "t1", 500);
        }
        answers(&mut driver, peer, "answer-1", " And you?");
        answer_ends(&mut driver, peer);
        let told: String = messages(&driver).iter().map(|(_, _, words, _)| *words).collect();
        assert_eq!(told, "I am well. And you?");
        assert_eq!(messages(&driver).last().unwrap().3, Some(false));
    }
}

#[test]
fn an_answer_to_the_voice_that_fails_while_a_text_is_on_its_way_is_told() {
    let (mut driver, peer) = heard(TALK);
    turn_begins(&mut driver, peer);
    driver.speak("Typed.");
    let (call, _) = driver.task();
    says(&mut driver, peer, error("answer-1", "llm-timed-out"));
    driver.tasked(call, "t1", 500);
    assert_eq!(problems(&driver), ["answer-failed"]);
}

#[test]
fn a_session_that_was_heard_for_as_long_as_it_may_be_is_renewed_where_that_is_wished() {
    for (renew, code) in [(true, "stt-limit"), (true, "llm-limit"), (false, "stt-limit")] {
        let (mut driver, peer) = heard(TALK);
        turn_begins(&mut driver, peer);
        let keep_alive = false;
        driver.input(Input::Choose { keep_alive, renew });
        let news = driver.news();
        says(&mut driver, peer, error("", code));
        driver.pass(millis(10));
        assert_eq!(driver.news() - news, usize::from(renew));
        assert_eq!(last(&driver) == Microphone::Off, !renew);
    }
}

#[test]
fn a_recognition_that_has_ended_for_good_closes_the_microphone_and_opens_no_other_session() {
    let (mut driver, peer) = heard(TALK);
    let (keep_alive, renew) = (false, true);
    driver.input(Input::Choose { keep_alive, renew });
    let news = driver.news();
    says(&mut driver, peer, error("", "stt-ended"));
    driver.pass(millis(10));
    assert_eq!(driver.news(), news);
    assert_eq!(last(&driver), Microphone::Off);
    assert_eq!(problems(&driver).len(), 1);
}
