//! Faults of `streaming.new`.

use std::time::Duration;

use api::{Call, ErrorKind};
use end_to_end::proxy::{Answer, Fault, Rule, Times};
use serde_json::{Value, json};

use super::case::{Case, Does};

/// A client cannot stop a session whose id it does not know: a session whose reply was lost is ended by the server,
/// because its offer is never answered.
const SOON: &[&str] = &["--start-timeout", "5"];

pub fn cases() -> Vec<Case> {
    let new = |times, fault| vec![Rule::new(Call::New, times, fault)];
    let answered = |answer| new(Times::Every, Fault::Answer(answer));
    let concurrent = || Answer::refusal(ErrorKind::ConcurrentLimit, "Concurrent limit reached");
    let pause = || Answer::refusal(ErrorKind::RateLimited, "Exceed rate limit");
    let refused = |kind, message| answered(Answer::refusal(kind, message));
    vec![
        Case::survived("new is slow", new(Times::Every, Fault::Delay(Duration::from_secs(4)))),
        Case::refused("new is cut off", "cannot be reached", new(Times::Every, Fault::Cut)),
        Case::refused(
            "the reply to new is lost",
            "cannot be reached",
            new(Times::Every, Fault::CutReply),
        )
        .server(SOON),
        Case::survived("new arrives twice", new(Times::Every, Fault::Double)).server(SOON),
        Case::refused(
            "new meets a page of 502",
            "cannot be reached",
            answered(Answer::page(502)),
        ),
        Case::refused(
            "new meets a page of 200",
            "not the streaming-avatar service",
            answered(Answer::page(200)),
        ),
        Case::refused(
            "the reply to new is torn",
            "not the streaming-avatar service",
            answered(Answer::torn()),
        ),
        Case::refused(
            "the reply to new is empty",
            "not the streaming-avatar service",
            answered(Answer::empty(200)),
        ),
        Case::refused(
            "the key is refused",
            "Check the key",
            refused(ErrorKind::Unauthorized, "Unauthorized"),
        ),
        Case::refused(
            "the plan does not allow it",
            "Check the plan",
            refused(ErrorKind::PlanLimit, "Trial API limit reached"),
        ),
        Case::refused(
            "the avatar is gone",
            "Choose another avatar",
            refused(ErrorKind::AvatarUnavailable, "avatar not found"),
        ),
        Case::refused(
            "the others' sessions are too many",
            "Close other sessions",
            answered(concurrent()),
        ),
        Case::survived(
            "a session just stopped still counts",
            new(Times::Nth(2), Fault::Answer(concurrent())),
        )
        .does(Does::StartsAgain),
        Case::survived(
            "new is to wait a second",
            new(Times::First(1), Fault::Answer(pause().retry_after(1))),
        ),
        Case::refused("new is to wait for ever", "Wait a little", answered(pause())).within(15),
        Case::refused(
            "new is to wait an hour",
            "Wait a little",
            answered(pause().retry_after(3600)),
        ),
        Case::refused(
            "there is no offer",
            "only a transport that plain WebRTC clients cannot use",
            new(Times::Every, Fault::Change(without_an_offer)),
        ),
        Case::refused(
            "the offer is garbage",
            "could not answer the service's offer",
            new(Times::Every, Fault::Change(with_garbage)),
        ),
        Case::refused(
            "the session has no name",
            "not the streaming-avatar service",
            new(Times::Every, Fault::Change(without_a_name)),
        )
        .server(SOON),
        Case {
            says: "",
            ..Case::refused("new is cancelled while it hangs", "", new(Times::Every, Fault::Hold)).does(Does::Cancels)
        },
        Case {
            says: "",
            ..Case::refused(
                "new is cancelled before its reply",
                "",
                new(Times::Every, Fault::HoldReply),
            )
            .does(Does::Cancels)
        },
        Case::refused("new hangs", "took too long", new(Times::Every, Fault::Hold)).within(75),
    ]
}

fn without_an_offer(reply: &mut Value) {
    if let Some(sdp) = reply.pointer_mut("/data/sdp") {
        *sdp = Value::Null;
    }
}

fn with_garbage(reply: &mut Value) {
    if let Some(sdp) = reply.pointer_mut("/data/sdp/sdp") {
        *sdp = json!("v=0\r\nthis is no offer\r\n");
    }
}

fn without_a_name(reply: &mut Value) {
    if let Some(name) = reply.pointer_mut("/data/session_id") {
        *name = json!("");
    }
}
