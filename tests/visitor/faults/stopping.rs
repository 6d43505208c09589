//! Faults of `streaming.stop`.

use api::{Call, ErrorKind};
use end_to_end::proxy::{Answer, Fault, Rule, Times};

use super::case::{Case, Does};

pub fn cases() -> Vec<Case> {
    let stopped = |name, times, fault| Case {
        does: Does::Stops,
        ..Case::refused(name, "", vec![Rule::new(Call::Stop, times, fault)])
    };
    let wait = Answer::refusal(ErrorKind::RateLimited, "Exceed rate limit").retry_after(1);
    vec![
        stopped("stop is cut off", Times::First(2), Fault::Cut),
        stopped("the reply to stop is lost", Times::First(1), Fault::CutReply),
        stopped("stop arrives twice", Times::Every, Fault::Double),
        stopped("stop hangs", Times::First(1), Fault::Hold),
        stopped("the reply to stop hangs", Times::Every, Fault::HoldReply),
        stopped("stop is to wait a second", Times::First(1), Fault::Answer(wait)),
        stopped(
            "stop meets pages of 500",
            Times::First(3),
            Fault::Answer(Answer::page(500)),
        ),
        Case {
            ends: "live",
            ..stopped(
                "stop hangs, and the next start follows",
                Times::First(1),
                Fault::HoldReply,
            )
            .does(Does::StartsAgain)
        },
    ]
}
