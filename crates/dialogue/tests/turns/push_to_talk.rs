//! A button is held while the visitor speaks.

use streaming_avatar_dialogue::{Input, Mode, Outcome, Output};

use crate::microphone::Microphone;

fn range(microphone: &Microphone) -> Option<std::ops::Range<u64>> {
    microphone.outputs.iter().find_map(|(_, output)| match output {
        Output::Transcribe { range, .. } => Some(range.clone()),
        _ => None,
    })
}

#[test]
fn all_that_is_said_while_the_button_is_held_is_one_turn() {
    let mut microphone = Microphone::new(Mode::PushToTalk);
    microphone.speech(960);
    microphone.silence(640);
    assert_eq!(microphone.outputs, []);
    microphone.give(Input::Pressed);
    microphone.speech(960);
    microphone.silence(1920);
    microphone.speech(320);
    microphone.give(Input::Released);
    microphone.silence(320);
    let pressed = 1600;
    assert_eq!(
        range(&microphone),
        Some((pressed - 300) * 16..(pressed + 3200 + 224) * 16)
    );
    microphone.transcript("One, two.");
    assert_eq!(microphone.asked().len(), 1);
}

#[test]
fn a_button_that_is_held_in_silence_says_nothing() {
    let mut microphone = Microphone::new(Mode::PushToTalk);
    microphone.silence(960);
    microphone.give(Input::Pressed);
    microphone.silence(960);
    microphone.give(Input::Released);
    microphone.silence(960);
    assert_eq!(range(&microphone), None);
    assert_eq!(
        microphone.count(|output| matches!(output, Output::Turn(_, Outcome::Empty))),
        1
    );
}

#[test]
fn a_button_silences_the_avatar_at_once() {
    let mut microphone = Microphone::new(Mode::PushToTalk);
    microphone.avatar_speaks();
    microphone.give(Input::Pressed);
    assert_eq!(microphone.count(|output| *output == Output::Pause), 1);
}

#[test]
fn a_button_that_is_never_let_go_does_not_silence_the_avatar_for_ever() {
    let mut microphone = Microphone::new(Mode::PushToTalk);
    microphone.avatar_speaks();
    microphone.give(Input::Pressed);
    microphone.silence(40_000);
    assert_eq!(microphone.count(|output| *output == Output::Resume), 1);
}

#[test]
fn buttons_that_are_pressed_and_let_go_twice_are_pressed_and_let_go_once() {
    let mut microphone = Microphone::new(Mode::PushToTalk);
    microphone.give(Input::Released);
    microphone.give(Input::Pressed);
    microphone.give(Input::Pressed);
    microphone.speech(960);
    microphone.give(Input::Released);
    microphone.give(Input::Released);
    microphone.silence(960);
    assert_eq!(microphone.count(|output| matches!(output, Output::Began(_))), 1);
    assert_eq!(microphone.count(|output| matches!(output, Output::Ended(_))), 1);
}

#[test]
fn what_is_said_after_a_gap_in_the_sound_is_heard_while_the_button_is_held() {
    let mut microphone = Microphone::new(Mode::PushToTalk);
    microphone.give(Input::Pressed);
    microphone.speech(640);
    microphone.nothing(1_500);
    assert_eq!(microphone.count(|output| matches!(output, Output::Ended(_))), 1);
    microphone.speech(960);
    assert_eq!(microphone.count(|output| matches!(output, Output::Began(_))), 2);
    microphone.give(Input::Released);
    microphone.silence(320);
    let transcribed = microphone.count(|output| matches!(output, Output::Transcribe { .. }));
    assert_eq!(transcribed, 2, "the words before the gap and those after it");
    microphone.speech(960);
    assert_eq!(microphone.count(|output| matches!(output, Output::Began(_))), 2);
}
