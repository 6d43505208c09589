//! One turn after the other, while the avatar is silent.

use std::time::Duration;

use streaming_avatar_dialogue::{AvatarState, Input, JobId, Mode, Outcome, Output, Reason, Untranscribed, Values};

use crate::microphone::Microphone;

fn began(output: &Output) -> bool {
    matches!(output, Output::Began(_))
}

fn ended(output: &Output) -> bool {
    matches!(output, Output::Ended(_))
}

fn transcribes(output: &Output) -> bool {
    matches!(output, Output::Transcribe { .. })
}

#[test]
fn a_turn_begins_after_a_quarter_of_a_second_and_ends_after_half_of_one() {
    let mut microphone = Microphone::new(Mode::Conversational);
    microphone.silence(960);
    microphone.speech(960);
    microphone.silence(960);
    assert_eq!(microphone.when(began), Some(960 + 256));
    assert_eq!(microphone.when(transcribes), Some(1920 + 224));
    assert_eq!(microphone.when(ended), Some(1920 + 512));
    let range = microphone.outputs.iter().find_map(|(_, output)| match output {
        Output::Transcribe { range, .. } => Some(range.clone()),
        _ => None,
    });
    // 300 ms from before it, 200 ms from after it.
    assert_eq!(range, Some((960 - 300) * 16..(1920 + 200) * 16));
}

#[test]
fn a_transcript_that_is_there_before_the_end_is_asked_at_the_end() {
    let mut microphone = Microphone::new(Mode::Conversational);
    microphone.speech(960);
    microphone.silence(256);
    microphone.transcript(" Hello? ");
    assert_eq!(microphone.asked(), []);
    microphone.silence(256);
    assert_eq!(microphone.asked().first().map(|(_, text)| *text), Some("Hello?"));
    assert_eq!(microphone.count(transcribes), 1);
}

#[test]
fn who_goes_on_after_a_pause_is_transcribed_as_a_whole() {
    let mut microphone = Microphone::new(Mode::Conversational);
    microphone.speech(960);
    microphone.silence(320);
    let first = microphone.job();
    microphone.speech(960);
    assert_eq!(microphone.count(|output| *output == Output::Discard(first)), 1);
    microphone.silence(960);
    microphone.give(Input::Transcript {
        job: first,
        text: Ok("Hello".into()),
    });
    assert_eq!(microphone.asked(), []);
    microphone.transcript("Hello, who are you?");
    assert_eq!(
        microphone.asked().first().map(|(_, text)| *text),
        Some("Hello, who are you?")
    );
    assert_eq!(microphone.count(began), 1);
}

#[test]
fn pauses_in_a_turn_cost_a_bounded_number_of_transcripts() {
    let mut microphone = Microphone::new(Mode::Conversational);
    for _ in 0..20 {
        microphone.speech(320);
        microphone.silence(320);
    }
    microphone.silence(960);
    assert_eq!(microphone.count(transcribes), 5);
    assert_eq!(microphone.count(ended), 1);
}

#[test]
fn a_click_is_no_turn() {
    let mut microphone = Microphone::new(Mode::Conversational);
    for _ in 0..20 {
        microphone.speech(64);
        microphone.silence(320);
    }
    assert_eq!(microphone.outputs, []);
}

#[test]
fn a_turn_that_does_not_end_is_cut_and_the_next_one_begins_at_once() {
    let mut microphone = Microphone::new(Mode::Conversational);
    microphone.speech(40_000);
    assert_eq!((microphone.count(began), microphone.count(ended)), (2, 1));
    microphone.transcript("One.");
    // It is not asked while the visitor speaks.
    assert_eq!(microphone.asked(), []);
    microphone.silence(960);
    microphone.transcript("Two.");
    assert_eq!(microphone.asked().first().map(|(_, text)| *text), Some("One. Two."));
}

#[test]
fn a_turn_for_which_no_sound_comes_any_more_ends() {
    let mut microphone = Microphone::new(Mode::Conversational);
    microphone.speech(960);
    let deadline = microphone.dialogue.deadline().expect("a deadline");
    assert_eq!(
        (deadline.at, deadline.reason),
        (Duration::from_millis(960 + 1000), Reason::Sound)
    );
    microphone.dialogue.handle(deadline.at, Input::Time);
    let outputs: Vec<_> = std::iter::from_fn(|| microphone.dialogue.poll()).collect();
    assert!(
        outputs.iter().any(ended) && outputs.iter().any(transcribes),
        "{outputs:?}"
    );
}

