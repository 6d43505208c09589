//! Texts that are spoken by a built-in voice, as fast as they can be.

use avatar::speech::Delivery;

use super::*;

/// Samples that lie ready at most of a built-in voice.
fn most_ready() -> u64 {
    MAX_AHEAD.as_secs() * u64::from(SAMPLE_RATE)
}

fn order(id: &str, text: &str) -> Order {
    Order {
        id: id.into(),
        script: Script::of(text, &Delivery::default()).unwrap(),
    }
}

/// Works until nothing can be done any more.
fn drain(queue: &mut Queue) -> Vec<Narrated> {
    let mut out = Vec::new();
    while let Some(work) = queue.take() {
        let generation = work.generation();
        let (work, narrated) = work.step();
        out.extend(queue.give_back(work, generation, narrated));
    }
    out
}

fn names(narrated: &[Narrated]) -> Vec<String> {
    narrated
        .iter()
        .map(|narrated| match narrated {
            Narrated::Passage(id, words) => format!("{id}: {words}"),
            Narrated::FellBack(id, _) => format!("{id} fell back"),
            Narrated::Sentence(id, _) => id.clone(),
            Narrated::Complete(id, ..) => format!("{id} complete"),
            Narrated::Failed(id, ..) => format!("{id} failed"),
        })
        .collect()
}

#[test]
fn texts_are_said_in_order_and_their_ends_are_told() {
    let mut queue = Queue::default();
    queue.order(order("a", "One. Two."));
    queue.order(order("b", "Three."));
    assert_eq!(names(&drain(&mut queue)), ["a", "a", "a complete", "b", "b complete"]);
}

#[test]
fn synthesis_stays_a_bounded_while_ahead_of_what_is_heard() {
    let mut queue = Queue::default();
    let long = "This is a sentence of some three seconds, about nothing at all. ".repeat(40);
    queue.order(order("a", &long));
    queue.order(order("b", &long));
    let mut narrated = drain(&mut queue);
    let first = queue.ready();
    assert!(
        (most_ready()..most_ready() + 16 * u64::from(SAMPLE_RATE)).contains(&first),
        "{first}"
    );
    assert!(!names(&narrated).contains(&"a complete".to_owned()));
    // Second for second, as it is heard.
    let mut heard = 0;
    while queue.has_work() {
        heard += u64::from(SAMPLE_RATE);
        queue.consume(heard);
        narrated.extend(drain(&mut queue));
        assert!(queue.ready() < most_ready() + 16 * u64::from(SAMPLE_RATE));
    }
    let names = names(&narrated);
    assert_eq!(names.last().map(String::as_str), Some("b complete"));
    assert!(heard > 200 * u64::from(SAMPLE_RATE), "{heard}");
}

#[test]
fn a_call_off_stops_a_text_in_the_middle_of_a_sentence() {
    let mut queue = Queue::default();
    queue.order(order(
        "a",
        "This is a long sentence, which takes more than one step to be spoken.",
    ));
    queue.order(order("b", "Never said."));
    let work = queue.take().unwrap();
    assert!(!queue.waits(), "one at a time");
    let generation = work.generation();
    let (work, _) = work.step();
    queue.call_off();
    queue.order(order("c", "Yes."));
    assert!(queue.give_back(work, generation, None).is_none());
    assert_eq!(names(&drain(&mut queue)), ["c", "c complete"]);
}

#[test]
fn what_was_called_off_is_not_told() {
    let mut queue = Queue::default();
    queue.order(order("a", "Hello."));
    let mut work = queue.take().unwrap();
    let generation = work.generation();
    let narrated = loop {
        let (left, narrated) = work.step();
        if narrated.is_some() {
            break narrated;
        }
        work = left.unwrap();
    };
    queue.call_off();
    assert!(queue.give_back(None, generation, narrated).is_none());
    assert_eq!(queue.ready(), 0);
}

fn passage(text: &str) -> Script {
    Script::passage(text, &Delivery::default(), false).unwrap()
}

#[test]
fn a_growing_task_is_said_as_it_grows_and_those_behind_it_wait() {
    let mut queue = Queue::default();
    queue.open("a".into());
    queue.order(order("b", "Three."));
    assert_eq!(names(&drain(&mut queue)), [""; 0]);
    queue.piece("a", passage("**One.**"));
    assert_eq!(names(&drain(&mut queue)), ["a: One.", "a"]);
    assert!(!queue.waits(), "more may come");
    queue.piece("a", passage("Two."));
    queue.complete("a");
    queue.piece("a", passage("Too late."));
    assert_eq!(
        names(&drain(&mut queue)),
        ["a: Two.", "a", "a complete", "b", "b complete"]
    );
}

#[test]
fn an_answer_that_never_came_is_complete_and_called_off_pieces_are_dropped() {
    let mut queue = Queue::default();
    queue.open("a".into());
    queue.complete("a");
    assert_eq!(names(&drain(&mut queue)), ["a complete"]);
    queue.open("b".into());
    queue.piece("b", passage("One."));
    let work = queue.take().unwrap();
    queue.call_off();
    queue.piece("b", passage("Two."));
    let generation = work.generation();
    let (work, narrated) = work.step();
    assert!(queue.give_back(work, generation, narrated).is_none());
    queue.order(order("c", "Yes."));
    assert_eq!(names(&drain(&mut queue)), ["c", "c complete"]);
}

#[test]
fn an_answer_is_synthesised_two_passages_ahead_of_what_is_heard() {
    let mut queue = Queue::default();
    queue.open("a".into());
    for nth in ["One.", "Two.", "Three.", "Four.", "Five."] {
        queue.piece("a", passage(nth));
    }
    queue.complete("a");
    assert_eq!(names(&drain(&mut queue)), ["a: One.", "a", "a: Two.", "a"]);
    assert!(queue.consume(1), "the first is being heard");
    assert_eq!(names(&drain(&mut queue)), ["a: Three.", "a"]);
    assert!(!queue.consume(2));
    assert_eq!(names(&drain(&mut queue)), [""; 0]);
    assert!(queue.consume(queue.told));
    let rest = names(&drain(&mut queue));
    assert_eq!(rest, ["a: Four.", "a", "a: Five.", "a", "a complete"]);
}

#[test]
fn passages_without_sound_do_not_hold_up_those_behind_them() {
    let mut queue = Queue::default();
    queue.open("a".into());
    for text in ["One.", "Two.", "Three."] {
        queue.piece("a", passage(text));
    }
    // A voice that fails on a text gives no sound for it.
    for _ in 0..3 {
        let mut work = queue.take().expect("the passages before have nothing to be heard");
        let generation = work.generation();
        let begun = Narrated::Passage("a".into(), "…".into());
        work.synthesis = Synthesis::new("a".into(), true);
        queue.give_back(Some(work), generation, Some(begun));
    }
    queue.complete("a");
    assert_eq!(names(&drain(&mut queue)), ["a complete"]);
}
