//! Sessions over narrow links, whose bandwidth is less than the avatar takes: congestion control.

use std::time::Duration;

use super::link::Link;
use super::session::{SECOND, Simulation, bounds};

/// Kilobits a second of bandwidth of a narrow link: a speaking avatar takes almost twice as many, a third of them for its sound.
const NARROW: f64 = 180.0;

/// The longest time without a picture that can be decoded, from one moment on.
fn longest_stall(session: &Simulation, from: Duration) -> Duration {
    let shown = session.shown.iter().copied().filter(|at| *at > from);
    let moments: Vec<_> = [from].into_iter().chain(shown).chain([session.time()]).collect();
    moments.windows(2).map(|pair| pair[1] - pair[0]).max().unwrap()
}

/// Lets it speak for so long; gives the bytes of media that the client gets in a second.
fn speak(session: &mut Simulation, time: Duration) -> f64 {
    let (began, before) = (session.time(), session.bytes);
    while session.time() < began + time {
        session.say("text");
        session.pass(3 * SECOND);
    }
    (session.bytes - before) as f64 / (session.time() - began).as_secs_f64()
}

fn lost(session: &Simulation) -> usize {
    session.link.as_ref().map_or(0, |link| link.lost)
}

#[test]
fn on_a_line_that_narrows_the_picture_goes_on_with_less_and_all_is_back_when_it_widens() {
    let mut session = Simulation::connected(bounds(), None);
    let full = speak(&mut session, 3 * SECOND);
    let narrowed = session.time();
    session.link = Some(Link::new(NARROW));
    speak(&mut session, 6 * SECOND);
    let stall = longest_stall(&session, narrowed);
    assert!(stall <= 3 * SECOND, "{stall:?} without a picture");
    let (settled, before) = (session.time(), lost(&session));
    speak(&mut session, 12 * SECOND);
    let stall = longest_stall(&session, settled);
    assert!(stall <= 2 * SECOND, "{stall:?} without a picture");
    let lost = lost(&session) - before;
    // Without a lower rate it would lose as many in three.
    assert!(lost <= 200, "{lost} datagrams lost in twelve seconds");
    assert_eq!(session.ended, None);
    session.link = None;
    speak(&mut session, 15 * SECOND);
    let again = speak(&mut session, 3 * SECOND);
    assert!(again > full * 0.8, "{again} bytes/s, {full} before");
}

#[test]
fn a_session_that_begins_on_a_narrow_line_goes_on() {
    let mut session = Simulation::new(bounds(), None);
    session.link = Some(Link::new(NARROW));
    session.answer();
    session.until(|session| session.channel_is_open);
    speak(&mut session, 18 * SECOND);
    let first = *session.shown.first().unwrap();
    assert!(first <= 2 * SECOND, "the first picture after {first:?}");
    let stall = longest_stall(&session, first);
    assert!(stall <= 3 * SECOND, "{stall:?} without a picture");
    let stall = longest_stall(&session, session.time() - 9 * SECOND);
    assert!(stall <= 2 * SECOND, "{stall:?} without a picture");
}
