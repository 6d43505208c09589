//! The visitor's microphone: asked for at a wish, heard by the session that is shown, closed with it.

use api::{ChannelMessage, ErrorKind, Features, ListeningMode, NewReply};
use streaming_avatar_session::{
    Command, Connection, Event, Input, Microphone, MicrophoneProblem, Options, Outcome, PeerId, Problem, Request, Role,
    State,
};

use crate::driver::{Driver, live, millis, reply, secs};

const TALK: Input = Input::Listen {
    mode: ListeningMode::Conversational,
    muted: false,
};
const BUTTON: Input = Input::Listen {
    mode: ListeningMode::PushToTalk,
    muted: false,
};

fn hears(session_id: &str) -> NewReply {
    NewReply {
        features: Some(Features {
            talk: true,
            listen: true,
            ..Features::default()
        }),
        ..reply(session_id)
    }
}

/// A session that hears visitors, Live as "a".
fn attentive() -> (Driver, PeerId) {
    let mut driver = Driver::new(Options::default());
    driver.input(Input::Start);
    let peer = driver.connect_with(hears("a"));
    driver.commands.clear();
    (driver, peer)
}

/// The same with an open microphone that is listened to.
fn heard(wish: Input) -> (Driver, PeerId) {
    let (mut driver, peer) = attentive();
    driver.input(wish);
    driver.input(Input::Captured(Ok(())));
    let call = listen_call(&mut driver);
    driver.done(call);
    (driver, peer)
}

fn listen_call(driver: &mut Driver) -> streaming_avatar_session::CallId {
    driver.call(|request| matches!(request, Request::Listen(_)))
}

fn states(driver: &Driver) -> Vec<Microphone> {
    let state = |event: &Event| match event {
        Event::Microphone(state) => Some(*state),
        _ => None,
    };
    driver.events.iter().filter_map(state).collect()
}

fn problems(driver: &Driver) -> Vec<&'static str> {
    let problem = |event: &Event| match event {
        Event::Problem(problem) => Some(problem.name()),
        _ => None,
    };
    driver.events.iter().filter_map(problem).collect()
}

fn last(driver: &Driver) -> Microphone {
    states(driver).last().copied().unwrap_or_default()
}

