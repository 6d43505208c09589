//! The microphone's buttons: what each does, and when the second one is there.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use session::{Microphone, State};
use streaming_avatar_player::{Command, Control, ControlSet, Input, Player};

fn live(push_to_talk: bool) -> Player {
    let mut player = Player::new(ControlSet::of("microphone"));
    player.handle(0, Input::PushToTalk(push_to_talk));
    player.handle(0, Input::State(State::Live));
    player.handle(0, Input::Microphone(Microphone::Off));
    player
}

fn pressed(player: &mut Player, control: Control) -> Vec<Command> {
    player.handle(9_000, Input::Press(control));
    player.commands()
}

#[test]
fn one_that_is_held_to_talk_is_closed_by_a_button_of_its_own() {
    let mut player = live(true);
    let off = |player: &Player| player.view_model().control(Control::MicrophoneOff);
    assert_eq!(off(&player), None, "there is nothing to close");
    assert_eq!(pressed(&mut player, Control::MicrophoneOff), []);
    let on = Command::Switch(Control::Microphone, true);
    assert_eq!(pressed(&mut player, Control::Microphone), [on]);
    for state in [Microphone::Asking, Microphone::Muted, Microphone::Hearing] {
        player.handle(0, Input::Microphone(state));
        assert!(off(&player).is_some_and(|shown| shown.enabled), "{state:?}");
        assert_eq!(pressed(&mut player, Control::Microphone), [], "it is held, not pressed");
    }
    let close = Command::Switch(Control::Microphone, false);
    assert_eq!(pressed(&mut player, Control::MicrophoneOff), [close]);
    player.handle(0, Input::Microphone(Microphone::Off));
    assert_eq!(off(&player), None);
}

#[test]
fn a_switch_needs_no_second_button() {
    let mut player = live(false);
    player.handle(0, Input::Microphone(Microphone::Listening));
    assert_eq!(player.view_model().control(Control::MicrophoneOff), None);
    let close = Command::Switch(Control::Microphone, false);
    assert_eq!(pressed(&mut player, Control::Microphone), [close]);
}

#[test]
fn what_is_typed_is_answered_where_that_can_be_unless_chosen_otherwise() {
    let mut player = live(false);
    let mut talking = |input| {
        player.handle(0, input);
        player.view_model().talking
    };
    assert!(
        !talking(Input::Answers(false)),
        "a service that does not say so says texts"
    );
    assert!(talking(Input::Answers(true)));
    assert!(!talking(Input::Talks(Some(false))), "they were chosen to be said");
    assert!(
        !talking(Input::Microphone(Microphone::Listening)),
        "in a spoken conversation, too"
    );
    assert!(!talking(Input::Microphone(Microphone::Off)));
    assert!(talking(Input::Talks(None)));
    assert!(talking(Input::Talks(Some(true))));
    assert!(talking(Input::Answers(false)), "the page answers itself");
}
