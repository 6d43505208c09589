//! The microphone: asked for at a wish, heard by the session that is shown, closed with it.

use api::{ErrorKind, Features, NewReply};
use streaming_avatar_session::{
    Command, Connection, Input, Microphone, MicrophoneProblem, Opened, Options, Request, State,
};

use super::{BUTTON, TALK, attentive, heard, hears, last, listen_call, problems, states};
use crate::driver::{Driver, live, millis, reply, secs};

#[test]
fn the_microphone_is_opened_at_a_wish_and_the_service_asked_to_listen() {
    let (mut driver, peer) = attentive();
    assert_eq!(states(&driver), [Microphone::Off]);
    assert!(!driver.has(|command| *command == Command::Capture), "nobody asked");
    driver.input(TALK);
    assert!(driver.has(|command| *command == Command::Capture));
    assert_eq!(driver.sends(|request| matches!(request, Request::Listen(_))), 0);
    driver.input(Input::Captured(Ok(Opened::Chosen)));
    assert!(driver.has(|command| *command == Command::Feed { peer }));
    assert!(
        !driver.has(|command| *command == Command::Hear(true)),
        "nobody listens yet"
    );
    let call = listen_call(&mut driver);
    driver.done(call);
    assert!(driver.has(|command| *command == Command::Hear(true)));
    assert_eq!(
        states(&driver),
        [Microphone::Off, Microphone::Asking, Microphone::Listening]
    );
    driver.commands.clear();
    driver.input(Input::StopListening);
    assert!(driver.has(|command| *command == Command::Release));
    assert_eq!(
        driver.sends(|request| matches!(request, Request::StopListening(id) if id == "a")),
        1
    );
    assert_eq!(last(&driver), Microphone::Off);
}

#[test]
fn the_answer_leaves_room_only_where_the_service_hears_or_is_expected_to() {
    let deaf = NewReply {
        features: Some(Features::default()),
        ..reply("a")
    };
    for (expected, reply, room) in [
        (false, reply("a"), false),
        (true, reply("a"), true),
        (true, deaf.clone(), false),
        (false, deaf, false),
        (false, hears("a"), true),
    ] {
        let options = Options {
            listen: expected,
            ..Options::default()
        };
        let mut driver = Driver::new(options);
        driver.input(Input::Start);
        let call = driver.new_call();
        let result = Ok(reply.clone());
        driver.input(Input::Created { call, result });
        let left = driver.take(|command| match command {
            Command::Negotiate { microphone, .. } => Some(*microphone),
            _ => None,
        });
        assert_eq!(left, room, "{expected} {:?}", reply.features);
    }
}

#[test]
fn a_wish_before_the_session_is_there_is_fulfilled_in_it() {
    let mut driver = Driver::new(Options::default());
    driver.input(TALK);
    assert!(driver.commands.is_empty(), "there is no session");
    driver.input(Input::Start);
    driver.input(TALK);
    assert!(
        !driver.has(|command| *command == Command::Capture),
        "it is not known whether it is heard"
    );
    driver.connect_with(hears("a"));
    driver.take(|command| (*command == Command::Capture).then_some(()));
    driver.input(Input::Captured(Ok(Opened::Chosen)));
    let call = listen_call(&mut driver);
    driver.done(call);
    assert_eq!(last(&driver), Microphone::Listening);
}

#[test]
fn a_service_that_hears_nobody_says_so() {
    let (mut driver, _) = live();
    driver.input(TALK);
    assert_eq!(problems(&driver), ["not-heard"]);
    assert!(!driver.has(|command| *command == Command::Capture));
    assert_eq!(states(&driver), []);
}

#[test]
fn a_refusal_is_told_and_the_next_wish_asks_anew() {
    for (problem, state, code) in [
        (MicrophoneProblem::Denied, Microphone::Denied, "microphone-denied"),
        (MicrophoneProblem::NoDevice, Microphone::NoDevice, "microphone-missing"),
        (
            MicrophoneProblem::Failed("busy".into()),
            Microphone::Lost,
            "microphone-failed",
        ),
    ] {
        let (mut driver, _) = attentive();
        driver.input(TALK);
        driver.commands.clear();
        driver.input(Input::Captured(Err(problem)));
        assert_eq!((last(&driver), problems(&driver)), (state, vec![code]));
        assert!(driver.commands.is_empty(), "there is nothing to close");
        driver.input(TALK);
        assert!(driver.has(|command| *command == Command::Capture));
        assert_eq!(last(&driver), Microphone::Asking);
    }
}

