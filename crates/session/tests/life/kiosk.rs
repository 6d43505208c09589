//! A kiosk stays ready for days: only its user ends it, its tries are seldom, and unseen it costs nothing.

use std::time::Duration;

use api::{ApiError, ErrorKind};
use streaming_avatar_session::{
    Connection, EndReason, Event, Input, Options, Outcome, PeerId, Problem, Progress, State, TextId,
};

use crate::driver::{Driver, capped, millis, refusal, secs};

const HOUR: Duration = Duration::from_secs(3600);

fn kiosk() -> Driver {
    Driver::new(Options {
        kiosk: true,
        hidden_limit: Some(secs(60)),
        ..Options::default()
    })
}

/// A kiosk that is Live.
fn open() -> (Driver, PeerId) {
    let mut driver = kiosk();
    let peer = driver.live("a");
    (driver, peer)
}

/// Lets time pass; each `new` meets the same fate. Gives back when each was sent.
fn refuse_for(driver: &mut Driver, span: Duration, mut fate: impl FnMut(&mut Driver)) -> Vec<Duration> {
    let begin = driver.now;
    let mut sent = Vec::new();
    while driver.now.since(begin) < span {
        while driver.news() > 0 {
            sent.push(driver.now.since(begin));
            fate(driver);
        }
        driver.pass(secs(1));
    }
    sent
}

fn retries(driver: &Driver) -> Vec<Duration> {
    let after = |event: &Event| match event {
        Event::Retry { after, .. } => Some(*after),
        _ => None,
    };
    driver.events.iter().filter_map(after).collect()
}

#[test]
fn whatever_refuses_it_and_for_however_long_it_tries_on_slowly_and_says_so() {
    let kinds = ErrorKind::ALL.map(refusal).into_iter();
    for error in kinds.chain([ApiError::unreachable()]) {
        let mut driver = kiosk();
        driver.input(Input::Start);
        let sent = refuse_for(&mut driver, 10 * HOUR, |driver| {
            driver.fail_new(error.clone());
        });
        assert!(driver.ends().is_empty(), "{error:?}");
        let tries = if error.kind == ErrorKind::RateLimited { 3 } else { 1 };
        // Two and a half to five minutes between two tries, after a few quick ones.
        assert!(
            (120 * tries..=256 * tries).contains(&sent.len()),
            "{error:?}: {}",
            sent.len()
        );
        assert!(
            driver.events.contains(&Event::Problem(error.clone().into())),
            "{error:?}"
        );
        assert!(retries(&driver).iter().all(|after| *after <= secs(300)), "{error:?}");
        while driver.state() != State::Recovering {
            refuse_for(&mut driver, secs(1), |driver| {
                driver.fail_new(error.clone());
            });
        }
        driver.commands.clear();
        while driver.news() == 0 {
            driver.pass(secs(1));
        }
        driver.connect("a");
        assert_eq!(driver.state(), State::Live, "{error:?}");
    }
}

#[test]
fn long_waits_grow_from_a_quarter_of_a_minute_also_after_quick_ones() {
    // A server that is started anew is found soon after: minutes are for what lasts.
    for (error, quick) in [(ApiError::unreachable(), true), (refusal(ErrorKind::PlanLimit), false)] {
        let mut driver = kiosk();
        driver.input(Input::Online(false));
        driver.input(Input::Online(true));
        driver.input(Input::Start);
        let mut error = error;
        // Said by a service that did nothing.
        error.status = 503;
        refuse_for(&mut driver, HOUR, |driver| {
            driver.fail_new(error.clone());
        });
        let waits = retries(&driver);
        let long = if quick { waits.get(5..) } else { waits.get(..) }.unwrap_or_default();
        assert!(
            waits.len() == long.len() || waits[..5].iter().all(|wait| *wait <= secs(20)),
            "{waits:?}"
        );
        for (wait, whole) in long.iter().zip([15, 30, 60, 120, 240, 300, 300]) {
            assert!((secs(whole) / 2..=secs(whole)).contains(wait), "{whole} s: {waits:?}");
        }
    }
}

#[test]
fn a_start_without_a_reply_is_not_followed_by_another_while_its_session_may_be_open() {
    let mut driver = kiosk();
    driver.input(Input::Start);
    let begin = driver.now;
    let first = driver.new_call();
    driver.pass(secs(75));
    assert_eq!(driver.state(), State::Recovering);
    assert!(
        driver
            .events
            .contains(&Event::Problem(Problem::TimedOut(State::Creating)))
    );
    while driver.news() == 0 {
        driver.pass(secs(1));
    }
    assert!(driver.now.since(begin) >= secs(75 + 65));
    driver.created(first, "late");
    driver.stop_call("late");
    assert_eq!(driver.state(), State::Creating);
}