#[test]
fn a_transcript_that_never_comes_is_given_up_and_the_next_turn_is_heard() {
    let mut microphone = Microphone::new(Mode::Conversational);
    microphone.speech(960);
    microphone.silence(960);
    let job = microphone.job();
    assert_eq!(
        microphone.dialogue.deadline().map(|deadline| deadline.reason),
        Some(Reason::Transcript)
    );
    microphone.silence(20_000);
    assert_eq!(microphone.count(|output| *output == Output::Discard(job)), 1);
    assert_eq!(
        microphone.count(|output| matches!(output, Output::Turn(_, Outcome::Untranscribed(_)))),
        1
    );
    microphone.speech(960);
    microphone.silence(960);
    microphone.transcript("Hello?");
    assert_eq!(microphone.asked().len(), 1);
}

#[test]
fn a_failed_transcript_and_an_empty_one_are_told_and_not_asked() {
    for (text, outcome) in [
        (Err(Untranscribed), Outcome::Untranscribed as fn(JobId) -> Outcome),
        (Ok(" \n".into()), |_| Outcome::Empty),
    ] {
        let mut microphone = Microphone::new(Mode::Conversational);
        microphone.speech(960);
        microphone.silence(960);
        let job = microphone.job();
        microphone.give(Input::Transcript { job, text });
        let outcome = outcome(job);
        assert_eq!(
            microphone.count(|output| matches!(output, Output::Turn(_, told) if *told == outcome)),
            1
        );
        assert_eq!(microphone.asked(), []);
    }
}

#[test]
fn a_question_waits_until_the_answer_before_it_is_over() {
    let mut microphone = Microphone::new(Mode::Conversational);
    microphone.speech(960);
    microphone.silence(960);
    microphone.transcript("One?");
    let (answer, _) = microphone.asked()[0];
    microphone.give(Input::Avatar(AvatarState::Preparing));
    microphone.speech(960);
    microphone.silence(960);
    microphone.transcript("Two?");
    assert_eq!(microphone.asked().len(), 1);
    assert_eq!(microphone.count(|output| *output == Output::Interrupt), 1);
    microphone.give(Input::AnswerOver(answer));
    assert_eq!(microphone.asked().last().map(|(_, text)| *text), Some("Two?"));
}

#[test]
fn without_answers_turns_are_told_and_not_asked() {
    let values = Values {
        answers: false,
        ..Values::default()
    };
    let mut microphone = Microphone::with(Mode::Conversational, values);
    microphone.speech(960);
    microphone.silence(960);
    microphone.transcript("Hello.");
    assert_eq!(
        microphone.count(|output| matches!(output, Output::Turn(_, Outcome::Said(_)))),
        1
    );
    assert_eq!(microphone.asked(), []);
    assert!(!microphone.dialogue.is_busy());
}

#[test]
fn who_has_spoken_for_as_long_as_is_paid_for_is_told() {
    let values = Values {
        most: 16_000,
        ..Values::default()
    };
    let mut microphone = Microphone::with(Mode::Conversational, values);
    microphone.speech(1920);
    microphone.silence(960);
    assert_eq!(microphone.count(|output| *output == Output::Spent), 1);
    microphone.transcript("The last.");
    assert_eq!(microphone.asked().len(), 1);
    assert_eq!(microphone.dialogue.mode(), Mode::Off);
    microphone.give(Input::Listen(Mode::Conversational));
    microphone.speech(1920);
    assert_eq!(
        (
            microphone.count(|output| *output == Output::Spent),
            microphone.count(began)
        ),
        (2, 1)
    );
}

#[test]
fn listening_that_is_ended_in_a_turn_drops_it() {
    let mut microphone = Microphone::new(Mode::Conversational);
    microphone.speech(960);
    microphone.silence(256);
    microphone.give(Input::Listen(Mode::Off));
    microphone.transcript("Hello.");
    assert_eq!(
        microphone.count(|output| matches!(output, Output::Turn(_, Outcome::Dropped))),
        1
    );
    assert_eq!((microphone.count(ended), microphone.asked().len()), (1, 0));
}
