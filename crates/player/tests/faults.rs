//! The player under a visitor's hands, fault by fault.
#![allow(clippy::unwrap_used, missing_docs)]

use session::{LimitKind, State};
use streaming_avatar_player::*;

const FIRST: TextKey = TextKey { start: 1, id: 0 };
const SECOND: TextKey = TextKey { start: 1, id: 1 };

fn player() -> Player {
    Player::new(ControlSet::of("repeat mute captions transcript pip full check"))
}

/// A player whose avatar is there, and whose visitor has not pressed anything for long.
fn live() -> Player {
    let mut player = player();
    for (at, state) in [State::Creating, State::Negotiating, State::Connecting, State::Live]
        .into_iter()
        .enumerate()
    {
        player.handle(at as u64, Input::State(state));
    }
    player
}

fn typed(player: &mut Player, now: u64, text: &str) {
    player.handle(now, Input::Typed(text.into()));
    player.handle(now, Input::Press(Control::Send));
}

/// Sends a text and gives it to the session, as a view does.
fn says(player: &mut Player, key: TextKey, text: &str) {
    typed(player, 10_000, text);
    assert_eq!(player.commands(), [Command::Speak(text.into())]);
    let text = text.into();
    player.handle(10_000, Input::Given { key, text, typed: true });
}

fn problem(code: &str) -> Input {
    Input::Problem(Trouble {
        code: code.into(),
        sentence: "It went wrong. Do this.".into(),
        detail: "own words".into(),
    })
}

fn refused(key: TextKey) -> [Input; 2] {
    let reason = "own words".to_owned();
    let ending = Ending::Failed;
    [problem("text-refused"), Input::Finished { key, ending, reason }]
}

#[test]
fn enter_before_a_session_starts_one_and_the_text_is_said() {
    let mut player = player();
    typed(&mut player, 0, "  Hello there. ");
    assert_eq!(player.commands(), [Command::Start]);
    assert_eq!(
        player.draft(),
        "  Hello there. ",
        "it stays until a session is on its way"
    );
    player.handle(20, Input::State(State::Creating));
    assert_eq!(player.commands(), [Command::Speak("Hello there.".into())]);
    assert_eq!(player.draft(), "");
}

#[test]
fn a_start_that_comes_to_nothing_leaves_the_text_in_the_box() {
    let mut player = player();
    typed(&mut player, 0, "Hello.");
    player.handle(5, problem("bad-request"));
    player.handle(5, Input::State(State::Ended));
    player.handle(5, Input::Ended(End::Failed));
    assert_eq!(player.commands(), [Command::Start]);
    assert_eq!(player.draft(), "Hello.");
    // A later start by the button sends nothing unasked.
    player.handle(5_000, Input::Press(Control::Start));
    player.handle(5_010, Input::State(State::Creating));
    assert_eq!(player.commands(), [Command::Start]);
    assert_eq!(player.draft(), "Hello.");
}

#[test]
fn a_start_that_is_cancelled_gives_the_text_back() {
    let mut player = player();
    typed(&mut player, 0, "Hello.");
    player.handle(5, Input::State(State::Creating));
    let text = "Hello.".to_owned();
    player.handle(
        5,
        Input::Given {
            key: FIRST,
            text,
            typed: true,
        },
    );
    player.handle(2_000, Input::Press(Control::Stop));
    assert_eq!(player.commands().last(), Some(&Command::Stop));
    player.handle(2_000, Input::State(State::Stopping));
    let finished = Input::Finished {
        key: FIRST,
        ending: Ending::Interrupted,
        reason: String::new(),
    };
    player.handle(2_000, finished);
    player.handle(2_001, Input::State(State::Ended));
    player.handle(2_001, Input::Ended(End::Stopped));
    assert_eq!(player.draft(), "Hello.");
    assert_eq!(player.view_model().status.key, "ended.cancelled");
}

#[test]
fn what_is_typed_after_start_outlasts_the_session() {
    let mut player = player();
    player.handle(0, Input::Press(Control::Start));
    player.handle(0, Input::State(State::Creating));
    player.handle(100, Input::Typed("A draft".into()));
    player.handle(200, Input::State(State::Live));
    player.handle(900, Input::Press(Control::Stop));
    player.handle(901, Input::State(State::Stopping));
    assert!(!player.view_model().composer.sendable, "nothing is sent into an end");
    player.handle(902, Input::State(State::Ended));
    player.handle(902, Input::Ended(End::Stopped));
    assert_eq!(player.view_model().composer.text, "A draft");
    assert_eq!(player.view_model().control(Control::Start).unwrap().word, "again");
}

