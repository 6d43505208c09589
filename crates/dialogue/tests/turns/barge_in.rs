//! The visitor speaks while the avatar does.

use streaming_avatar_dialogue::{AvatarState, Input, Mode, Output};

use crate::microphone::Microphone;

fn pauses(output: &Output) -> bool {
    *output == Output::Pause
}

fn resumes(output: &Output) -> bool {
    *output == Output::Resume
}

fn interrupts(output: &Output) -> bool {
    *output == Output::Interrupt
}

#[test]
fn the_avatar_is_paused_after_four_tenths_of_a_second_and_interrupted_by_words() {
    let mut microphone = Microphone::new(Mode::Conversational);
    microphone.avatar_speaks();
    let begin = microphone.now();
    microphone.speech(960);
    assert_eq!(microphone.when(pauses), Some(begin + 416));
    microphone.silence(960);
    assert_eq!(microphone.count(interrupts), 0);
    microphone.transcript("Stop.");
    assert_eq!((microphone.count(interrupts), microphone.count(resumes)), (1, 1));
    assert_eq!(microphone.asked().first().map(|(_, text)| *text), Some("Stop."));
}

#[test]
fn where_nothing_was_said_after_all_it_goes_on() {
    let mut microphone = Microphone::new(Mode::Conversational);
    microphone.avatar_speaks();
    microphone.speech(960);
    microphone.silence(960);
    assert_eq!((microphone.count(pauses), microphone.count(resumes)), (1, 0));
    microphone.transcript(" ");
    assert_eq!((microphone.count(resumes), microphone.count(interrupts)), (1, 0));
    assert_eq!(microphone.asked(), []);
}

#[test]
fn loud_noise_and_a_short_sound_do_not_stop_it() {
    let mut microphone = Microphone::new(Mode::Conversational);
    microphone.avatar_speaks();
    microphone.hear(0.45, 4000);
    microphone.speech(320);
    microphone.silence(960);
    assert_eq!(microphone.outputs, []);
}

#[test]
fn its_first_second_is_not_interrupted_and_words_in_it_are_heard() {
    let mut microphone = Microphone::new(Mode::Conversational);
    microphone.give(Input::Avatar(AvatarState::Speaking));
    microphone.speech(992);
    assert_eq!(microphone.outputs, []);
    microphone.speech(480);
    assert_eq!(microphone.count(pauses), 1);
    microphone.silence(960);
    let from = microphone.outputs.iter().find_map(|(_, output)| match output {
        Output::Transcribe { range, .. } => Some(range.start),
        _ => None,
    });
    assert_eq!(from, Some(0));
}

#[test]
fn an_answer_that_comes_while_the_visitor_speaks_waits() {
    let mut microphone = Microphone::new(Mode::Conversational);
    microphone.speech(960);
    microphone.give(Input::Avatar(AvatarState::Preparing));
    assert_eq!(microphone.count(pauses), 1);
    microphone.silence(960);
    microphone.transcript("");
    assert_eq!(microphone.count(resumes), 1);
}
