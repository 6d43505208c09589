//! Calls, sound and failures in an order that chance gives.

use std::collections::HashSet;

use proptest::prelude::*;
use serde_json::json;

use crate::page::Page;

#[derive(Clone, Debug)]
enum Act {
    Accept(&'static str),
    Step(usize),
    Play(usize),
    Interrupt,
    /// The synthesis has been loaded, or has not.
    Absent(bool),
    Voiceless,
    Hold(bool),
}

fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        3 => prop_oneof![Just("async"), Just("sync")].prop_map(Act::Accept),
        4 => (1..60_usize).prop_map(Act::Step),
        4 => (1..60_usize).prop_map(Act::Play),
        1 => Just(Act::Interrupt),
        2 => any::<bool>().prop_map(Act::Absent),
        1 => Just(Act::Voiceless),
        2 => any::<bool>().prop_map(Act::Hold),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn each_task_has_one_reply_and_each_begin_an_end(acts in prop::collection::vec(act(), 1..25)) {
        let mut page = Page::default();
        let id = page.started(json!({ "quality": "low" }));
        let mut tasks = Vec::new();
        let mut handed_out = 0;
        let finish = [Act::Absent(false), Act::Hold(false), Act::Interrupt, Act::Step(500), Act::Play(8)];
        for act in acts.into_iter().chain(finish) {
            match act {
                Act::Accept(mode) => {
                    let body = json!({ "session_id": id, "text": "Yes. No!", "task_mode": mode });
                    tasks.push(page.send("/v1/streaming.task", &body));
                }
                Act::Step(steps) => for _ in 0..steps {
                    page.synthesis.step();
                    while let Some((session, speech)) = page.synthesis.poll() {
                        page.service.speech(&session, speech);
                    }
                },
                // The player lags 80 ms behind.
                Act::Play(packets) => for _ in 0..packets {
                    page.sound(&id, 480);
                    handed_out += 480_u64;
                    page.service.played(&id, handed_out.saturating_sub(4 * 480));
                },
                Act::Interrupt => {
                    page.send("/v1/streaming.interrupt", &json!({ "session_id": id }));
                }
                Act::Absent(absent) => page.absent = absent,
                Act::Voiceless => page.service.lose_voice(&id),
                Act::Hold(held) => page.service.hold(&id, held),
            }
            page.gather();
        }
        let mut replied = HashSet::new();
        for (call, ..) in &page.replies {
            prop_assert!(replied.insert(*call));
        }
        prop_assert!(tasks.iter().all(|call| replied.contains(call)));
        let mut speaking = None;
        for message in &page.messages {
            match message["type"].as_str() {
                Some("avatar_pause_talking" | "avatar_resume_talking") => {}
                Some("avatar_start_talking") => prop_assert_eq!(speaking.replace(&message["task_id"]), None),
                // One that an interrupt dropped ends without a begin.
                _ if speaking.is_none() => prop_assert_eq!(&message["duration_ms"], &json!(0)),
                _ => prop_assert_eq!(speaking.take(), Some(&message["task_id"])),
            }
        }
        prop_assert_eq!(speaking, None);
    }
}
