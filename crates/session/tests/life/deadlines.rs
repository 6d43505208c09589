//! When the machine wants to be called again, and why.

use std::time::Duration;

use streaming_avatar_session::{Input, Options, Reason};

use crate::driver::{Driver, idle_after, live, secs};

fn next(driver: &Driver) -> Option<(Duration, Reason)> {
    let next = driver.session.next_deadline()?;
    Some((next.at.since(driver.now), next.reason))
}

#[test]
fn every_wait_has_a_reason() {
    let mut driver = Driver::new(Options::default());
    assert_eq!(next(&driver), None, "nothing was started");
    driver.input(Input::Start);
    assert_eq!(next(&driver), Some((secs(75), Reason::Opening)));

    let mut driver = Driver::new(idle_after(100));
    driver.live("a");
    assert_eq!(next(&driver), Some((secs(40), Reason::Warning)));

    let (mut driver, _) = live();
    driver.input(Input::Stop);
    assert_eq!(
        next(&driver),
        Some((secs(5), Reason::Stopping)),
        "then the stop is sent again"
    );
    driver.pass(secs(6));
    assert_eq!(next(&driver).map(|(_, reason)| reason), Some(Reason::Stop));
}

#[test]
fn the_reason_is_that_of_the_earliest_wait() {
    let mut options = idle_after(100);
    options.hidden_limit = Some(secs(30));
    let mut driver = Driver::new(options);
    driver.live("a");
    driver.input(Input::Hidden(true));
    assert_eq!(next(&driver), Some((secs(30), Reason::Hidden)));
    driver.input(Input::Hidden(false));
    assert_eq!(next(&driver).map(|(_, reason)| reason), Some(Reason::Warning));
}
