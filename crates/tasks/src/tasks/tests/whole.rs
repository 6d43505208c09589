//! Tasks whose text is there from the start.

use super::*;

#[test]
fn a_reply_comes_at_its_time_and_messages_follow_the_sound() {
    let (mut tasks, mut performance) = (Tasks::new(Limits::DEFAULT), performance());
    tasks.accept("a".into(), &script(3), TaskMode::Async, 0).unwrap();
    tasks.accept("b".into(), &script(3), TaskMode::Sync, 0).unwrap();
    assert_eq!(outputs(&mut tasks), []);
    for narrated in [
        sound("a", SECOND),
        complete("a", 1),
        sound("b", 2 * SECOND),
        complete("b", 2),
    ] {
        tasks.narrated(narrated);
    }
    assert_eq!(
        outputs(&mut tasks),
        [reply("a", 1_000)],
        "the other waits until it is said"
    );
    assert!(tasks.holds_sound());
    tasks.lay(&mut performance);
    assert!(!tasks.holds_sound());
    tasks.advance(hear(&mut performance, 320));
    assert_eq!(outputs(&mut tasks), [starts("a")]);
    tasks.advance(hear(&mut performance, SECOND));
    assert_eq!(outputs(&mut tasks), [stops("a", 1_000, None), starts("b")]);
    assert_eq!(tasks.consumed(performance.ahead()), SECOND + 320);
    tasks.advance(hear(&mut performance, 2 * SECOND));
    assert_eq!(outputs(&mut tasks), [reply("b", 2_000), stops("b", 2_000, None)]);
    assert!(tasks.is_empty());
}

#[test]
fn a_long_text_is_replied_to_at_once_with_an_estimate() {
    let mut tasks = Tasks::new(Limits::DEFAULT);
    let script = script(60);
    tasks.accept("a".into(), &script, TaskMode::Async, 0).unwrap();
    assert_eq!(outputs(&mut tasks), [reply("a", milliseconds(script.length()))]);
    tasks.narrated(sound("a", SECOND));
    tasks.narrated(complete("a", 1));
    assert_eq!(outputs(&mut tasks), [], "one reply only");
}

#[test]
fn texts_beyond_the_limits_are_refused_and_one_alone_never_is() {
    let limits = Limits {
        texts: 2,
        speech: Duration::from_secs(10),
        ..Limits::DEFAULT
    };
    let mut tasks = Tasks::new(limits);
    let long = script(30);
    tasks.accept("a".into(), &long, TaskMode::Async, 0).unwrap();
    let refusal = tasks.accept("b".into(), &script(3), TaskMode::Async, 0).unwrap_err();
    assert!(
        matches!(refusal, Refusal::TooMuchSpeech { beyond, .. } if refusal.retry_after() == Some(beyond) && beyond.as_secs() > 15),
        "{refusal:?}"
    );
    // Most of it has been heard.
    let heard = (long.length().as_secs() - 3) * SECOND;
    tasks.timeline.lay("a", 0..heard);
    tasks.accept("b".into(), &script(3), TaskMode::Async, heard).unwrap();
    assert_eq!(
        tasks.accept("c".into(), &script(3), TaskMode::Async, heard),
        Err(Refusal::QueueFull { most: 2 })
    );
}

#[test]
fn an_interrupt_ends_all_tasks_and_leaves_room_for_the_next() {
    let (mut tasks, mut performance) = (Tasks::new(Limits::DEFAULT), performance());
    for id in ["a", "b", "c"] {
        tasks.accept(id.into(), &script(3), TaskMode::Sync, 0).unwrap();
    }
    tasks.narrated(sound("a", SECOND));
    tasks.lay(&mut performance);
    let heard = hear(&mut performance, SECOND / 2);
    tasks.advance(heard);
    tasks.narrated(sound("b", SECOND));
    assert_eq!(outputs(&mut tasks), [starts("a")]);
    tasks.interrupt(&mut performance, heard);
    // Work that was under way.
    tasks.narrated(complete("b", 1));
    tasks.lay(&mut performance);
    assert!(performance.ahead() < SECOND / 50, "{}", performance.ahead());
    tasks.advance(hear(&mut performance, 320));
    assert_eq!(
        outputs(&mut tasks),
        [
            reply("a", 510),
            stops("a", 510, None),
            reply("b", 0),
            stops("b", 0, None),
            reply("c", 0),
            stops("c", 0, None)
        ]
    );
    assert!(tasks.is_empty());
    assert_eq!(
        tasks.consumed(performance.ahead()),
        2 * SECOND,
        "dropped sound is not waited for"
    );
}

#[test]
fn a_voice_that_fails_is_told_in_the_reply_or_at_the_end_of_what_was_heard() {
    let (mut tasks, mut performance) = (Tasks::new(Limits::DEFAULT), performance());
    tasks.accept("a".into(), &script(3), TaskMode::Async, 0).unwrap();
    tasks.accept("b".into(), &script(3), TaskMode::Async, 0).unwrap();
    tasks.accept("c".into(), &script(60), TaskMode::Async, 0).unwrap();
    outputs(&mut tasks);
    tasks.narrated(Narrated::Failed("a".into(), broken(), Some("all of it".into())));
    assert_eq!(
        outputs(&mut tasks),
        [Output::Reply("a".into(), Err(Refusal::Failed(broken())))]
    );
    tasks.narrated(sound("b", SECOND));
    tasks.narrated(Narrated::Failed("b".into(), broken(), Some("the rest".into())));
    tasks.narrated(Narrated::Failed("c".into(), broken(), Some("this too".into())));
    tasks.lay(&mut performance);
    tasks.advance(hear(&mut performance, 2 * SECOND));
    let spoken = Spoken {
        duration_ms: 1_000,
        unsaid: Some("the rest".into()),
    };
    assert_eq!(
        outputs(&mut tasks),
        [
            // Its caller has been told by the reply; pages that only listen learn it here.
            stops("a", 0, Some("all of it")),
            starts("b"),
            Output::Reply("b".into(), Ok(spoken)),
            stops("b", 1_000, Some("the rest")),
            // Replied to with an estimate before.
            stops("c", 0, Some("this too")),
        ]
    );
}
