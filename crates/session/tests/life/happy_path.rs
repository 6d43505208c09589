//! Start, speak, interrupt, stop, where nothing goes wrong.

use api::DescriptionType;
use streaming_avatar_session::{Command, Connection, EndReason, Event, Input, Options, Outcome, Request, State};

use crate::driver::{Driver, candidate, live, millis, secs};

#[test]
fn a_start_overlaps_all_that_can_overlap() {
    let mut driver = Driver::new(Options::default());
    driver.input(Input::Start);
    assert_eq!(driver.state(), State::Creating);
    let call = driver.new_call();
    let peer = driver.open_peer();
    assert!(driver.has(|command| *command == Command::Show { peer }));

    driver.pass(millis(300));
    driver.created(call, "a");
    assert_eq!(driver.state(), State::Negotiating);
    let registered = driver.take(|command| match command {
        Command::Register { session_id } => Some(session_id.clone()),
        _ => None,
    });
    assert_eq!(registered, "a");
    assert!(driver.has(|command| matches!(command, Command::Negotiate { offer, .. } if offer == "v=0 offer")));
    assert!(driver.events.contains(&Event::Session { session_id: "a".into() }));

    // Candidates are held until the answer is on its way, then sent without waiting for its reply.
    driver.input(Input::Candidate {
        peer,
        candidate: candidate("one"),
    });
    driver.input(Input::Candidate {
        peer,
        candidate: candidate(""),
    });
    assert_eq!(driver.sends(|request| matches!(request, Request::Ice(_))), 0);
    driver.input(Input::Answered {
        peer,
        result: Ok("v=0 answer".into()),
    });
    driver.input(Input::Candidate {
        peer,
        candidate: candidate("two"),
    });
    let sent: Vec<&Request> = driver
        .commands
        .iter()
        .filter_map(|command| match command {
            Command::Send { request, .. } => Some(request),
            _ => None,
        })
        .collect();
    assert!(
        matches!(sent[0], Request::Start(start) if start.sdp.kind == DescriptionType::Answer && start.session_id == "a")
    );
    assert!(matches!(sent[1], Request::Ice(ice) if ice.candidate.candidate == "one" && ice.session_id == "a"));
    assert!(matches!(sent[2], Request::Ice(ice) if ice.candidate.candidate == "two"));
    assert_eq!(sent.len(), 3, "the end of candidates is not sent");

    let start = driver.start_call();
    driver.done(start);
    assert_eq!(driver.state(), State::Connecting);
    driver.connection(peer, Connection::Connected);
    assert_eq!(driver.state(), State::Connecting, "no picture yet");
    driver.pass(millis(50));
    driver.input(Input::FirstFrame { peer });
    assert_eq!(driver.state(), State::Live);
    let milestones = driver.events.iter().rev().find_map(|event| match event {
        Event::Milestones(milestones) => Some(*milestones),
        _ => None,
    });
    let milestones = milestones.unwrap();
    assert_eq!(milestones.created, Some(300));
    assert_eq!(milestones.first_frame, Some(350));
    assert_eq!(milestones.first_sound, None);
}

#[test]
fn media_may_come_before_the_reply_to_start() {
    let mut driver = Driver::new(Options::default());
    driver.input(Input::Start);
    let (call, peer) = (driver.new_call(), driver.open_peer());
    driver.created(call, "a");
    driver.input(Input::Answered {
        peer,
        result: Ok("v=0".into()),
    });
    let start = driver.start_call();
    driver.connection(peer, Connection::Connected);
    driver.input(Input::FirstFrame { peer });
    assert_eq!(driver.state(), State::Live);
    driver.lost(start);
    assert_eq!(driver.state(), State::Live);
}

#[test]
fn a_text_is_spoken_and_a_second_follows() {
    let (mut driver, peer) = live();
    let (first, second, third) = (driver.speak("One."), driver.speak("Two."), driver.speak("Three."));
    let (call, text) = driver.task();
    assert_eq!(text, "One.");
    assert_eq!(
        driver.sends(|request| matches!(request, Request::Task(_))),
        0,
        "order needs one call at a time"
    );
    driver.tasked(call, "t1", 1000);
    let (call, text) = driver.task();
    assert_eq!(text, "Two.", "the next is given ahead, so that there is no gap");
    // The message comes before the reply that names its task.
    driver.starts(peer, "t1");
    assert!(driver.events.contains(&Event::Speaking(true)));
    driver.stops(peer, "t1");
    driver.starts(peer, "t2");
    driver.tasked(call, "t2", 1000);
    let (call, text) = driver.task();
    assert_eq!(text, "Three.");
    driver.tasked(call, "t3", 0);
    driver.stops(peer, "t2");
    driver.starts(peer, "t3");
    driver.stops(peer, "t3");
    for text in [first, second, third] {
        assert_eq!(driver.outcomes(text), [Outcome::Spoken]);
        assert!(driver.is_told_once(text), "{:?}", driver.progress(text));
    }
    assert_eq!(driver.events.last(), Some(&Event::Speaking(false)));
}

#[test]
fn texts_and_the_greeting_wait_for_live() {
    let mut driver = Driver::new(Options {
        greeting: "Good day.".into(),
        ..Options::default()
    });
    driver.input(Input::Start);
    let waiting = driver.speak("And now?");
    driver.connect("a");
    let (call, text) = driver.task();
    assert_eq!(text, "Good day.");
    driver.tasked(call, "t1", 500);
    assert_eq!(driver.task().1, "And now?");
    assert!(driver.outcomes(waiting).is_empty());
}

#[test]
fn a_text_without_a_session_or_words_fails() {
    let mut driver = Driver::new(Options::default());
    let text = driver.speak("Nobody listens.");
    assert!(matches!(driver.outcomes(text)[..], [Outcome::Failed(_)]));
    driver.live("a");
    let text = driver.speak(" \n ");
    assert!(matches!(driver.outcomes(text)[..], [Outcome::Failed(_)]));
    assert!(driver.commands.is_empty());
}

#[test]
fn a_stop_ends_everything_and_is_confirmed() {
    let (mut driver, peer) = live();
    let text = driver.speak("I am cut off.");
    driver.input(Input::Stop);
    assert_eq!(driver.state(), State::Stopping);
    assert_eq!(driver.outcomes(text), [Outcome::Interrupted]);
    assert!(driver.has(|command| *command == Command::ClosePeer { peer }));
    assert!(
        driver.has(|command| matches!(command, Command::Abandon { .. })),
        "the task is given up"
    );
    let call = driver.take(|command| match command {
        Command::Send {
            call,
            request: Request::Stop(id),
            keepalive: true,
            ..
        } if id == "a" => Some(*call),
        _ => None,
    });
    driver.done(call);
    assert_eq!(driver.state(), State::Ended);
    assert_eq!(driver.ends(), [EndReason::Stopped]);
    assert!(driver.has(|command| matches!(command, Command::Unregister { session_id } if session_id == "a")));
    assert_eq!(driver.session.deadline(), None);
    driver.pass(secs(1000));
    assert_eq!(
        driver.sends(|_| true),
        1,
        "only the abandoned task is left: nothing is sent after the end"
    );
}

#[test]
fn idle_machines_wait_for_nothing() {
    let mut driver = Driver::new(Options::default());
    assert_eq!(driver.session.deadline(), None);
    driver.input(Input::Stop);
    driver.input(Input::Interrupt { clear: true });
    driver.input(Input::KeepAlive);
    driver.input(Input::Renew);
    driver.input(Input::Leaving);
    assert_eq!(driver.state(), State::Idle);
    assert!(driver.commands.is_empty() && driver.events.is_empty());
}
