//! Limits in sight, keep-alive, and make before break.

mod driver;

use std::time::Duration;

use api::{ErrorKind, NewReply, NewRequest};
use driver::{Driver, millis, refusal, reply, secs};
use streaming_avatar_session::{
    CallId, Command, Connection, Event, Input, LimitKind, Options, Outcome, PeerId, Problem, Request, State,
};

fn limits(driver: &Driver, wanted: LimitKind) -> Vec<Duration> {
    let left = |event: &Event| match event {
        Event::Limit { kind, left } if *kind == wanted => Some(*left),
        _ => None,
    };
    driver.events.iter().filter_map(left).collect()
}

fn keep_alives(driver: &Driver) -> usize {
    driver.sends(|request| matches!(request, Request::KeepAlive(_)))
}

fn capped(id: &str, cap: u32) -> NewReply {
    NewReply {
        session_duration_limit: Some(cap),
        ..reply(id)
    }
}

fn idle_after(seconds: u32) -> Options {
    Options {
        request: NewRequest {
            activity_idle_timeout: Some(seconds),
            ..NewRequest::default()
        },
        ..Options::default()
    }
}

#[test]
fn the_idle_end_is_told_before_it_comes_and_anew_after_a_text() {
    let mut driver = Driver::new(idle_after(100));
    let peer = driver.live("a");
    driver.pass(secs(95));
    assert_eq!(limits(&driver, LimitKind::Idle), [secs(60), secs(30), secs(10)]);
    driver.events.clear();
    driver.speak("Hello.");
    let (call, _) = driver.task();
    driver.tasked(call, "t1", 200_000);
    driver.starts(peer, "t1");
    driver.pass(secs(120));
    assert!(
        limits(&driver, LimitKind::Idle).is_empty(),
        "a session that speaks is not idle"
    );
    driver.stops(peer, "t1");
    driver.pass(secs(45));
    assert_eq!(limits(&driver, LimitKind::Idle), [secs(60)]);
}

#[test]
fn a_limit_is_told_at_no_more_than_its_whole_length() {
    let mut driver = Driver::new(idle_after(30));
    driver.live("a");
    driver.pass(secs(29));
    assert_eq!(limits(&driver, LimitKind::Idle), [secs(10)]);
}

#[test]
fn no_idle_end_where_it_was_switched_off() {
    let mut options = idle_after(30);
    options.request.disable_idle_timeout = Some(true);
    let mut driver = Driver::new(options);
    driver.live("a");
    driver.pass(secs(1000));
    assert!(limits(&driver, LimitKind::Idle).is_empty());
    assert_eq!(driver.session.deadline(), None, "Live waits for nothing then");
}

#[test]
fn the_cap_is_told_before_it_comes() {
    let mut driver = Driver::new(idle_after(3600));
    driver.input(Input::Start);
    driver.connect_with(capped("a", 600));
    driver.pass(secs(599));
    assert_eq!(limits(&driver, LimitKind::Cap), [secs(60), secs(30), secs(10)]);
}

#[test]
fn after_a_sleep_only_the_latest_warning_is_told_and_none_when_it_is_too_late() {
    let mut driver = Driver::new(idle_after(100));
    driver.live("a");
    driver.now = driver.now + secs(80);
    driver.input(Input::Tick);
    assert_eq!(limits(&driver, LimitKind::Idle), [secs(20)]);
    driver.now = driver.now + secs(3000);
    driver.input(Input::Tick);
    assert_eq!(limits(&driver, LimitKind::Idle), [secs(20)]);
}

#[test]
fn keep_alive_by_hand_puts_the_idle_end_off() {
    let mut driver = Driver::new(idle_after(100));
    driver.live("a");
    driver.pass(secs(45));
    driver.input(Input::KeepAlive);
    let call = driver.call(|request| matches!(request, Request::KeepAlive(id) if id == "a"));
    driver.done(call);
    driver.events.clear();
    driver.pass(secs(30));
    assert!(driver.events.is_empty());
    driver.pass(secs(10));
    assert_eq!(limits(&driver, LimitKind::Idle), [secs(60)]);
}

