//! The tools over the picture, and the texts that wait: when each is there, and what a press asks for.
#![allow(clippy::unwrap_used, missing_docs)]

use session::State;
use streaming_avatar_player::*;

const TOOLS: &str = "captions snapshot record background pip full";

fn live(offer: &str) -> Player {
    let mut player = Player::new(ControlSet::of(offer));
    for state in [State::Creating, State::Negotiating, State::Connecting, State::Live] {
        player.handle(0, Input::State(state));
    }
    player
}

fn there(player: &Player) -> Vec<&'static str> {
    let all = player.view_model().controls;
    let names = all.iter().map(|shown| shown.control.name());
    names
        .filter(|name| TOOLS.split(' ').any(|tool| tool == *name))
        .collect()
}

fn press(player: &mut Player, control: Control) -> Vec<Command> {
    player.handle(10_000, Input::Press(control));
    player.commands()
}

#[test]
fn each_is_there_while_the_avatar_is_and_the_browser_can() {
    let mut player = live(TOOLS);
    assert_eq!(there(&player), TOOLS.split(' ').collect::<Vec<_>>());
    assert_eq!(there(&live("snapshot full")), ["snapshot", "full"]);
    player.handle(0, Input::State(State::Ended));
    assert!(there(&player).is_empty());
    assert!(press(&mut player, Control::Snapshot).is_empty());
}

#[test]
fn a_switch_that_the_browser_may_refuse_is_on_once_the_view_says_so() {
    let mut player = live(TOOLS);
    for control in [Control::Record, Control::Full] {
        assert_eq!(press(&mut player, control), [Command::Switch(control, true)]);
        assert!(!player.view_model().on(control));
        player.handle(0, Input::Switched(control, true));
        assert!(player.view_model().on(control));
        assert_eq!(press(&mut player, control), [Command::Switch(control, false)]);
    }
    assert_eq!(press(&mut player, Control::Snapshot), [Command::Do(Control::Snapshot)]);
    let backgrounds = press(&mut player, Control::Background);
    assert_eq!(backgrounds, [Command::Switch(Control::Background, true)]);
    assert!(player.view_model().on(Control::Background), "the view alone shows them");
}

#[test]
fn a_recording_outlasts_a_lost_connection_and_is_saved_at_the_end() {
    let mut player = live(TOOLS);
    player.handle(0, Input::Switched(Control::Record, true));
    player.handle(0, Input::State(State::Recovering));
    assert!(player.commands().is_empty());
    assert!(player.view_model().on(Control::Record), "there must be a way to end it");
    player.handle(0, Input::State(State::Ended));
    assert_eq!(player.commands(), [Command::Switch(Control::Record, false)]);
}

#[test]
fn texts_can_be_cleared_while_some_wait() {
    let mut player = live("");
    let key = |id| TextKey { start: 0, id };
    for id in [0, 1] {
        let text = "One.".to_owned();
        player.handle(
            0,
            Input::Given {
                key: key(id),
                text,
                typed: true,
            },
        );
    }
    player.handle(
        0,
        Input::Begun {
            key: key(0),
            text: String::new(),
        },
    );
    assert_eq!(player.view_model().waiting, Some(Phrase::with("waiting", "1")));
    assert_eq!(press(&mut player, Control::Clear), [Command::DropWaiting]);
    let (ending, reason) = (Ending::Interrupted, String::new());
    player.handle(
        0,
        Input::Finished {
            key: key(1),
            ending,
            reason,
        },
    );
    assert_eq!(player.view_model().waiting, None);
    assert!(press(&mut player, Control::Clear).is_empty());
}
