//! Texts on their way to the server: in order, each with one outcome.

use api::{ApiError, ErrorKind, TaskType};
use streaming_avatar_session::{Command, Event, Input, Options, Outcome, Progress, State, TextId};

use crate::driver::{Driver, live, millis, refusal, secs};

#[test]
fn a_refused_text_fails_alone() {
    for kind in [ErrorKind::TextRefused, ErrorKind::BadRequest, ErrorKind::PlanLimit] {
        let (mut driver, _) = live();
        let (bad, good) = (driver.speak("Bad."), driver.speak("Good."));
        let (call, _) = driver.task();
        driver.task_refused(call, refusal(kind));
        assert_eq!(driver.outcomes(bad), [Outcome::Failed(refusal(kind).into())]);
        assert_eq!(driver.task().1, "Good.");
        assert!(driver.outcomes(good).is_empty());
        assert_eq!(driver.state(), State::Live);
    }
}

#[test]
fn a_rate_limited_text_waits_as_asked_and_is_bounded() {
    let (mut driver, _) = live();
    let text = driver.speak("Patience.");
    let mut error = refusal(ErrorKind::RateLimited);
    error.retry_after = Some(7);
    for _ in 0..4 {
        let (call, _) = driver.task();
        driver.task_refused(call, error.clone());
        driver.pass(millis(6900));
        assert_eq!(driver.tasks(), 0);
        driver.pass(millis(1200));
    }
    let (call, _) = driver.task();
    driver.task_refused(call, error.clone());
    assert_eq!(driver.outcomes(text), [Outcome::Failed(error.into())]);
    assert_eq!(driver.state(), State::Live);
}

#[test]
fn a_task_without_a_reply_is_not_said_twice_if_it_arrived() {
    let (mut driver, peer) = live();
    let text = driver.speak("Once.");
    let (call, _) = driver.task();
    driver.task_refused(call, ApiError::unreachable());
    driver.starts(peer, "t1");
    driver.pass(secs(3));
    assert_eq!(driver.tasks(), 0);
    assert!(driver.progress(text).contains(&Progress::Speaking));
    driver.stops(peer, "t1");
    assert_eq!(driver.outcomes(text), [Outcome::Spoken]);
}

#[test]
fn a_task_without_a_reply_is_sent_again_if_nothing_shows_that_it_arrived() {
    let (mut driver, _) = live();
    driver.speak("Again.");
    let (call, _) = driver.task();
    driver.pass(secs(20));
    assert!(
        driver.has(|command| *command == Command::Abandon { call }),
        "the call is taken for lost"
    );
    driver.pass(secs(3));
    assert_eq!(driver.task().1, "Again.");
}

#[test]
fn a_long_text_is_sent_sentence_by_sentence_with_one_outcome() {
    let mut driver = Driver::new(Options {
        split_sentences: true,
        ..Options::default()
    });
    let peer = driver.live("a");
    let long = "The first sentence is not short. The second sentence is not short either. The third one ends it all.";
    let text = driver.speak(long);
    let sentences = [
        "The first sentence is not short.",
        "The second sentence is not short either.",
        "The third one ends it all.",
    ];
    let give = |driver: &mut Driver, place: usize| {
        let (call, sent) = driver.task();
        assert_eq!(sent, sentences[place]);
        driver.tasked(call, &format!("t{place}"), 500);
    };
    give(&mut driver, 0);
    give(&mut driver, 1);
    assert_eq!(
        driver.tasks(),
        0,
        "no more than one ahead, so that an interrupt has little to take back"
    );
    for place in 0..3 {
        assert!(driver.outcomes(text).is_empty());
        driver.starts(peer, &format!("t{place}"));
        driver.stops(peer, &format!("t{place}"));
        if place == 0 {
            give(&mut driver, 2);
        }
    }
    assert_eq!(driver.outcomes(text), [Outcome::Spoken]);
    assert!(
        driver.is_told_once(text),
        "each is told of the text, not of its sentences: {:?}",
        driver.progress(text)
    );
    let told: Vec<bool> = driver
        .events
        .iter()
        .filter_map(|event| match event {
            Event::Speaking(speaking) => Some(*speaking),
            _ => None,
        })
        .collect();
    assert_eq!(told, [true, false], "the pause between two sentences is none");
}

#[test]
fn what_a_language_model_is_asked_is_not_cut() {
    let mut driver = Driver::new(Options {
        split_sentences: true,
        ..Options::default()
    });
    driver.live("a");
    let text = "Please answer me this long question. And this one, which is as long as the other. And the last.";
    let (id, kind) = (TextId(1), TaskType::Talk);
    driver.input(Input::Speak {
        id,
        text: text.into(),
        kind,
    });
    assert_eq!(driver.task().1, text);
}

#[test]
fn a_name_that_is_in_use_is_not_used_twice() {
    let (mut driver, _) = live();
    let say = Input::Speak {
        id: TextId(1),
        text: "Hello.".into(),
        kind: TaskType::Repeat,
    };
    driver.input(say.clone());
    driver.input(say);
    driver.input(Input::Stop);
    assert_eq!(driver.outcomes(TextId(1)), [Outcome::Interrupted]);
}

#[test]
fn a_task_that_a_busy_service_did_not_take_is_sent_again_whatever_others_say() {
    let (mut driver, peer) = live();
    driver.speak("Not taken.");
    let (call, _) = driver.task();
    driver.task_refused(call, refusal(ErrorKind::Unavailable));
    driver.starts(peer, "theirs");
    driver.pass(secs(3));
    assert_eq!(driver.task().1, "Not taken.");
}

#[test]
fn a_text_waits_up_to_a_minute_if_the_service_asks_for_it_and_fails_beyond() {
    for (seconds, waits) in [(59, true), (60, true), (61, false), (90, false)] {
        let (mut driver, _) = live();
        let text = driver.speak("Patience.");
        let (call, _) = driver.task();
        let mut busy = refusal(ErrorKind::RateLimited);
        busy.retry_after = Some(seconds);
        driver.task_refused(call, busy.clone());
        if waits {
            driver.pass(secs(u64::from(seconds)));
            assert_eq!(driver.tasks(), 1, "after {seconds} s");
        } else {
            assert_eq!(driver.outcomes(text), [Outcome::Failed(busy.into())], "{seconds} s");
        }
    }
}