#[test]
fn a_double_tap_on_start_starts_and_does_not_cancel() {
    let mut player = player();
    player.handle(1_000, Input::Press(Control::Start));
    player.handle(1_005, Input::State(State::Creating));
    player.handle(1_200, Input::Press(Control::Stop));
    assert_eq!(player.commands(), [Command::Start]);
    player.handle(1_700, Input::Press(Control::Stop));
    assert_eq!(player.commands(), [Command::Stop], "a press that is meant");
    player.handle(1_710, Input::State(State::Ended));
    player.handle(1_900, Input::Press(Control::Start));
    assert_eq!(player.commands(), [], "nor does one on Stop start again");
}

#[test]
fn retry_is_pressed_at_once_where_the_start_failed_at_once() {
    let mut player = player();
    player.handle(0, Input::Press(Control::Start));
    player.handle(1, Input::State(State::Creating));
    player.handle(2, problem("unauthorized"));
    player.handle(2, Input::State(State::Ended));
    player.handle(2, Input::Ended(End::Failed));
    let card = player.view_model().trouble.unwrap();
    assert_eq!((card.words.key.as_ref(), card.fatal), ("problems.unauthorized", true));
    assert_eq!(card.next, [Control::Retry]);
    player.handle(50, Input::Press(Control::Retry));
    assert_eq!(player.commands(), [Command::Start, Command::Start]);
    player.handle(51, Input::State(State::Creating));
    assert_eq!(player.view_model().trouble, None);
}

#[test]
fn only_the_unsaid_part_of_an_interrupted_text_is_struck_out() {
    let mut player = live();
    says(&mut player, FIRST, "One two three");
    says(&mut player, SECOND, "Next.");
    player.handle(
        1,
        Input::Begun {
            key: FIRST,
            text: String::new(),
        },
    );
    player.handle(1, Input::Speaking(true));
    assert_eq!(player.view_model().waiting, Some(Phrase::with("waiting", "1")));
    player.handle(20_000, Input::Press(Control::Interrupt));
    assert_eq!(player.commands(), [Command::Interrupt]);
    player.handle(20_001, Input::Heard(FIRST, 6));
    for key in [FIRST, SECOND] {
        player.handle(
            20_001,
            Input::Finished {
                key,
                ending: Ending::Interrupted,
                reason: String::new(),
            },
        );
    }
    player.handle(20_001, Input::Speaking(false));
    let parts: Vec<_> = player.transcript().iter().map(TranscriptEntry::parts).collect();
    assert_eq!(parts, [("One two ", "three"), ("", "Next.")]);
    assert_eq!(player.draft(), "", "who interrupts does not want it back");
    assert!(!player.view_model().control(Control::Interrupt).unwrap().enabled);
    assert_eq!(player.view_model().waiting, None);
}

#[test]
fn a_refused_text_is_put_back_with_the_reason() {
    let mut player = live();
    says(&mut player, FIRST, "Some words.");
    for input in refused(FIRST) {
        player.handle(1, input);
    }
    assert_eq!(player.draft(), "Some words.");
    let card = player.view_model().trouble.unwrap();
    assert!(card.unfolded && card.next.is_empty(), "{card:?}");
    let line = player.transcript().first().unwrap();
    assert_eq!((line.outcome(), line.note()), ("outcomes.failed", "own words"));
}

#[test]
fn a_refused_text_waits_where_the_box_holds_another() {
    let mut player = live();
    says(&mut player, FIRST, "Some words.");
    player.handle(1, Input::Typed("Other words.".into()));
    for input in refused(FIRST) {
        player.handle(1, input);
    }
    assert_eq!(player.draft(), "Other words.");
    assert_eq!(player.view_model().trouble.unwrap().next, [Control::Edit]);
    player.handle(2, Input::Press(Control::Edit));
    assert_eq!(player.draft(), "Some words.\nOther words.");
    assert!(player.view_model().trouble.unwrap().next.is_empty());
    player.handle(3, Input::Rewrite(FIRST));
    assert_eq!(player.draft(), "Some words.\nOther words.", "it is there already");
}

#[test]
fn texts_of_the_page_are_not_put_into_the_visitors_box() {
    let mut player = live();
    let text = "By the page.".to_owned();
    player.handle(
        1,
        Input::Given {
            key: FIRST,
            text,
            typed: false,
        },
    );
    for input in refused(FIRST) {
        player.handle(1, input);
    }
    assert_eq!(player.draft(), "");
    assert!(player.view_model().trouble.unwrap().next.is_empty());
}

