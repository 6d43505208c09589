//! Silence at once, here and then on the server.

use api::{ApiError, ErrorKind};
use streaming_avatar_session::{Command, Connection, Event, Input, Options, Outcome, State};

use crate::driver::{Driver, live, millis, refusal, secs, speaking};

#[test]
fn an_interrupt_silences_here_before_the_server_knows() {
    let (mut driver, peer, text) = speaking();
    let waiting = driver.speak("Dropped as well.");
    driver.commands.clear();
    driver.input(Input::Interrupt { clear: true });
    assert_eq!(
        driver.commands[0],
        Command::Hush { peer, hushed: true },
        "before all else"
    );
    assert_eq!(driver.interrupts(), 1);
    for text in [text, waiting] {
        assert_eq!(driver.outcomes(text), [Outcome::Interrupted]);
    }
    assert_eq!(driver.events.last(), Some(&Event::Speaking(false)));
}

#[test]
fn the_sound_comes_back_when_the_server_has_ended_the_text() {
    let (mut driver, peer, _) = speaking();
    driver.silence();
    driver.stops(peer, "t1");
    assert!(!driver.hushes(peer, false), "what is on the way is still played");
    driver.pass(millis(250));
    assert!(driver.hushes(peer, false));
    driver.pass(secs(100));
    assert_eq!(
        driver
            .commands
            .iter()
            .filter(|command| matches!(command, Command::Hush { .. }))
            .count(),
        2
    );
}

#[test]
fn the_sound_comes_back_in_any_case() {
    let (mut driver, peer, _) = speaking();
    driver.input(Input::Interrupt { clear: true });
    driver.pass(secs(8));
    assert!(driver.hushes(peer, false));
}

#[test]
fn the_sound_comes_back_with_the_next_text() {
    let (mut driver, peer, _) = speaking();
    driver.input(Input::Interrupt { clear: true });
    driver.speak("Next.");
    assert_eq!(
        driver.tasks(),
        0,
        "not before the interrupt is through, which would drop it"
    );
    let call = driver.interrupt_call();
    driver.done(call);
    let (call, _) = driver.task();
    driver.tasked(call, "t2", 1000);
    driver.starts(peer, "t2");
    assert!(driver.hushes(peer, false));
}

#[test]
fn an_interrupt_may_keep_the_queue() {
    let (mut driver, peer, cut) = speaking();
    let kept = driver.say("Kept.", "t2", 1000);
    driver.input(Input::Interrupt { clear: false });
    assert_eq!(driver.outcomes(cut), [Outcome::Interrupted]);
    assert!(driver.outcomes(kept).is_empty());
    let call = driver.interrupt_call();
    driver.done(call);
    let (call, text) = driver.task();
    assert_eq!(text, "Kept.", "the server dropped it with the interrupt");
    driver.tasked(call, "t3", 500);
    driver.starts(peer, "t3");
    driver.stops(peer, "t3");
    assert_eq!(driver.outcomes(kept), [Outcome::Spoken]);
}

#[test]
fn an_interrupt_that_does_not_arrive_is_sent_again_within_bounds() {
    let (mut driver, _, _) = speaking();
    driver.input(Input::Interrupt { clear: true });
    driver.speak("Next.");
    let mut sent = 0;
    for _ in 0..100 {
        while driver.interrupts() > 0 {
            let call = driver.interrupt_call();
            driver.lost(call);
            sent += 1;
        }
        driver.pass(millis(100));
    }
    assert!((3..=8).contains(&sent), "{sent}");
    assert_eq!(driver.task().1, "Next.", "it does not wait forever");
}

#[test]
fn an_interrupt_with_nothing_to_silence_keeps_the_sound() {
    let (mut driver, _) = live();
    driver.input(Input::Interrupt { clear: true });
    assert_eq!(
        driver.interrupts(),
        1,
        "someone else may be speaking through this session"
    );
    assert!(!driver.has(|command| matches!(command, Command::Hush { .. })));
}

#[test]
fn an_interrupt_silences_what_is_heard_whoever_says_it() {
    let (mut driver, peer) = live();
    driver.input(Input::Audible { peer, audible: true });
    driver.input(Input::Interrupt { clear: true });
    assert!(driver.hushes(peer, true));
}

#[test]
fn an_interrupt_before_live_drops_the_queue_if_asked() {
    let mut driver = Driver::new(Options::default());
    driver.input(Input::Start);
    let text = driver.speak("Waiting.");
    driver.input(Input::Interrupt { clear: false });
    assert!(driver.outcomes(text).is_empty(), "nothing is being said");
    driver.input(Input::Interrupt { clear: true });
    assert_eq!(driver.outcomes(text), [Outcome::Interrupted]);
    assert_eq!(driver.state(), State::Creating);
}

#[test]
fn speech_of_others_is_told_and_can_be_silenced() {
    let (mut driver, peer) = live();
    driver.starts(peer, "theirs");
    assert_eq!(driver.events, [Event::Speaking(true)]);
    driver.input(Input::Interrupt { clear: false });
    assert!(driver.hushes(peer, true));
    assert_eq!(driver.events.last(), Some(&Event::Speaking(false)));
}