#[test]
fn keep_alive_is_sent_by_itself_only_if_asked_and_while_the_page_is_seen() {
    let mut driver = Driver::new(idle_after(100));
    driver.live("a");
    driver.pass(secs(99));
    assert_eq!(keep_alives(&driver), 0);

    let mut options = idle_after(100);
    options.keep_alive = true;
    let mut driver = Driver::new(options);
    driver.live("a");
    for _ in 0..3 {
        driver.pass(millis(49_900));
        assert_eq!(keep_alives(&driver), 0);
        driver.pass(millis(100));
        let call = driver.call(|request| matches!(request, Request::KeepAlive(_)));
        driver.done(call);
    }
    // One that fails is sent again, not at once.
    driver.pass(secs(50));
    let call = driver.call(|request| matches!(request, Request::KeepAlive(_)));
    driver.lost(call);
    driver.pass(secs(9));
    assert_eq!(keep_alives(&driver), 0);
    driver.pass(secs(1));
    assert_eq!(keep_alives(&driver), 1);
    driver.commands.clear();
    driver.input(Input::Hidden(true));
    driver.pass(secs(300));
    assert_eq!(keep_alives(&driver), 0);
}

#[test]
fn keep_alive_to_a_session_that_is_gone_leads_to_a_new_one() {
    let mut options = idle_after(100);
    options.keep_alive = true;
    let mut driver = Driver::new(options);
    driver.live("a");
    driver.pass(secs(50));
    let call = driver.call(|request| matches!(request, Request::KeepAlive(_)));
    driver.refused(call, ErrorKind::UnknownSession);
    assert_eq!(driver.state(), State::Recovering);
}

/// Brings a renewal up to its first picture.
fn renew(driver: &mut Driver, id: &str) -> PeerId {
    driver.connect(id)
}

fn place(driver: &Driver, fits: impl Fn(&Command) -> bool) -> Option<usize> {
    driver.commands.iter().position(fits)
}

#[test]
fn a_renewal_is_connected_before_the_old_session_ends() {
    let mut driver = Driver::new(Options::default());
    let old = driver.live("a");
    driver.input(Input::Renew);
    driver.input(Input::Renew);
    let peer = renew(&mut driver, "b");
    assert_ne!(peer, old);
    let show = place(&driver, |command| *command == Command::Show { peer });
    let close = place(&driver, |command| *command == Command::ClosePeer { peer: old });
    let stop = place(
        &driver,
        |command| matches!(command, Command::Send { request: Request::Stop(id), .. } if id == "a"),
    );
    assert!(show.is_some() && show < close && close < stop);
    assert_eq!(driver.state(), State::Live);
    assert!(
        !driver.events.iter().any(|event| matches!(event, Event::State { .. })),
        "nothing is seen of it"
    );
    assert!(driver.events.contains(&Event::Session { session_id: "b".into() }));
    assert_eq!(driver.session.session_id(), Some("b"));
    driver.speak("Hello.");
    assert!(driver.has(
        |command| matches!(command, Command::Send { request: Request::Task(task), .. } if task.session_id == "b")
    ));
}

#[test]
fn a_renewal_waits_for_the_end_of_the_text() {
    let mut driver = Driver::new(Options::default());
    let old = driver.live("a");
    let (first, second) = (driver.speak("First."), driver.speak("Second."));
    let (call, _) = driver.task();
    driver.tasked(call, "t1", 1000);
    let (call, _) = driver.task();
    driver.tasked(call, "t2", 1000);
    let third = driver.speak("Third.");
    driver.starts(old, "t1");
    driver.input(Input::Renew);
    let peer = renew(&mut driver, "b");
    driver.stops(old, "t1");
    driver.starts(old, "t2");
    assert!(!driver.has(|command| *command == Command::Show { peer }));
    driver.stops(old, "t2");
    assert!(driver.has(|command| *command == Command::Show { peer }));
    assert_eq!(driver.outcomes(first), [Outcome::Spoken]);
    assert_eq!(driver.outcomes(second), [Outcome::Spoken]);
    let (call, text) = driver.task();
    assert_eq!(text, "Third.");
    driver.tasked(call, "t3", 1000);
    driver.starts(peer, "t3");
    driver.stops(peer, "t3");
    assert_eq!(driver.outcomes(third), [Outcome::Spoken]);
}