#[test]
fn another_microphone_takes_the_place_of_one_that_was_taken_away_and_that_is_told() {
    let (mut driver, peer) = heard(TALK);
    driver.commands.clear();
    driver.input(Input::MicrophoneLost);
    assert_eq!(driver.commands, [Command::Reopen { unasked: true }]);
    assert_eq!(last(&driver), Microphone::Asking);
    driver.commands.clear();
    driver.input(Input::Captured(Ok(Opened::Other)));
    // The service has never ceased to listen.
    assert_eq!(driver.commands, [Command::Feed { peer }, Command::Hear(true)]);
    assert_eq!(
        (last(&driver), problems(&driver)),
        (Microphone::Listening, vec!["other-microphone"])
    );
}

#[test]
fn a_microphone_that_was_taken_away_without_another_is_told() {
    let missing = || Input::Captured(Err(MicrophoneProblem::NoDevice));
    let (mut driver, _) = heard(TALK);
    driver.input(Input::MicrophoneLost);
    driver.input(missing());
    assert_eq!(
        (last(&driver), problems(&driver)),
        (Microphone::Lost, vec!["microphone-lost"])
    );
    // The next press asks for one that never was.
    driver.input(TALK);
    driver.input(missing());
    assert_eq!(problems(&driver)[1..], ["microphone-missing"]);
    // It may have gone because it is not allowed any more.
    let (mut driver, _) = heard(TALK);
    driver.input(Input::MicrophoneLost);
    driver.input(Input::Captured(Err(MicrophoneProblem::Denied)));
    assert_eq!(problems(&driver), ["microphone-denied"]);
}

#[test]
fn a_service_that_is_to_be_asked_anew_waits_for_the_microphone() {
    let (mut driver, _) = attentive();
    driver.input(TALK);
    driver.input(Input::Captured(Ok(Opened::Chosen)));
    let call = listen_call(&mut driver);
    driver.refused(call, ErrorKind::Unavailable);
    driver.input(Input::MicrophoneChosen);
    driver.pass(secs(20));
    assert_eq!(driver.sends(|request| matches!(request, Request::Listen(_))), 0);
    driver.input(Input::Captured(Ok(Opened::Chosen)));
    let call = listen_call(&mut driver);
    driver.done(call);
    assert_eq!(last(&driver), Microphone::Listening);
}

#[test]
fn another_choice_counts_at_once_and_lets_the_button_go() {
    let (mut driver, peer) = heard(BUTTON);
    driver.input(Input::Hold(true));
    driver.commands.clear();
    driver.input(Input::MicrophoneChosen);
    let released = "push_to_talk:stop";
    assert_eq!(
        driver.commands,
        [
            Command::Message { peer, text: released },
            Command::Hear(false),
            Command::Reopen { unasked: false }
        ]
    );
    driver.commands.clear();
    driver.input(Input::Captured(Ok(Opened::Chosen)));
    assert_eq!(driver.commands, [Command::Feed { peer }], "the button is not held");
    assert_eq!((last(&driver), problems(&driver)), (Microphone::Muted, vec![]));
    driver.input(Input::MicrophoneChosen);
    driver.input(Input::Captured(Err(MicrophoneProblem::Denied)));
    assert_eq!(problems(&driver), ["microphone-denied"]);
    // A closed one is opened by a press only.
    driver.commands.clear();
    driver.input(Input::MicrophoneChosen);
    assert_eq!(driver.commands, []);
}

#[test]
fn every_end_closes_the_microphone() {
    for end in [Input::Stop, Input::Leaving] {
        let (mut driver, _) = heard(TALK);
        driver.commands.clear();
        driver.events.clear();
        driver.input(end);
        assert!(driver.has(|command| *command == Command::Release));
        assert_eq!(states(&driver), [Microphone::Unavailable]);
        assert_eq!(
            driver.sends(|request| matches!(request, Request::StopListening(_))),
            0,
            "it goes with it"
        );
    }
    // Also while the visitor is still being asked.
    let (mut driver, _) = attentive();
    driver.input(TALK);
    driver.input(Input::Stop);
    assert!(driver.has(|command| *command == Command::Release));
    driver.commands.clear();
    driver.input(Input::Captured(Ok(Opened::Chosen)));
    assert!(
        driver.has(|command| *command == Command::Release),
        "one that comes late is closed"
    );
}