fn says(driver: &mut Driver, peer: PeerId, message: ChannelMessage) {
    driver.input(Input::Message { peer, message });
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
fn the_microphone_is_opened_at_a_wish_and_the_service_asked_to_listen() {
    let (mut driver, peer) = attentive();
    assert_eq!(states(&driver), [Microphone::Off]);
    assert!(!driver.has(|command| *command == Command::Capture), "nobody asked");
    driver.input(TALK);
    assert!(driver.has(|command| *command == Command::Capture));
    assert_eq!(driver.sends(|request| matches!(request, Request::Listen(_))), 0);
    driver.input(Input::Captured(Ok(())));
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
    driver.input(Input::Captured(Ok(())));
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
fn a_microphone_that_is_taken_away_is_told() {
    let (mut driver, _) = heard(TALK);
    driver.input(Input::MicrophoneLost);
    assert_eq!(
        (last(&driver), problems(&driver)),
        (Microphone::Lost, vec!["microphone-lost"])
    );
    assert!(driver.has(|command| *command == Command::Release));
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
    driver.input(Input::Captured(Ok(())));
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
    driver.input(Input::Captured(Ok(())));
    for again in [true, true, false] {
        let call = listen_call(&mut driver);
        driver.refused(call, ErrorKind::Unavailable);
        driver.pass(millis(3000));
        assert_eq!(driver.has(|command| matches!(command, Command::Release)), !again);
    }
    assert_eq!((last(&driver), problems(&driver)), (Microphone::Off, vec!["not-heard"]));
}

#[test]
fn turns_and_answers_are_messages_of_one_conversation() {
    let (mut driver, peer) = heard(TALK);
    driver.events.clear();
    let turn = || "turn-1".to_owned();
    let answer = || "answer-1".to_owned();
    says(&mut driver, peer, ChannelMessage::UserStart { task_id: turn() });
    assert_eq!(last(&driver), Microphone::Hearing);
    says(&mut driver, peer, ChannelMessage::UserStop { task_id: turn() });
    assert_eq!(last(&driver), Microphone::Listening);
    let words = |task_id, message: &str| (task_id, message.to_owned());
    let (task_id, message) = words(turn(), "How are you?");
    says(&mut driver, peer, ChannelMessage::UserMessage { task_id, message });
    says(&mut driver, peer, ChannelMessage::UserEnd { task_id: turn() });
    driver.starts(peer, "answer-1");
    for message in ["I am well.", " And you?"] {
        let (task_id, message) = words(answer(), message);
        says(&mut driver, peer, ChannelMessage::TalkingMessage { task_id, message });
    }
    says(&mut driver, peer, ChannelMessage::EndMessage { task_id: answer() });
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
        let task_id = || "answer-1".to_owned();
        says(
            &mut driver,
            peer,
            ChannelMessage::UserStart {
                task_id: "turn-1".into(),
            },
        );
        driver.starts(peer, "answer-1");
        let message = "A long story.".to_owned();
        says(
            &mut driver,
            peer,
            ChannelMessage::TalkingMessage {
                task_id: task_id(),
                message,
            },
        );
        says(&mut driver, peer, ChannelMessage::PauseTalking);
        if goes_on {
            says(&mut driver, peer, ChannelMessage::ResumeTalking);
        }
        says(&mut driver, peer, ChannelMessage::EndMessage { task_id: task_id() });
        assert_eq!(messages(&driver).last().unwrap().3, Some(interrupted));
    }
}

#[test]
fn an_answer_that_the_user_silences_is_interrupted() {
    let (mut driver, peer) = heard(TALK);
    says(
        &mut driver,
        peer,
        ChannelMessage::UserStart {
            task_id: "turn-1".into(),
        },
    );
    driver.starts(peer, "answer-1");
    let message = "A long story.".to_owned();
    says(
        &mut driver,
        peer,
        ChannelMessage::TalkingMessage {
            task_id: "answer-1".into(),
            message,
        },
    );
    driver.silence();
    says(
        &mut driver,
        peer,
        ChannelMessage::EndMessage {
            task_id: "answer-1".into(),
        },
    );
    assert_eq!(messages(&driver).last().unwrap().3, Some(true));
}

#[test]
fn a_text_that_was_given_is_no_message_and_failures_are_told() {
    let (mut driver, peer) = heard(TALK);
    says(
        &mut driver,
        peer,
        ChannelMessage::UserStart {
            task_id: "turn-1".into(),
        },
    );
    driver.say("Hello.", "t1", 500);
    driver.starts(peer, "t1");
    let message = "Hello.".to_owned();
    says(
        &mut driver,
        peer,
        ChannelMessage::TalkingMessage {
            task_id: "t1".into(),
            message,
        },
    );
    assert_eq!(messages(&driver), []);
    let error = |task_id: &str, code: &str| ChannelMessage::Error {
        task_id: task_id.into(),
        code: code.into(),
        message: "words".into(),
    };
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
    says(
        &mut driver,
        peer,
        ChannelMessage::UserStart {
            task_id: "turn-1".into(),
        },
    );
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

#[test]
fn words_that_are_under_way_when_the_session_goes_come_to_an_end() {
    let (mut driver, peer) = heard(TALK);
    says(
        &mut driver,
        peer,
        ChannelMessage::UserStart {
            task_id: "turn-1".into(),
        },
    );
    let message = "Well.".to_owned();
    says(
        &mut driver,
        peer,
        ChannelMessage::TalkingMessage {
            task_id: "answer-1".into(),
            message,
        },
    );
    driver.input(Input::Stop);
    assert_eq!(messages(&driver).last().unwrap().3, Some(true));
    assert!(driver.events.contains(&Event::UserSpeaking(false)));
}
