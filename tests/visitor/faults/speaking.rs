//! Faults of `streaming.task` and `streaming.interrupt`.

use std::time::Duration;

use api::{Call, ErrorKind};
use end_to_end::proxy::{Answer, Fault, Rule, Times};

use super::case::{Case, Does};

pub fn cases() -> Vec<Case> {
    let task = |times, fault| vec![Rule::new(Call::Task, times, fault)];
    let interrupt = |times, fault| vec![Rule::new(Call::Interrupt, times, fault)];
    let refusal = |kind, message| Fault::Answer(Answer::refusal(kind, message));
    let interrupted = |name, rules| Case {
        does: Does::Interrupts,
        texts: &["interrupted", "spoken"],
        ..Case::said(name, rules)
    };
    // The session goes on, and a card shows why the text was not spoken.
    let unsaid = |name, says, rules| Case {
        texts: &["failed"],
        says,
        ..Case::said(name, rules)
    };
    let pause = Answer::refusal(ErrorKind::RateLimited, "Exceed rate limit").retry_after(1);
    vec![
        Case::said(
            "a task is slow",
            task(Times::Every, Fault::Delay(Duration::from_secs(3))),
        ),
        Case::said("a task is cut off", task(Times::First(1), Fault::Cut)),
        Case::said("the reply to a task is lost", task(Times::First(1), Fault::CutReply)),
        Case::said("a task arrives twice", task(Times::Every, Fault::Double)),
        Case::said("a task hangs", task(Times::First(1), Fault::Hold)).within(35),
        Case::said(
            "a task is to wait a second",
            task(Times::First(1), Fault::Answer(pause)),
        ),
        Case::said(
            "a task meets a page of 502",
            task(Times::First(1), Fault::Answer(Answer::page(502))),
        ),
        unsaid(
            "tasks meet pages of 502",
            "The avatar cannot be reached",
            task(Times::Every, Fault::Answer(Answer::page(502))),
        ),
        unsaid(
            "a text has blocked words",
            "The text has blocked words",
            task(
                Times::Every,
                refusal(ErrorKind::TextRefused, "The text has blocked words"),
            ),
        ),
        Case::said(
            "the session is gone at a task",
            task(
                Times::First(1),
                refusal(ErrorKind::UnknownSession, "Session does not exist"),
            ),
        )
        .within(30),
        Case::said(
            "the session is closed at a task",
            task(
                Times::First(4),
                refusal(ErrorKind::WrongState, "session state wrong: closed"),
            ),
        )
        .within(40),
        interrupted("an interrupt is cut off", interrupt(Times::First(1), Fault::Cut)),
        interrupted(
            "the reply to an interrupt is lost",
            interrupt(Times::First(1), Fault::CutReply),
        ),
        interrupted("an interrupt arrives twice", interrupt(Times::Every, Fault::Double)),
        interrupted("an interrupt hangs", interrupt(Times::First(1), Fault::Hold)),
        interrupted(
            "interrupts meet pages of 500",
            interrupt(Times::First(2), Fault::Answer(Answer::page(500))),
        ),
    ]
}
