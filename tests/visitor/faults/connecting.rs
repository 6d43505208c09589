//! Faults of `streaming.start` and `streaming.ice`.

use std::time::Duration;

use api::{Call, ErrorKind};
use end_to_end::proxy::{Answer, Fault, Rule, Times};
use serde_json::json;

use super::case::{Case, Does};

pub fn cases() -> Vec<Case> {
    let start = |times, fault| vec![Rule::new(Call::Start, times, fault)];
    let ice = |fault| vec![Rule::new(Call::Ice, Times::Every, fault)];
    let nothing_done = || Answer::envelope(200, json!({ "code": 100, "message": "success", "data": null }));
    let unknown = || Answer::refusal(ErrorKind::UnknownSession, "Session does not exist");
    let pause = || Answer::refusal(ErrorKind::RateLimited, "Exceed rate limit").retry_after(1);
    vec![
        Case::survived(
            "start is slow",
            start(Times::Every, Fault::Delay(Duration::from_secs(3))),
        ),
        Case::survived("start is cut off once", start(Times::First(1), Fault::Cut)),
        Case::survived("the reply to start is lost", start(Times::First(1), Fault::CutReply)),
        Case::survived("start arrives twice", start(Times::Every, Fault::Double)),
        Case::survived("the reply to start hangs", start(Times::Every, Fault::HoldReply)),
        Case::survived(
            "start is to wait a second",
            start(Times::First(1), Fault::Answer(pause())),
        ),
        Case::refused(
            "start meets pages of 500",
            "cannot be reached",
            start(Times::Every, Fault::Answer(Answer::page(500))),
        ),
        Case::refused(
            "the session is gone before start",
            "does not know this session",
            start(Times::Every, Fault::Answer(unknown())),
        ),
        Case::refused("start hangs", "took too long", start(Times::Every, Fault::Hold)).within(15),
        Case {
            says: "",
            ..Case::refused(
                "start is cancelled while it hangs",
                "",
                start(Times::Every, Fault::Hold),
            )
            .does(Does::Cancels)
        },
        Case::refused(
            "the answer never reaches the server",
            "No media connection",
            start(Times::Every, Fault::Answer(nothing_done())),
        )
        .within(20),
        Case::survived("no candidate gets through", ice(Fault::Cut)),
        Case::survived("candidates hang", ice(Fault::Hold)),
        Case::survived("candidates arrive twice", ice(Fault::Double)),
        Case::survived("candidates meet pages of 404", ice(Fault::Answer(Answer::page(404)))),
    ]
}