#[test]
fn muted_it_is_open_but_silent() {
    let (mut driver, _) = heard(TALK);
    driver.commands.clear();
    driver.input(Input::MuteMicrophone(true));
    assert_eq!(driver.commands, [Command::Hear(false)]);
    assert_eq!(last(&driver), Microphone::Muted);
    driver.input(Input::MuteMicrophone(false));
    assert_eq!(last(&driver), Microphone::Listening);
}

#[test]
fn a_hidden_page_hears_nothing_and_after_a_while_closes_it() {
    let (mut driver, _) = heard(TALK);
    driver.input(Input::Hidden(true));
    assert_eq!(last(&driver), Microphone::Muted);
    driver.pass(secs(60));
    driver.input(Input::Hidden(false));
    assert_eq!(last(&driver), Microphone::Listening);
    driver.input(Input::Hidden(true));
    driver.commands.clear();
    driver.pass(secs(121));
    assert!(driver.has(|command| *command == Command::Release));
    assert_eq!(last(&driver), Microphone::Off);
}

#[test]
fn the_button_is_told_to_the_server_and_lets_the_sound_through_while_it_is_held() {
    let (mut driver, peer) = heard(BUTTON);
    assert_eq!(last(&driver), Microphone::Muted);
    driver.commands.clear();
    driver.input(Input::Hold(true));
    let (pressed, released) = ("push_to_talk:start", "push_to_talk:stop");
    assert_eq!(
        driver.commands,
        [Command::Message { peer, text: pressed }, Command::Hear(true)]
    );
    driver.input(Input::Hold(true));
    assert_eq!(driver.commands.len(), 2, "a key that repeats itself");
    driver.commands.clear();
    driver.input(Input::Hold(false));
    assert_eq!(
        driver.commands,
        [Command::Message { peer, text: released }, Command::Hear(false)]
    );
    driver.input(Input::Hold(true));
    driver.commands.clear();
    driver.input(Input::Hidden(true));
    assert!(
        driver.has(|command| *command == Command::Message { peer, text: released }),
        "nobody can let it go"
    );
}

#[test]
fn a_recovery_keeps_the_wish_and_is_silent_until_somebody_listens_again() {
    let (mut driver, peer) = heard(TALK);
    driver.commands.clear();
    driver.connection(peer, Connection::Failed);
    assert_eq!(driver.state(), State::Recovering);
    assert!(driver.has(|command| *command == Command::Hear(false)));
    assert!(!driver.has(|command| *command == Command::Release));
    assert_eq!(last(&driver), Microphone::Asking);
    driver.pass(secs(10));
    let peer = driver.connect_with(hears("b"));
    assert!(driver.has(|command| *command == Command::Feed { peer }));
    assert!(!driver.has(|command| *command == Command::Capture), "it is still open");
    let call = listen_call(&mut driver);
    driver.done(call);
    assert_eq!(last(&driver), Microphone::Listening);
}

#[test]
fn a_service_that_does_not_answer_is_asked_three_times() {
    let (mut driver, _) = attentive();
    driver.input(TALK);
    driver.input(Input::Captured(Ok(Opened::Chosen)));
    for again in [true, true, false] {
        let call = listen_call(&mut driver);
        driver.refused(call, ErrorKind::Unavailable);
        driver.pass(millis(3000));
        assert_eq!(driver.has(|command| matches!(command, Command::Release)), !again);
    }
    assert_eq!((last(&driver), problems(&driver)), (Microphone::Off, vec!["not-heard"]));
}

#[test]
fn another_wish_lets_the_button_go() {
    let (mut driver, peer) = heard(BUTTON);
    driver.input(Input::Hold(true));
    driver.commands.clear();
    driver.input(TALK);
    let text = "push_to_talk:stop";
    assert!(
        driver.has(|command| *command == Command::Message { peer, text }),
        "{:?}",
        driver.commands
    );
}
