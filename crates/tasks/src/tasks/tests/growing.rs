//! Tasks that grow.

use super::*;

fn message(id: &str, words: &str) -> Output {
    let (task_id, message) = (id.into(), words.into());
    Output::Tell(ChannelMessage::TalkingMessage { task_id, message })
}

fn error(id: &str) -> Output {
    let (code, message) = ("llm-cut-off".into(), "It was cut off.".into());
    let task_id = id.into();
    Output::Tell(ChannelMessage::Error { task_id, code, message })
}

fn cut_off() -> AnswerFailure {
    AnswerFailure {
        code: "llm-cut-off",
        message: "It was cut off.".into(),
    }
}

fn heard(id: &str, words: &str) -> Output {
    Output::Heard(id.into(), words.into())
}

fn message_ends(id: &str) -> Output {
    Output::Tell(ChannelMessage::EndMessage { task_id: id.into() })
}

#[test]
fn an_answer_is_replied_to_at_once_and_its_words_are_told_with_their_sound() {
    let (mut tasks, mut performance) = (Tasks::new(Limits::DEFAULT), performance());
    tasks.open("a".into(), TaskMode::Async, 0).unwrap();
    assert_eq!(outputs(&mut tasks), [reply("a", 0)]);
    // Nobody knows how long the one before it takes.
    let next = script(3);
    tasks.accept("b".into(), &next, TaskMode::Async, 0).unwrap();
    assert_eq!(outputs(&mut tasks), [reply("b", milliseconds(next.length()))]);
    tasks.narrated(Narrated::Passage("a".into(), "Good morning.".into()));
    tasks.narrated(sound("a", SECOND));
    tasks.lay(&mut performance);
    tasks.advance(hear(&mut performance, 320));
    assert_eq!(outputs(&mut tasks), [starts("a"), message("a", "Good morning.")]);
    tasks.narrated(complete("a", 1));
    tasks.lay(&mut performance);
    tasks.advance(hear(&mut performance, SECOND));
    assert_eq!(
        outputs(&mut tasks),
        [heard("a", "Good morning."), message_ends("a"), stops("a", 1_000, None)]
    );
}

#[test]
fn an_answer_that_fails_is_told_after_what_was_heard_of_it() {
    let (mut tasks, mut performance) = (Tasks::new(Limits::DEFAULT), performance());
    tasks.open("a".into(), TaskMode::Sync, 0).unwrap();
    tasks.open("b".into(), TaskMode::Sync, 0).unwrap();
    tasks.narrated(Narrated::Passage("a".into(), "Well,".into()));
    tasks.narrated(sound("a", SECOND));
    tasks.fail("a", cut_off());
    tasks.fail("b", cut_off());
    tasks.narrated(complete("a", 1));
    tasks.narrated(complete("b", 0));
    tasks.lay(&mut performance);
    tasks.advance(hear(&mut performance, SECOND / 2));
    assert_eq!(outputs(&mut tasks), [starts("a"), message("a", "Well,")]);
    tasks.advance(hear(&mut performance, SECOND));
    let unanswered = |id: &str| Output::Reply(id.into(), Err(Refusal::Unanswered("It was cut off.".into())));
    assert_eq!(
        outputs(&mut tasks),
        [
            heard("a", "Well,"),
            unanswered("a"),
            error("a"),
            message_ends("a"),
            stops("a", 1_000, None),
            heard("b", ""),
            unanswered("b"),
            error("b"),
        ]
    );
    assert!(tasks.is_empty());
}

#[test]
fn an_interrupted_answer_tells_what_was_heard_and_no_error() {
    let (mut tasks, mut performance) = (Tasks::new(Limits::DEFAULT), performance());
    tasks.open("a".into(), TaskMode::Async, 0).unwrap();
    tasks.open("b".into(), TaskMode::Async, 0).unwrap();
    tasks.narrated(Narrated::Passage("a".into(), "One two three four.".into()));
    tasks.narrated(sound("a", 2 * SECOND));
    tasks.narrated(Narrated::Passage("a".into(), "Never heard.".into()));
    tasks.narrated(sound("a", SECOND));
    tasks.lay(&mut performance);
    let clock = hear(&mut performance, SECOND);
    tasks.advance(clock);
    outputs(&mut tasks);
    tasks.fail("a", cut_off());
    tasks.interrupt(&mut performance, clock);
    tasks.fail("b", cut_off());
    tasks.advance(hear(&mut performance, 320));
    assert_eq!(
        outputs(&mut tasks),
        [
            heard("a", "One two"),
            message_ends("a"),
            stops("a", 1_010, None),
            heard("b", ""),
            stops("b", 0, None)
        ]
    );
    assert!(tasks.failures.is_empty());
}

#[test]
fn a_voice_that_fails_in_an_answer_is_an_error_of_it() {
    let mut tasks = Tasks::new(Limits::DEFAULT);
    tasks.open("a".into(), TaskMode::Async, 0).unwrap();
    outputs(&mut tasks);
    tasks.narrated(Narrated::Failed("a".into(), broken(), None));
    tasks.lay(&mut performance());
    tasks.advance(0);
    let told = outputs(&mut tasks);
    assert!(
        matches!(&told[1], Output::Tell(ChannelMessage::Error { code, .. }) if code == "voice-failed"),
        "{told:?}"
    );
}
