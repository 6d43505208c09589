//! Tasks that were cut off while they were on their way, and those that begin all the same.

use api::ErrorKind;
use streaming_avatar_session::{Event, Input, Outcome};

use crate::driver::{live, millis, refusal, secs, speaking};

#[test]
fn a_task_that_was_on_its_way_is_silenced_too() {
    let (mut driver, _) = live();
    let cut = driver.speak("On its way.");
    let (task, _) = driver.task();
    driver.input(Input::Interrupt { clear: true });
    assert_eq!(driver.outcomes(cut), [Outcome::Interrupted]);
    let call = driver.interrupt_call();
    driver.done(call);
    driver.speak("Next.");
    assert_eq!(driver.tasks(), 0);
    driver.tasked(task, "t1", 1000);
    let call = driver.interrupt_call();
    assert_eq!(driver.tasks(), 0);
    driver.done(call);
    assert_eq!(driver.task().1, "Next.");
}

#[test]
fn a_cut_task_that_begins_all_the_same_is_neither_heard_nor_left() {
    let (mut driver, peer, _) = speaking();
    driver.silence();
    driver.pass(secs(3));
    driver.commands.clear();
    driver.starts(peer, "t1");
    assert!(driver.hushes(peer, true));
    assert_eq!(driver.interrupts(), 1);
    assert_eq!(driver.events.last(), Some(&Event::Speaking(false)));
}

#[test]
fn a_cut_task_that_the_server_does_not_take_holds_nothing_up() {
    let (mut driver, _) = live();
    driver.speak("On its way.");
    let (task, _) = driver.task();
    driver.silence();
    driver.speak("Next.");
    driver.task_refused(task, refusal(ErrorKind::TextRefused));
    assert_eq!(driver.task().1, "Next.");
    assert_eq!(driver.interrupts(), 0, "there is nothing to silence");
}

#[test]
fn texts_wait_for_an_interrupt_that_is_to_be_sent_again_whatever_becomes_of_the_cut_task() {
    let (mut driver, _) = live();
    driver.speak("On its way.");
    let (task, _) = driver.task();
    driver.input(Input::Interrupt { clear: true });
    driver.speak("Next.");
    let call = driver.interrupt_call();
    driver.lost(call);
    driver.task_refused(task, refusal(ErrorKind::TextRefused));
    assert_eq!(driver.tasks(), 0, "the interrupt is yet to come, and would drop it");
    driver.pass(millis(300));
    let call = driver.interrupt_call();
    driver.done(call);
    assert_eq!(driver.task().1, "Next.");
}

#[test]
fn texts_wait_for_the_last_of_two_interrupts() {
    let (mut driver, _, _) = speaking();
    for _ in 0..2 {
        driver.input(Input::Interrupt { clear: true });
    }
    driver.speak("Next.");
    let (first, second) = (driver.interrupt_call(), driver.interrupt_call());
    driver.done(first);
    assert_eq!(driver.tasks(), 0, "the second would drop it");
    driver.done(second);
    assert_eq!(driver.task().1, "Next.");
}

#[test]
fn a_cut_task_that_begins_before_one_that_is_wanted_is_only_not_heard() {
    let (mut driver, peer, _) = speaking();
    driver.silence();
    driver.stops(peer, "t1");
    driver.pass(secs(3));
    let next = driver.say("Next.", "t2", 1000);
    driver.commands.clear();
    driver.starts(peer, "t1");
    assert!(driver.hushes(peer, true));
    assert_eq!(driver.interrupts(), 0, "it would drop what follows");
    driver.stops(peer, "t1");
    driver.starts(peer, "t2");
    assert!(driver.hushes(peer, false));
    driver.pass(secs(1));
    driver.stops(peer, "t2");
    assert_eq!(driver.outcomes(next), [Outcome::Spoken]);
}

#[test]
fn a_cut_task_that_begins_while_it_is_being_interrupted_is_not_interrupted_twice() {
    let (mut driver, peer) = live();
    let text = driver.say("Given, but not begun.", "t1", 1000);
    driver.input(Input::Interrupt { clear: true });
    driver.starts(peer, "t1");
    assert_eq!(driver.interrupts(), 1);
    assert_eq!(driver.outcomes(text), [Outcome::Interrupted]);
}
