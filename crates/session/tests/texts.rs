//! Texts: in order, each with one outcome, whatever the server tells or does not.

mod driver;

use api::{ApiError, ErrorKind, TaskType};
use driver::{Driver, millis, refusal, secs};
use streaming_avatar_session::{
    Command, Event, Input, Options, Outcome, PeerId, Problem, Progress, Request, State, TextId,
};

fn tasks(driver: &Driver) -> usize {
    driver.sends(|request| matches!(request, Request::Task(_)))
}

fn interrupts(driver: &Driver) -> usize {
    driver.sends(|request| matches!(request, Request::Interrupt(_)))
}

/// A session with one text being said.
fn speaking(options: Options) -> (Driver, PeerId, TextId) {
    let mut driver = Driver::new(options);
    let peer = driver.live("a");
    let text = driver.speak("A text that is being said.");
    let (call, _) = driver.task();
    driver.tasked(call, "t1", 5000);
    driver.starts(peer, "t1");
    (driver, peer, text)
}

fn hushes(driver: &Driver, peer: PeerId, hushed: bool) -> bool {
    driver.has(|command| *command == Command::Hush { peer, hushed })
}

#[test]
fn a_refused_text_fails_alone() {
    for kind in [ErrorKind::TextRefused, ErrorKind::BadRequest, ErrorKind::PlanLimit] {
        let mut driver = Driver::new(Options::default());
        driver.live("a");
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
    let mut driver = Driver::new(Options::default());
    driver.live("a");
    let text = driver.speak("Patience.");
    let mut error = refusal(ErrorKind::RateLimited);
    error.retry_after = Some(7);
    for _ in 0..4 {
        let (call, _) = driver.task();
        driver.task_refused(call, error.clone());
        driver.pass(millis(6900));
        assert_eq!(tasks(&driver), 0);
        driver.pass(millis(1200));
    }
    let (call, _) = driver.task();
    driver.task_refused(call, error.clone());
    assert_eq!(driver.outcomes(text), [Outcome::Failed(error.into())]);
    assert_eq!(driver.state(), State::Live);
}

#[test]
fn a_task_without_a_reply_is_not_said_twice_if_it_arrived() {
    let mut driver = Driver::new(Options::default());
    let peer = driver.live("a");
    let text = driver.speak("Once.");
    let (call, _) = driver.task();
    driver.task_refused(call, ApiError::unreachable());
    driver.starts(peer, "t1");
    driver.pass(secs(3));
    assert_eq!(tasks(&driver), 0);
    assert!(driver.progress(text).contains(&Progress::Speaking));
    driver.stops(peer, "t1");
    assert_eq!(driver.outcomes(text), [Outcome::Spoken]);
}

#[test]
fn a_task_without_a_reply_is_sent_again_if_nothing_shows_that_it_arrived() {
    let mut driver = Driver::new(Options::default());
    driver.live("a");
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
fn a_whole_text_may_be_said_before_its_reply_comes() {
    let mut driver = Driver::new(Options::default());
    let peer = driver.live("a");
    let text = driver.speak("Quick.");
    let (call, _) = driver.task();
    driver.starts(peer, "t1");
    driver.stops(peer, "t1");
    driver.tasked(call, "t1", 100);
    assert_eq!(driver.outcomes(text), [Outcome::Spoken]);
}

#[test]
fn a_task_that_never_begins_fails_after_its_deadline_which_runs_from_its_turn() {
    let mut driver = Driver::new(Options::default());
    let peer = driver.live("a");
    let (first, second) = (driver.speak("First."), driver.speak("Second."));
    let (call, _) = driver.task();
    driver.tasked(call, "t1", 60_000);
    let (call, _) = driver.task();
    driver.tasked(call, "t2", 1000);
    driver.starts(peer, "t1");
    driver.pass(secs(50));
    assert!(
        driver.outcomes(second).is_empty(),
        "what is queued before it does not count"
    );
    driver.stops(peer, "t1");
    assert_eq!(driver.outcomes(first), [Outcome::Spoken]);
    driver.pass(millis(19_900));
    assert!(driver.outcomes(second).is_empty());
    driver.pass(millis(100));
    assert_eq!(
        driver.outcomes(second),
        [Outcome::Failed(Problem::TimedOut(State::Live))]
    );
}

#[test]
fn an_end_that_is_not_told_is_taken_from_the_duration() {
    let (mut driver, _, text) = speaking(Options::default());
    driver.pass(millis(9_900));
    assert!(driver.outcomes(text).is_empty());
    driver.pass(millis(100));
    assert_eq!(driver.outcomes(text), [Outcome::Spoken]);
    assert_eq!(driver.events.last(), Some(&Event::Speaking(false)));
}

#[test]
fn without_events_the_duration_tells() {
    let mut driver = Driver::new(Options::default());
    driver.live("a");
    let text = driver.speak("Silent server.");
    let (call, _) = driver.task();
    driver.tasked(call, "t1", 3000);
    driver.pass(millis(1500));
    assert!(driver.progress(text).contains(&Progress::Speaking));
    driver.pass(millis(3900));
    assert!(driver.outcomes(text).is_empty());
    driver.pass(millis(100));
    assert_eq!(driver.outcomes(text), [Outcome::Spoken]);
}

#[test]
fn without_events_the_sound_tells_sooner() {
    let mut driver = Driver::new(Options::default());
    let peer = driver.live("a");
    let text = driver.speak("Audible.");
    let (call, _) = driver.task();
    driver.tasked(call, "t1", 3000);
    driver.input(Input::Audible { peer, audible: true });
    assert!(driver.events.contains(&Event::Speaking(true)));
    assert!(matches!(
        driver.events.iter().find(|event| matches!(event, Event::Milestones(_))),
        Some(Event::Milestones(stages)) if stages.first_sound.is_some()
    ));
    driver.pass(millis(1000));
    // A pause in mid-text.
    driver.input(Input::Audible { peer, audible: false });
    driver.pass(millis(800));
    assert!(driver.outcomes(text).is_empty());
    driver.input(Input::Audible { peer, audible: true });
    driver.pass(millis(900));
    driver.input(Input::Audible { peer, audible: false });
    driver.pass(millis(700));
    assert_eq!(driver.outcomes(text), [Outcome::Spoken]);
}

#[test]
fn without_events_and_durations_the_sound_alone_tells() {
    let mut driver = Driver::new(Options::default());
    let peer = driver.live("a");
    let text = driver.speak("Only sound.");
    let (call, _) = driver.task();
    driver.tasked(call, "", 0);
    driver.pass(secs(2));
    driver.input(Input::Audible { peer, audible: true });
    driver.pass(secs(2));
    driver.input(Input::Audible { peer, audible: false });
    driver.pass(millis(1400));
    assert!(driver.outcomes(text).is_empty());
    driver.pass(millis(100));
    assert_eq!(driver.outcomes(text), [Outcome::Spoken]);
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
        driver.tasked(call, &format!("t{place}"), 1000);
    };
    give(&mut driver, 0);
    give(&mut driver, 1);
    assert_eq!(
        tasks(&driver),
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
    let accepted = driver
        .progress(text)
        .into_iter()
        .filter(|p| matches!(p, Progress::Accepted { .. }));
    assert_eq!(accepted.count(), 1);
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
    let mut driver = Driver::new(Options::default());
    driver.live("a");
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
fn an_interrupt_silences_here_before_the_server_knows() {
    let (mut driver, peer, text) = speaking(Options::default());
    let waiting = driver.speak("Dropped as well.");
    driver.commands.clear();
    driver.input(Input::Interrupt { clear: true });
    assert_eq!(
        driver.commands[0],
        Command::Hush { peer, hushed: true },
        "before all else"
    );
    assert_eq!(interrupts(&driver), 1);
    for text in [text, waiting] {
        assert_eq!(driver.outcomes(text), [Outcome::Interrupted]);
    }
    assert_eq!(driver.events.last(), Some(&Event::Speaking(false)));
}

#[test]
fn the_sound_comes_back_when_the_server_has_ended_the_text() {
    let (mut driver, peer, _) = speaking(Options::default());
    driver.input(Input::Interrupt { clear: true });
    let call = driver.call(|request| matches!(request, Request::Interrupt(_)));
    driver.done(call);
    driver.stops(peer, "t1");
    assert!(!hushes(&driver, peer, false), "what is on the way is still played");
    driver.pass(millis(250));
    assert!(hushes(&driver, peer, false));
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
    let (mut driver, peer, _) = speaking(Options::default());
    driver.input(Input::Interrupt { clear: true });
    driver.pass(secs(8));
    assert!(hushes(&driver, peer, false));
}

#[test]
fn the_sound_comes_back_with_the_next_text() {
    let (mut driver, peer, _) = speaking(Options::default());
    driver.input(Input::Interrupt { clear: true });
    driver.speak("Next.");
    assert_eq!(
        tasks(&driver),
        0,
        "not before the interrupt is through, which would drop it"
    );
    let call = driver.call(|request| matches!(request, Request::Interrupt(_)));
    driver.done(call);
    let (call, _) = driver.task();
    driver.tasked(call, "t2", 1000);
    driver.starts(peer, "t2");
    assert!(hushes(&driver, peer, false));
}

#[test]
fn an_interrupt_may_keep_the_queue() {
    let (mut driver, peer, cut) = speaking(Options::default());
    let kept = driver.speak("Kept.");
    let (call, _) = driver.task();
    driver.tasked(call, "t2", 1000);
    driver.input(Input::Interrupt { clear: false });
    assert_eq!(driver.outcomes(cut), [Outcome::Interrupted]);
    assert!(driver.outcomes(kept).is_empty());
    let call = driver.call(|request| matches!(request, Request::Interrupt(_)));
    driver.done(call);
    let (call, text) = driver.task();
    assert_eq!(text, "Kept.", "the server dropped it with the interrupt");
    driver.tasked(call, "t3", 1000);
    driver.starts(peer, "t3");
    driver.stops(peer, "t3");
    assert_eq!(driver.outcomes(kept), [Outcome::Spoken]);
}

#[test]
fn a_task_that_was_on_its_way_is_silenced_too() {
    let mut driver = Driver::new(Options::default());
    driver.live("a");
    let cut = driver.speak("On its way.");
    let (task, _) = driver.task();
    driver.input(Input::Interrupt { clear: true });
    assert_eq!(driver.outcomes(cut), [Outcome::Interrupted]);
    let call = driver.call(|request| matches!(request, Request::Interrupt(_)));
    driver.done(call);
    driver.speak("Next.");
    assert_eq!(tasks(&driver), 0);
    driver.tasked(task, "t1", 1000);
    let call = driver.call(|request| matches!(request, Request::Interrupt(_)));
    assert_eq!(tasks(&driver), 0);
    driver.done(call);
    assert_eq!(driver.task().1, "Next.");
}

#[test]
fn a_cut_task_that_begins_all_the_same_is_neither_heard_nor_left() {
    let (mut driver, peer, _) = speaking(Options::default());
    driver.input(Input::Interrupt { clear: true });
    let call = driver.call(|request| matches!(request, Request::Interrupt(_)));
    driver.done(call);
    driver.pass(secs(3));
    driver.commands.clear();
    driver.starts(peer, "t1");
    assert!(hushes(&driver, peer, true));
    assert_eq!(interrupts(&driver), 1);
    assert_eq!(driver.events.last(), Some(&Event::Speaking(false)));
}

#[test]
fn an_interrupt_that_does_not_arrive_is_sent_again_within_bounds() {
    let (mut driver, _, _) = speaking(Options::default());
    driver.input(Input::Interrupt { clear: true });
    driver.speak("Next.");
    let mut sent = 0;
    for _ in 0..100 {
        while interrupts(&driver) > 0 {
            let call = driver.call(|request| matches!(request, Request::Interrupt(_)));
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
    let mut driver = Driver::new(Options::default());
    driver.live("a");
    driver.input(Input::Interrupt { clear: true });
    assert_eq!(
        interrupts(&driver),
        1,
        "someone else may be speaking through this session"
    );
    assert!(!driver.has(|command| matches!(command, Command::Hush { .. })));
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
    let mut driver = Driver::new(Options::default());
    let peer = driver.live("a");
    driver.starts(peer, "theirs");
    assert_eq!(driver.events, [Event::Speaking(true)]);
    driver.input(Input::Interrupt { clear: false });
    assert!(hushes(&driver, peer, true));
    assert_eq!(driver.events.last(), Some(&Event::Speaking(false)));
}