#[test]
fn an_interrupt_of_a_session_that_is_gone_leads_to_a_new_one() {
    let (mut driver, _, _) = speaking();
    driver.input(Input::Interrupt { clear: true });
    let call = driver.interrupt_call();
    driver.refused(call, ErrorKind::UnknownSession);
    assert_eq!(driver.state(), State::Recovering);
    driver.stop_call("a");
}

#[test]
fn an_interrupt_that_is_refused_is_not_sent_again() {
    let (mut driver, _, _) = speaking();
    driver.input(Input::Interrupt { clear: true });
    let call = driver.interrupt_call();
    driver.refused(call, ErrorKind::BadRequest);
    driver.pass(secs(5));
    assert_eq!(driver.interrupts(), 0);
    driver.speak("Next.");
    assert_eq!(driver.tasks(), 1);
}

#[test]
fn a_text_that_was_cut_off_by_a_loss_can_be_interrupted_before_it_is_said_again() {
    let (mut driver, peer, cut) = speaking();
    let kept = driver.speak("Not begun yet.");
    driver.connection(peer, Connection::Failed);
    assert_eq!(driver.state(), State::Recovering);
    driver.input(Input::Interrupt { clear: false });
    assert_eq!(driver.outcomes(cut), [Outcome::Interrupted]);
    driver.commands.clear();
    driver.pass(secs(1));
    driver.connect("b");
    assert_eq!(driver.task().1, "Not begun yet.");
    assert!(driver.outcomes(kept).is_empty());
}

#[test]
fn a_text_that_waits_for_its_next_sentence_can_be_interrupted() {
    let mut driver = Driver::new(Options {
        split_sentences: true,
        ..Options::default()
    });
    let peer = driver.live("a");
    let text = driver.speak(&"This sentence is one of three, all of them long. ".repeat(3));
    let (call, _) = driver.task();
    driver.tasked(call, "t1", 0);
    driver.starts(peer, "t1");
    let (call, _) = driver.task();
    driver.task_refused(call, refusal(ErrorKind::RateLimited));
    driver.pass(secs(3));
    driver.stops(peer, "t1");
    driver.input(Input::Interrupt { clear: false });
    assert_eq!(driver.outcomes(text), [Outcome::Interrupted]);
}

#[test]
fn a_second_interrupt_does_not_cut_what_the_first_one_kept() {
    let (mut driver, _, cut) = speaking();
    let kept = driver.say("Kept.", "t2", 1000);
    for _ in 0..2 {
        driver.input(Input::Interrupt { clear: false });
    }
    assert_eq!(driver.outcomes(cut), [Outcome::Interrupted]);
    assert!(driver.outcomes(kept).is_empty());
}

#[test]
fn a_text_that_the_server_may_have_is_interrupted() {
    let (mut driver, _) = live();
    let text = driver.speak("Nobody knows whether it arrived.");
    let (call, _) = driver.task();
    driver.task_refused(call, ApiError::unreachable());
    driver.input(Input::Interrupt { clear: false });
    assert_eq!(driver.outcomes(text), [Outcome::Interrupted]);
    let call = driver.interrupt_call();
    driver.done(call);
    driver.pass(secs(10));
    assert_eq!(driver.tasks(), 0);
}

#[test]
fn an_interrupt_is_sent_again_when_the_service_asks_for_it() {
    let (mut driver, _, _) = speaking();
    driver.input(Input::Interrupt { clear: true });
    let call = driver.interrupt_call();
    let mut pause = refusal(ErrorKind::RateLimited);
    pause.retry_after = Some(3);
    driver.input(Input::Done {
        call,
        result: Err(pause),
    });
    driver.pass(millis(2900));
    assert_eq!(driver.interrupts(), 0);
    driver.pass(millis(200));
    assert_eq!(driver.interrupts(), 1);
}

#[test]
fn texts_that_wait_are_dropped_and_the_one_that_is_said_goes_on() {
    let (mut driver, peer, said) = speaking();
    let ahead = driver.say("The server has this one already.", "t2", 1000);
    let waiting = driver.speak("And this one not.");
    driver.input(Input::DropWaiting);
    for text in [ahead, waiting] {
        assert_eq!(driver.outcomes(text), [Outcome::Interrupted]);
    }
    assert!(driver.outcomes(said).is_empty());
    assert_eq!(driver.interrupts(), 0, "it would cut off what is said");
    assert!(!driver.hushes(peer, true));
    driver.stops(peer, "t1");
    driver.pass(secs(2));
    assert_eq!(driver.outcomes(said), [Outcome::Spoken]);
    driver.starts(peer, "t2");
    assert!(driver.hushes(peer, true), "not a word of what was dropped is heard");
    assert_eq!(driver.interrupts(), 1);
    let call = driver.interrupt_call();
    driver.done(call);
    let next = driver.say("Next.", "t3", 1000);
    driver.starts(peer, "t3");
    assert!(driver.hushes(peer, false));
    assert!(driver.outcomes(next).is_empty());
}

#[test]
fn with_nothing_that_waits_nothing_is_dropped() {
    let (mut driver, _, said) = speaking();
    driver.input(Input::DropWaiting);
    assert!(driver.outcomes(said).is_empty());
    assert_eq!(driver.interrupts(), 0);
}