#[test]
fn a_session_near_its_cap_is_renewed_by_itself_if_asked() {
    for (wanted, cap, lead) in [(true, 600, 45), (true, 60, 30), (false, 600, 45)] {
        let mut driver = Driver::new(Options {
            renew: wanted,
            ..idle_after(3600)
        });
        driver.input(Input::Start);
        driver.connect_with(capped("a", cap));
        driver.commands.clear();
        driver.pass(secs(u64::from(cap) - lead - 1));
        assert!(driver.commands.is_empty());
        driver.pass(secs(1));
        assert_eq!(
            driver.sends(|request| matches!(request, Request::New(_))),
            usize::from(wanted)
        );
    }
}

fn refuse_new(driver: &mut Driver, kind: ErrorKind) -> CallId {
    let call = driver.new_call();
    driver.input(Input::Created {
        call,
        result: Err(refusal(kind)),
    });
    call
}

#[test]
fn a_renewal_that_fails_leaves_the_old_session_as_it_was() {
    let mut driver = Driver::new(Options::default());
    let old = driver.live("a");
    driver.input(Input::Renew);
    let peer = driver.open_peer();
    refuse_new(&mut driver, ErrorKind::ConcurrentLimit);
    assert_eq!(driver.state(), State::Live);
    assert!(driver.has(|command| *command == Command::ClosePeer { peer }));
    assert!(!driver.has(|command| *command == Command::ClosePeer { peer: old }));
    let problem = Problem::Api(refusal(ErrorKind::ConcurrentLimit));
    assert_eq!(driver.events, [Event::Problem(problem)]);
    assert_eq!(driver.sends(|request| matches!(request, Request::Stop(_))), 0);

    // And one that got further is stopped.
    driver.input(Input::Renew);
    let peer = driver.open_peer();
    let call = driver.new_call();
    driver.created(call, "b");
    driver.connection(peer, Connection::Failed);
    driver.stop_call("b");
    assert_eq!(driver.state(), State::Live);
    assert_eq!(driver.session.session_id(), Some("a"));
}

#[test]
fn a_renewal_that_could_not_be_had_is_tried_again_within_bounds() {
    let mut driver = Driver::new(Options {
        renew: true,
        ..idle_after(3600)
    });
    driver.input(Input::Start);
    driver.connect_with(capped("a", 600));
    let mut tries = 0;
    for _ in 0..590 {
        driver.pass(secs(1));
        while driver.sends(|request| matches!(request, Request::New(_))) > 0 {
            refuse_new(&mut driver, ErrorKind::Unavailable);
            tries += 1;
        }
    }
    assert_eq!(tries, 3);
    assert_eq!(driver.state(), State::Live);
}

#[test]
fn a_renewal_under_way_takes_over_when_the_old_session_is_lost() {
    let mut driver = Driver::new(Options::default());
    let old = driver.live("a");
    let text = driver.speak("Cut off.");
    let (call, _) = driver.task();
    driver.tasked(call, "t1", 5000);
    driver.starts(old, "t1");
    driver.input(Input::Renew);
    let peer = renew(&mut driver, "b");
    driver.connection(old, Connection::Failed);
    assert_eq!(driver.state(), State::Live, "it was ready");
    driver.stop_call("a");
    assert!(driver.has(|command| *command == Command::Show { peer }));
    assert_eq!(driver.task().1, "Cut off.");
    assert!(driver.outcomes(text).is_empty());

    let mut driver = Driver::new(Options::default());
    let old = driver.live("a");
    driver.input(Input::Renew);
    driver.connection(old, Connection::Failed);
    assert_eq!(driver.state(), State::Creating, "it is on its way");
    renew(&mut driver, "b");
    assert_eq!(driver.state(), State::Live);
}

#[test]
fn a_stop_during_a_renewal_stops_both() {
    let mut driver = Driver::new(Options::default());
    driver.live("a");
    driver.input(Input::Renew);
    let call = driver.new_call();
    driver.created(call, "b");
    driver.input(Input::Stop);
    assert_eq!(driver.state(), State::Stopping);
    let first = driver.stop_call("a");
    driver.done(first);
    assert_eq!(driver.state(), State::Stopping, "both are waited for");
    let second = driver.stop_call("b");
    driver.done(second);
    assert_eq!(driver.state(), State::Ended);
    let closed = |command: &&Command| matches!(command, Command::ClosePeer { .. });
    assert_eq!(driver.commands.iter().filter(closed).count(), 2);
}
