//! Simulation: sessions in simulated time: what ends one, and what does not.

mod link;
mod narrow_link;
mod session;

use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::media::Stagger;
use crate::peer::bounds::Bounds;
use crate::sessions::{Command, EndReason};
use session::{SECOND, Simulation, TICK, bounds, is_at};

#[test]
fn a_session_that_nobody_answers_ends_when_the_time_for_that_is_over() {
    let mut session = Simulation::new(bounds(), None);
    let (at, why) = session.until_end();
    assert_eq!(why, EndReason::NotStarted(10 * SECOND));
    assert!(is_at(at, 10 * SECOND), "{at:?}");
}

#[test]
fn a_session_that_never_connects_ends_when_the_time_for_that_is_over() {
    let mut session = Simulation::new(bounds(), None);
    session.pass(5 * SECOND);
    session.answer();
    session.client_is_there = false;
    let (at, why) = session.until_end();
    assert_eq!(why, EndReason::NotConnected(20 * SECOND));
    assert!(is_at(at, 25 * SECOND), "{at:?}");
}

#[test]
fn a_user_fragment_of_any_length_ends_no_session() {
    for length in [4, 111, 112, 200, 256] {
        let mut session = Simulation::new(bounds(), None);
        session.answer_with(|answer| {
            let own = answer
                .lines()
                .find_map(|line| line.strip_prefix("a=ice-ufrag:"))
                .unwrap();
            answer.replace(own, &"u".repeat(length))
        });
        session.pass(2 * SECOND);
        assert_eq!(session.ended, None, "{length}");
    }
}

#[test]
fn media_go_to_nobody_whose_address_a_client_writes_upon_its_checks() {
    let mut session = Simulation::connected(bounds(), None);
    session.until(|session| session.shown.len() > 10);
    session.forged = Some("192.0.2.66:6000".parse().unwrap());
    // Long enough for the address before to count as gone.
    session.pass(20 * SECOND);
    assert_eq!(session.astray, 0);
    let shown = session.shown.len();
    session.pass(2 * SECOND);
    assert!(session.shown.len() > shown + 10, "the client still gets them");
    assert_eq!(session.ended, None);
}

#[test]
fn an_idle_session_ends_but_not_while_it_speaks_or_is_kept_alive() {
    let idle = 2 * SECOND;
    let mut session = Simulation::connected(bounds(), Some(idle));
    for _ in 0..3 {
        session.pass(3 * idle / 4);
        session.command(Command::KeepAlive).unwrap();
    }
    assert_eq!(session.ended, None);
    let asked = session.time();
    session.say("one");
    let said = session.until(|session| session.told().1 == ["one"]);
    assert!(
        said - asked > 3 * SECOND,
        "it was not longer than the idle time: {:?}",
        said - asked
    );
    assert_eq!(session.ended, None, "it spoke to its end");
    let (at, why) = session.until_end();
    assert_eq!(why, EndReason::Idle(idle));
    // The client hears of the end of a text a moment after the server.
    assert!(is_at(at + 5 * TICK, said + idle), "{said:?} {at:?}");
}

#[test]
fn a_session_without_an_idle_time_goes_on_until_the_longest_that_it_may_last() {
    let longest = 8 * SECOND;
    let bounds = Bounds {
        longest: Some(longest),
        ..bounds()
    };
    let mut session = Simulation::connected(bounds, None);
    let (at, why) = session.until_end();
    assert_eq!(why, EndReason::OverTime);
    assert!(is_at(at, longest), "{at:?}");
}

/// Whether no session has a turn: a new one then begins at once, whenever it comes.
fn has_no_turns(stagger: &Arc<Stagger>) -> bool {
    let now = Instant::now();
    let starts_at_once = |millis| {
        let now = now + Duration::from_millis(millis);
        stagger.turn(now).start() - now < Duration::from_millis(3)
    };
    starts_at_once(0) && starts_at_once(17)
}

#[test]
fn a_session_makes_its_pictures_in_a_turn_of_its_own_until_it_ends() {
    let bounds = bounds();
    let unanswered = Simulation::new(bounds.clone(), None);
    assert!(has_no_turns(&bounds.stagger));
    let connected = Simulation::connected(bounds.clone(), None);
    assert!(!has_no_turns(&bounds.stagger));
    drop((unanswered, connected));
    assert!(has_no_turns(&bounds.stagger));
}

#[test]
fn a_client_that_dies_loses_its_session() {
    let mut session = Simulation::connected(bounds(), None);
    session.client_is_there = false;
    let gone = session.time();
    let (at, why) = session.until_end();
    assert_eq!(why, EndReason::Lost);
    let after = at - gone;
    assert!(after > 20 * SECOND && after < 30 * SECOND, "{after:?}");
}

#[test]
fn a_client_that_comes_back_in_time_keeps_its_session() {
    let mut session = Simulation::connected(bounds(), None);
    session.client_is_there = false;
    session.pass(18 * SECOND);
    session.client_is_there = true;
    session.pass(10 * SECOND);
    assert_eq!(session.ended, None);
    session.say("one");
    session.until(|session| session.told().1 == ["one"]);
}

#[test]
fn an_interrupt_ends_the_text_that_is_being_said_and_drops_the_others() {
    let mut session = Simulation::connected(bounds(), None);
    session.say("one");
    session.say("two");
    session.until(|session| session.told().0 == ["one"]);
    session.pass(SECOND);
    let asked = session.time();
    session.command(Command::Interrupt).unwrap();
    let ended = session.until(|session| session.told().1.first() == Some(&"one"));
    assert!(ended - asked < Duration::from_millis(100), "{:?}", ended - asked);
    session.pass(2 * SECOND);
    assert_eq!(session.told(), (vec!["one"], vec!["one", "two"]));
    session.say("three");
    session.until(|session| session.told().1 == ["one", "two", "three"]);
}

#[test]
fn a_text_that_is_cut_off_by_the_end_of_its_session_is_not_told_to_have_ended() {
    let mut session = Simulation::connected(bounds(), None);
    session.say("one");
    session.until(|session| session.told().0 == ["one"]);
    session.pass(SECOND / 2);
    session.close();
    session.pass(SECOND);
    assert!(!session.client.is_alive(), "the client was told");
    assert_eq!(session.told(), (vec!["one"], vec![]));
}

#[test]
fn a_farewell_does_not_wait_for_a_client_that_is_gone() {
    let unanswered = Simulation::new(bounds(), None);
    let mut unconnected = Simulation::new(bounds(), None);
    unconnected.answer();
    let connected = Simulation::connected(bounds(), None);
    for mut session in [unanswered, unconnected, connected] {
        session.client_is_there = false;
        let took = session.close();
        assert!(took < SECOND / 10, "{took:?}");
    }
}