#[test]
fn the_network_or_a_visitor_brings_the_next_try_at_once_but_no_storm() {
    for hope in [Input::Online(true), Input::Hidden(false)] {
        let mut driver = kiosk();
        driver.input(Input::Start);
        refuse_for(&mut driver, HOUR, |driver| {
            driver.refuse_new(ErrorKind::Unauthorized);
        });
        let sent = refuse_for(&mut driver, secs(100), |driver| {
            driver.refuse_new(ErrorKind::Unauthorized);
        });
        assert!(sent.len() <= 1);
        driver.pass(secs(20));
        driver.commands.clear();
        driver.events.clear();
        driver.input(hope.clone());
        let told = retries(&driver);
        assert_eq!(told.len(), 1, "the sooner try is told");
        // Many kiosks get their network back in the same moment.
        assert!(told[0] >= millis(300) && told[0] <= millis(600), "{told:?}");
        driver.pass(millis(700));
        assert_eq!(driver.news(), 1);
        driver.refuse_new(ErrorKind::Unauthorized);
        driver.events.clear();
        driver.input(hope.clone());
        driver.input(hope.clone());
        assert_eq!(retries(&driver), [secs(10)], "told once");
        let mut tries = 0;
        for _ in 0..60 {
            driver.input(hope.clone());
            driver.pass(secs(1));
            while driver.news() > 0 {
                driver.refuse_new(ErrorKind::Unauthorized);
                tries += 1;
            }
        }
        assert!(
            (4..=6).contains(&tries),
            "{tries} in a minute of one sign of hope a second"
        );
    }
}

#[test]
fn a_night_offline_is_survived_and_the_morning_begins_at_once() {
    let (mut driver, peer) = open();
    driver.input(Input::Online(false));
    driver.connection(peer, Connection::Failed);
    let sent = refuse_for(&mut driver, 12 * HOUR, |driver| {
        driver.fail_new(ApiError::unreachable());
    });
    // While offline each try waits in Creating for the network, up to its deadline.
    assert!((1..=400).contains(&sent.len()), "{}", sent.len());
    assert!(driver.ends().is_empty());
    assert!(driver.events.contains(&Event::Problem(Problem::Offline)));
    driver.commands.clear();
    driver.input(Input::Online(true));
    driver.pass(secs(11));
    assert_eq!(driver.news(), 1);
}

#[test]
fn a_hidden_kiosk_has_no_session_and_tries_nothing_until_it_is_seen() {
    let (mut driver, peer) = open();
    let text = driver.speak("Is anybody there?");
    driver.input(Input::Hidden(true));
    driver.pass(secs(59));
    assert_eq!(driver.state(), State::Live);
    driver.pass(secs(1));
    assert_eq!(driver.state(), State::Recovering);
    assert!(driver.events.contains(&Event::Problem(Problem::Hidden)));
    assert_eq!(driver.outcomes(text), [Outcome::Interrupted]);
    let stop = driver.stop_call("a");
    driver.done(stop);
    assert!(driver.has(|command| *command == streaming_avatar_session::Command::ClosePeer { peer }));
    driver.commands.clear();
    driver.pass(100 * HOUR);
    driver.input(Input::Online(true));
    driver.pass(HOUR);
    assert!(driver.commands.is_empty(), "{:?}", driver.commands);
    driver.input(Input::Hidden(false));
    driver.pass(millis(700));
    driver.connect("b");
    assert_eq!(driver.state(), State::Live);
}

#[test]
fn a_kiosk_that_waits_for_a_try_gives_it_up_when_nobody_sees_it_any_more() {
    let mut driver = kiosk();
    driver.input(Input::Start);
    driver.refuse_new(ErrorKind::PlanLimit);
    driver.input(Input::Hidden(true));
    refuse_for(&mut driver, secs(61), |driver| {
        driver.refuse_new(ErrorKind::PlanLimit);
    });
    driver.commands.clear();
    driver.pass(10 * HOUR);
    assert_eq!(driver.news(), 0);
    assert_eq!(driver.session.deadline(), None);
}

#[test]
fn it_is_renewed_and_kept_alive_for_ever_without_being_told_to() {
    let mut driver = kiosk();
    driver.input(Input::Start);
    driver.connect_with(capped("s0", 600));
    for number in 1..300 {
        while driver.news() == 0 {
            driver.pass(secs(5));
            while driver.keep_alives() > 0 {
                let call = driver.keep_alive_call();
                driver.done(call);
            }
            assert_eq!(driver.state(), State::Live);
        }
        driver.connect_with(capped(&format!("s{number}"), 600));
        let stop = driver.stop_call(&format!("s{}", number - 1));
        driver.done(stop);
        driver.commands.clear();
    }
    assert!(driver.ends().is_empty());
    assert!(driver.now.as_millis() > 40 * HOUR.as_millis() as u64);
    assert!(retries(&driver).is_empty());
}

