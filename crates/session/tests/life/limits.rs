//! Limits in sight, and keep-alive.

use std::time::Duration;

use api::{ErrorKind, NewReply};
use streaming_avatar_session::{EndReason, Event, Input, LimitKind, Options, Request, State};

use crate::driver::{Driver, capped, idle_after, live_with, millis, refusal, renewing, reply, secs};

fn limits(driver: &Driver, wanted: LimitKind) -> Vec<Duration> {
    let left = |event: &Event| match event {
        Event::Limit { kind, left } if *kind == wanted => Some(*left),
        _ => None,
    };
    driver.events.iter().filter_map(left).collect()
}

#[test]
fn the_idle_end_is_told_before_it_comes_and_anew_after_a_text() {
    let mut driver = Driver::new(idle_after(100));
    let peer = driver.live("a");
    driver.pass(secs(95));
    assert_eq!(limits(&driver, LimitKind::Idle), [secs(60), secs(30), secs(10)]);
    driver.events.clear();
    driver.say("Hello.", "t1", 200_000);
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
fn a_server_that_tells_its_idle_time_is_believed() {
    let told = NewReply {
        activity_idle_timeout: Some(20),
        ..reply("a")
    };
    for (seconds, ended) in [(16, false), (18, true)] {
        let (mut driver, peer) = live_with(Options::default(), told.clone());
        // The channel is what closes.
        driver.input(Input::Channel { peer, open: true });
        driver.pass(secs(seconds));
        assert_eq!(limits(&driver, LimitKind::Idle), [secs(10)]);
        driver.input(Input::Channel { peer, open: false });
        assert_eq!(driver.ends() == [EndReason::Idle], ended, "after {seconds} s");
    }
}

#[test]
fn a_limit_is_told_at_no_more_than_its_whole_length() {
    let (mut driver, _) = live_with(idle_after(30), capped("a", 60));
    driver.pass(secs(29));
    assert_eq!(limits(&driver, LimitKind::Idle), [secs(10)]);
    driver.pass(secs(30));
    assert_eq!(limits(&driver, LimitKind::Cap), [secs(30), secs(10)]);
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
    let (mut driver, _) = live_with(idle_after(3600), capped("a", 600));
    driver.pass(secs(599));
    assert_eq!(limits(&driver, LimitKind::Cap), [secs(60), secs(30), secs(10)]);
}

#[test]
fn after_a_sleep_only_the_latest_warning_is_told_and_none_when_it_is_too_late() {
    for late in [20, 3000] {
        let mut driver = Driver::new(idle_after(100));
        driver.live("a");
        driver.now = driver.now + secs(80);
        driver.input(Input::Tick);
        assert_eq!(limits(&driver, LimitKind::Idle), [secs(20)]);
        driver.now = driver.now + secs(late);
        driver.input(Input::Tick);
        assert_eq!(limits(&driver, LimitKind::Idle), [secs(20)], "{late} s later");
    }
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
    assert_eq!(driver.keep_alives(), 0);

    let mut options = idle_after(100);
    options.keep_alive = true;
    let mut driver = Driver::new(options);
    driver.live("a");
    for _ in 0..3 {
        driver.pass(millis(49_900));
        assert_eq!(driver.keep_alives(), 0);
        driver.pass(millis(100));
        let call = driver.keep_alive_call();
        driver.done(call);
    }
    // One that fails is sent again, not at once.
    driver.pass(secs(50));
    let call = driver.keep_alive_call();
    driver.lost(call);
    driver.pass(secs(9));
    assert_eq!(driver.keep_alives(), 0);
    driver.pass(secs(11));
    let call = driver.keep_alive_call();
    // Nor before the service wants it.
    let mut pause = refusal(ErrorKind::RateLimited);
    pause.retry_after = Some(25);
    driver.input(Input::Done {
        call,
        result: Err(pause),
    });
    driver.pass(millis(24_900));
    assert_eq!(driver.keep_alives(), 0);
    driver.pass(millis(200));
    assert_eq!(driver.keep_alives(), 1);
    driver.commands.clear();
    driver.input(Input::Hidden(true));
    driver.pass(secs(300));
    assert_eq!(driver.keep_alives(), 0);
}

#[test]
fn a_session_that_is_open_is_kept_alive_from_when_that_is_chosen_until_it_is_not() {
    let choose = |keep_alive| Input::Choose {
        keep_alive,
        renew: false,
    };
    let mut driver = Driver::new(idle_after(100));
    driver.live("a");
    driver.pass(secs(95));
    assert_eq!(limits(&driver, LimitKind::Idle), [secs(60), secs(30), secs(10)]);
    driver.input(choose(true));
    let call = driver.keep_alive_call();
    driver.done(call);
    driver.pass(secs(49));
    assert_eq!(driver.keep_alives(), 0);
    driver.pass(secs(1));
    let call = driver.keep_alive_call();
    driver.done(call);
    driver.events.clear();
    driver.input(choose(false));
    driver.pass(secs(99));
    assert_eq!(driver.keep_alives(), 0);
    assert_eq!(
        limits(&driver, LimitKind::Idle),
        [secs(60), secs(30), secs(10)],
        "the end is told again"
    );
}

#[test]
fn what_is_chosen_before_a_start_counts_from_it_on() {
    let mut driver = Driver::new(idle_after(100));
    driver.input(Input::Choose {
        keep_alive: true,
        renew: false,
    });
    driver.live("a");
    driver.pass(secs(50));
    assert_eq!(driver.keep_alives(), 1);
}

#[test]
fn a_session_that_is_open_is_renewed_from_when_that_is_chosen_until_it_is_not() {
    let choose = |renew| Input::Choose {
        keep_alive: false,
        renew,
    };
    let (mut driver, _) = live_with(idle_after(3600), capped("a", 100));
    driver.pass(secs(60));
    assert_eq!(driver.news(), 0);
    driver.input(choose(true));
    assert_eq!(driver.news(), 1, "its cap is near");
    driver.connect_with(capped("b", 100));
    driver.commands.clear();
    driver.input(choose(false));
    driver.pass(secs(100));
    assert_eq!(driver.news(), 0);
}

#[test]
fn keep_alive_to_a_session_that_is_gone_leads_to_a_new_one() {
    let mut options = idle_after(100);
    options.keep_alive = true;
    let mut driver = Driver::new(options);
    driver.live("a");
    driver.pass(secs(50));
    let call = driver.keep_alive_call();
    driver.refused(call, ErrorKind::UnknownSession);
    assert_eq!(driver.state(), State::Recovering);
}

#[test]
fn a_cap_of_zero_is_none() {
    let (mut driver, _) = renewing(0);
    driver.pass(secs(1000));
    assert!(limits(&driver, LimitKind::Cap).is_empty());
    assert_eq!(driver.state(), State::Live);
    assert_eq!(driver.news(), 0, "nothing to renew it for");
}

#[test]
fn a_warning_of_the_cap_is_told_once_however_lively_the_session_is() {
    let (mut driver, _) = live_with(idle_after(3600), capped("a", 100));
    driver.pass(secs(50));
    driver.input(Input::KeepAlive);
    let call = driver.keep_alive_call();
    driver.done(call);
    driver.pass(secs(45));
    assert_eq!(limits(&driver, LimitKind::Cap), [secs(60), secs(30), secs(10)]);
}

#[test]
fn an_idle_time_of_zero_is_the_services_own() {
    let mut driver = Driver::new(idle_after(0));
    driver.live("a");
    driver.pass(secs(179));
    assert_eq!(limits(&driver, LimitKind::Idle), [secs(60), secs(30), secs(10)]);
}

#[test]
fn the_time_left_is_known_and_none_where_nothing_ends_the_session() {
    let (mut driver, peer) = live_with(idle_after(100), capped("a", 600));
    let left = |driver: &Driver, kind| driver.session.time_left(kind, driver.now);
    driver.pass(secs(30));
    assert_eq!(left(&driver, LimitKind::Idle), Some(secs(70)));
    assert_eq!(left(&driver, LimitKind::Cap), Some(secs(570)));

    driver.say("Hello.", "t1", 5000);
    driver.starts(peer, "t1");
    assert_eq!(
        left(&driver, LimitKind::Idle),
        None,
        "a session that speaks is not idle"
    );
    driver.pass(secs(5));
    driver.stops_after(peer, "t1", 5000);
    assert_eq!(left(&driver, LimitKind::Idle), Some(secs(100)));
    assert_eq!(left(&driver, LimitKind::Cap), Some(secs(565)));

    driver.input(Input::Stop);
    assert_eq!(left(&driver, LimitKind::Idle), None);
    assert_eq!(left(&driver, LimitKind::Cap), None);

    let mut options = idle_after(100);
    options.request.disable_idle_timeout = Some(true);
    let mut driver = Driver::new(options);
    assert_eq!(left(&driver, LimitKind::Cap), None, "nothing was started");
    driver.live("a");
    assert_eq!(
        (left(&driver, LimitKind::Idle), left(&driver, LimitKind::Cap)),
        (None, None)
    );
}

#[test]
fn the_cap_is_not_told_of_where_a_renewal_comes_before() {
    for (cap, told) in [(600, [30, 10].as_slice()), (50, &[10])] {
        let (mut driver, _) = renewing(cap);
        // Nobody answers it.
        driver.pass(secs(u64::from(cap) - 1));
        assert_eq!(
            limits(&driver, LimitKind::Cap),
            told.iter().copied().map(secs).collect::<Vec<_>>()
        );

        let (mut driver, _) = renewing(cap);
        driver.pass(secs(u64::from(cap - cap.min(90) / 2)));
        driver.connect_with(capped("b", cap));
        driver.pass(secs(20));
        assert!(
            limits(&driver, LimitKind::Cap).is_empty(),
            "it is another session by now"
        );
    }
}
