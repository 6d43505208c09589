//! Whatever happens in whatever order, the player stays usable and loses no text.
#![allow(missing_docs)]

use proptest::prelude::*;
use session::{LimitKind, Microphone, Role, State};
use streaming_avatar_player::*;

const CONTROLS: &str = "start stop interrupt repeat microphone mute captions transcript pip full background close sound send \
                        stay dismiss retry edit check";

fn key() -> impl Strategy<Value = TextKey> {
    (0..3_u32, 0..4_u32).prop_map(|(start, id)| TextKey { start, id })
}

fn control() -> impl Strategy<Value = Control> {
    prop::sample::select(
        CONTROLS
            .split_whitespace()
            .filter_map(Control::named)
            .collect::<Vec<_>>(),
    )
}

fn input() -> impl Strategy<Value = Input> {
    let ends = prop::sample::select(vec![
        End::Stopped,
        End::PageLeft,
        End::Hidden,
        End::Idle,
        End::Cap,
        End::Failed,
    ]);
    let endings = prop::sample::select(vec![Ending::Spoken, Ending::Interrupted, Ending::Failed]);
    let codes = prop::sample::select(vec![
        "offline",
        "text-refused",
        "no-route",
        "unauthorized",
        "of-another-kind",
    ]);
    prop_oneof![
        4 => prop::sample::select(State::ALL.to_vec()).prop_map(Input::State),
        1 => ends.prop_map(Input::Ended),
        1 => codes.prop_map(|code| Input::Problem(Trouble { code: code.into(), ..Trouble::default() })),
        1 => Just(Input::Online),
        1 => any::<bool>().prop_map(Input::Speaking),
        1 => any::<bool>().prop_map(Input::SoundBlocked),
        1 => (0..70_u32).prop_map(|left| Input::Limit(LimitKind::Idle, left)),
        1 => (0..70_u32).prop_map(|left| Input::Left(Some(left), None)),
        1 => key().prop_map(|key| Input::Begun { key, text: "greeting".into() }),
        1 => (key(), any::<u32>()).prop_map(|(key, letters)| Input::Heard(key, letters)),
        2 => (key(), endings).prop_map(|(key, ending)| Input::Finished { key, ending, reason: String::new() }),
        1 => key().prop_map(Input::Rewrite),
        1 => key().prop_map(Input::Waits),
        1 => prop::sample::select(vec!["", " ", "Hello.", "One. Two. 三。"]).prop_map(|text| Input::Typed(text.into())),
        1 => (control(), any::<bool>()).prop_map(|(control, on)| Input::Switched(control, on)),
        2 => prop::sample::select(Microphone::ALL.to_vec()).prop_map(Input::Microphone),
        1 => any::<bool>().prop_map(Input::PushToTalk),
        1 => any::<bool>().prop_map(Input::Hold),
        1 => (any::<bool>(), any::<bool>()).prop_map(|(page, on)| if page { Input::Talks(Some(on)) } else { Input::Answers(on) }),
        2 => (4..8_u32, any::<bool>(), prop::option::of(any::<bool>())).prop_map(|(id, user, end)| Input::Message {
            key: TextKey { start: 0, id },
            role: if user { Role::User } else { Role::Avatar },
            text: "Words.".into(),
            end,
        }),
        1 => Just(Input::ControlSet(ControlSet::of(CONTROLS))),
        6 => control().prop_map(Input::Press),
    ]
}

/// The visitor's expectations of the player, after each step.
fn is_sound(player: &mut Player, look: Look) {
    let view = player.view_model();
    let primary = [Control::Start, Control::Stop].map(|control| view.control(control).is_some());
    assert!(primary[0] != primary[1], "one of Start and Stop, never both: {view:?}");
    assert_eq!(view.active(), primary[1]);
    for (place, shown) in view.controls.iter().enumerate() {
        assert!(
            !view.controls[..place]
                .iter()
                .any(|other| other.control == shown.control),
            "{shown:?} twice"
        );
    }
    if let Some(card) = &view.trouble {
        assert!(
            !(card.next.contains(&Control::Retry) && view.active()),
            "a retry beside a session: {card:?}"
        );
    }
    assert!(!view.composer.sendable || view.state != State::Stopping);
    for line in player.transcript() {
        let (heard, unheard) = line.parts();
        assert_eq!([heard, unheard].concat(), line.text);
        assert!(unheard.is_empty() || line.status == Status::Interrupted);
    }
    match player.focus(look) {
        Some(Place::Start) => assert!(
            view.control(Control::Start).is_some(),
            "the focus on a button that is not there"
        ),
        Some(Place::Box) => assert!(look.boxed && view.active() && !look.touch && view.state != State::Stopping),
        Some(Place::Player) | None => {}
    }
}

fn look() -> impl Strategy<Value = Look> {
    let places = vec![At::Elsewhere, At::Nowhere, At::Toggle, At::Box, At::Player, At::Other];
    (prop::sample::select(places), any::<[bool; 3]>()).prop_map(|(at, [lost, touch, boxed])| Look {
        at,
        lost,
        touch,
        boxed,
    })
}

proptest! {
    #[test]
    fn the_player_stays_usable(steps in prop::collection::vec((0..400_u64, input(), look()), 1..80)) {
        let mut player = Player::new(ControlSet::of("repeat mute captions transcript check"));
        let mut now = 0;
        let mut texts = 0;
        for (after, input, look) in steps {
            now += after;
            // Whatever was in the box, the visitor changes it, sends it, or finds it there again.
            let before = player.draft().trim().to_owned();
            let changes = matches!(input, Input::Typed(_));
            player.handle(now, input);
            let commands = player.commands();
            let sent = commands.contains(&Command::Speak(before.clone()));
            let kept = player.draft().contains(&before);
            prop_assert!(changes || sent || kept, "{before} is lost");
            for command in commands {
                if let Command::Speak(text) = command {
                    prop_assert!(player.view_model().active(), "nothing is said without a session");
                    let key = TextKey { start: texts / 4, id: texts % 4 };
                    texts += 1;
                    player.handle(now, Input::Given { key, text, typed: true });
                }
            }
            is_sound(&mut player, look);
        }
    }

    /// Every text that was sent and not said is in the transcript, or in the box.
    #[test]
    fn no_text_is_lost(endings in prop::collection::vec(prop::sample::select(vec![Ending::Spoken, Ending::Interrupted, Ending::Failed]), 1..20)) {
        let mut player = Player::new(ControlSet::default());
        player.handle(0, Input::State(State::Live));
        for (id, ending) in endings.into_iter().enumerate() {
            let text = format!("Text {id}.");
            player.handle(0, Input::Typed(text.clone()));
            player.handle(0, Input::Press(Control::Send));
            prop_assert_eq!(player.commands(), [Command::Speak(text.clone())]);
            let key = TextKey { start: 0, id: id as u32 };
            player.handle(0, Input::Given { key, text: text.clone(), typed: true });
            player.handle(0, Input::Finished { key, ending, reason: String::new() });
            let line = player.transcript().last();
            prop_assert!(line.is_some_and(|line| line.text == text && line.rewritable() == (ending == Ending::Failed)));
            if ending == Ending::Failed {
                prop_assert_eq!(player.draft(), text);
            }
        }
    }
}