#[test]
fn an_end_that_the_service_brings_about_is_none_for_a_kiosk() {
    for seconds in [600, 180] {
        let mut driver = kiosk();
        driver.input(Input::Start);
        let peer = driver.connect_with(capped("a", 600));
        driver.pass(secs(seconds));
        driver.input(Input::Channel { peer, open: false });
        assert!(driver.ends().is_empty(), "after {seconds} s");
        assert!(matches!(driver.state(), State::Recovering | State::Creating));
    }
}

#[test]
fn a_text_does_not_wait_for_days_but_the_greeting_does() {
    let mut driver = Driver::new(Options {
        kiosk: true,
        greeting: "Welcome.".into(),
        ..Options::default()
    });
    driver.input(Input::Start);
    let text = driver.speak("Now or never.");
    driver.refuse_new(ErrorKind::PlanLimit);
    let failed = Outcome::Failed(refusal(ErrorKind::PlanLimit).into());
    assert_eq!(driver.outcomes(text), std::slice::from_ref(&failed));
    // One that comes while it waits has the next try, not more.
    let text = driver.speak("Once more.");
    assert!(driver.outcomes(text).is_empty());
    driver.pass(secs(15));
    driver.refuse_new(ErrorKind::PlanLimit);
    assert_eq!(driver.outcomes(text), [failed]);
    driver.commands.clear();
    driver.pass(secs(30));
    driver.connect("a");
    assert_eq!(driver.task().1, "Welcome.");
    assert!(driver.outcomes(TextId::GREETING).is_empty());
}

#[test]
fn the_user_ends_it_at_any_moment_and_it_stays_ended() {
    for stage in 0..6 {
        let mut driver = kiosk();
        driver.reach(stage);
        driver.input(Input::Stop);
        driver.pass(secs(5));
        assert_eq!(driver.ends(), [EndReason::Stopped], "stage {stage}");
        driver.commands.clear();
        for hope in [
            Input::Hidden(true),
            Input::Hidden(false),
            Input::Online(true),
            Input::Returned,
        ] {
            driver.input(hope);
        }
        driver.pass(10 * HOUR);
        assert_eq!(driver.news(), 0, "stage {stage}");
    }
}

#[test]
fn a_kiosk_whose_page_comes_back_from_the_cache_begins_again_by_itself() {
    let (mut driver, _) = open();
    driver.input(Input::Leaving);
    assert_eq!(driver.ends(), [EndReason::PageLeft]);
    driver.commands.clear();
    driver.input(Input::Returned);
    driver.connect("b");
    assert_eq!(driver.state(), State::Live);
    driver.input(Input::Leaving);
    driver.input(Input::Stop);
    driver.input(Input::Returned);
    assert_eq!(driver.state(), State::Ended, "its user did not want it any more");
}

#[test]
fn the_wait_that_a_service_asks_for_is_kept_within_reason() {
    for (asked, least, most) in [(1000, 1000, 1300), (u32::MAX, 3600, 3900)] {
        let mut driver = kiosk();
        driver.input(Input::Start);
        let mut error = refusal(ErrorKind::RateLimited);
        error.retry_after = Some(asked);
        driver.fail_new(error);
        let begin = driver.now;
        while driver.news() == 0 {
            driver.input(Input::Online(true));
            driver.pass(secs(1));
        }
        let waited = driver.now.since(begin).as_secs();
        assert!((least..=most).contains(&waited), "{asked}: {waited}");
    }
}

#[test]
fn a_text_that_ends_with_the_session_of_a_hidden_kiosk_tells_how_much_of_it_was_heard() {
    let (mut driver, peer) = open();
    let text = driver.say(&"word ".repeat(100), "t1", 120_000);
    driver.starts(peer, "t1");
    driver.input(Input::Hidden(true));
    driver.pass(secs(60));
    let heard =
        |event: &Event| matches!(event, Event::Heard { id, letters } if *id == text && (190..=210).contains(letters));
    assert!(driver.events.iter().any(heard), "{:?}", driver.events);
    let end = Progress::Ended(Outcome::Interrupted);
    assert!(
        matches!(&driver.progress(text)[..], [.., Progress::Speaking, last] if *last == end),
        "not queued anew before its end"
    );
}

#[test]
fn a_machine_that_slept_past_a_try_and_the_hidden_limit_opens_nothing() {
    let mut driver = kiosk();
    driver.input(Input::Start);
    driver.refuse_new(ErrorKind::PlanLimit);
    driver.input(Input::Hidden(true));
    driver.now = driver.now + HOUR;
    driver.input(Input::Tick);
    assert_eq!(driver.news(), 0);
    assert_eq!(driver.state(), State::Recovering);
}