#[test]
fn offline_is_said_until_the_network_is_back() {
    let mut player = live();
    player.handle(1, problem("offline"));
    assert_eq!(player.view_model().status.key, "states.offline");
    player.handle(2, Input::State(State::Recovering));
    player.handle(3, Input::Retry(2));
    player.handle(4, Input::Online);
    let view = player.view_model();
    assert_eq!(view.status, Phrase::with("states.recovering", "(2)"));
    assert_eq!(view.trouble, None);
    player.handle(5, Input::State(State::Creating));
    player.handle(6, Input::State(State::Live));
    assert_eq!(player.view_model().status.key, "states.live");
    player.handle(7, Input::State(State::Ended));
    player.handle(7, Input::Ended(End::Failed));
    assert_eq!(player.view_model().status.key, "ended.failed", "the avatar was there");
}

#[test]
fn a_start_without_a_network_says_so_until_the_avatar_is_there() {
    let mut player = player();
    player.handle(0, Input::Press(Control::Start));
    player.handle(0, problem("offline"));
    player.handle(0, Input::State(State::Creating));
    assert_eq!(player.view_model().trouble.unwrap().code, "offline");
    assert_eq!(player.view_model().status.key, "states.offline");
    player.handle(9, Input::Online);
    player.handle(9, Input::State(State::Live));
    assert_eq!(player.view_model().trouble, None);
}

#[test]
fn the_idle_end_can_be_put_off() {
    let mut player = live();
    player.handle(1, Input::Press(Control::Stay));
    assert_eq!(player.commands(), [], "there is nothing to put off");
    player.handle(1, Input::Limit(LimitKind::Idle, 60));
    assert_eq!(player.view_model().limit.unwrap().seconds, 60);
    player.handle(2, Input::Press(Control::Stay));
    assert_eq!(player.commands(), [Command::KeepAlive]);
    assert_eq!(player.view_model().limit, None);
}

#[test]
fn sound_that_was_withheld_comes_with_the_gesture() {
    let mut player = live();
    player.handle(1, Input::SoundBlocked(true));
    player.handle(1, Input::Switched(Control::Mute, true));
    assert!(player.view_model().control(Control::Sound).is_some());
    player.handle(2, Input::Press(Control::Mute));
    assert_eq!(
        player.commands(),
        [Command::UnblockSound, Command::Switch(Control::Mute, false)]
    );
}

#[test]
fn captions_are_shown_where_they_are_on() {
    let mut player = live();
    player.handle(1, Input::Caption("Hello.".into()));
    assert_eq!(player.view_model().caption, "");
    player.handle(2, Input::Press(Control::Captions));
    assert_eq!(player.commands(), [Command::Switch(Control::Captions, true)]);
    assert_eq!(player.view_model().caption, "Hello.");
    player.handle(3, Input::State(State::Recovering));
    assert_eq!(player.view_model().caption, "");
}

#[test]
fn a_panel_is_closed_by_stop() {
    let mut player = live();
    player.handle(1, Input::ControlSet(ControlSet::of("close")));
    player.handle(5_000, Input::Press(Control::Stop));
    assert_eq!(player.commands(), [Command::Close]);
}

#[test]
fn the_load_is_said_before_the_session_is_there() {
    let mut player = player();
    player.handle(1, Input::Loaded(Some("40 %".into())));
    assert_eq!(player.view_model().status, Phrase::with("loading", "40 %"));
    player.handle(2, Input::Loaded(None));
    player.handle(2, Input::State(State::Creating));
    assert_eq!(player.view_model().status.key, "states.creating");
}

#[test]
fn a_control_that_is_not_there_does_nothing() {
    let mut player = Player::new(ControlSet::default());
    for control in [
        Control::Pip,
        Control::Captions,
        Control::Repeat,
        Control::Interrupt,
        Control::Stop,
        Control::Dismiss,
    ] {
        player.handle(9_000, Input::Press(control));
    }
    assert_eq!(player.commands(), []);
}

#[test]
fn who_keeps_the_page_reads_at_once_what_to_do() {
    for (mut player, aside) in [(Player::of_owner(ControlSet::default()), true), (player(), false)] {
        player.handle(0, problem("unauthorized"));
        let card = player.view_model().trouble.unwrap();
        assert_eq!(card.aside, aside);
        assert_eq!(card.details(true).len(), if aside { 1 } else { 2 });
    }
}

#[test]
fn a_page_come_back_to_says_why_its_session_ended() {
    let mut player = player();
    player.handle(0, Input::State(State::Live));
    player.handle(1, Input::State(State::Ended));
    player.handle(1, Input::Ended(End::PageLeft));
    assert_eq!(player.view_model().status.key, "ended.left");
}
