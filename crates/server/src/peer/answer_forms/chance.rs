//! Fuzzing by SDP answers that were changed at random: none makes a session panic.

use proptest::prelude::*;

use super::{CLIENTS, answer_of, offered, start};

/// A random change to a line.
#[derive(Clone, Debug)]
enum Edit {
    Remove,
    Repeat,
    Cut,
    Swap(usize),
    Words(String),
    Number(u64),
    Letter(char),
    Long(usize),
}

fn edit() -> impl Strategy<Value = Edit> {
    prop_oneof![
        Just(Edit::Remove),
        Just(Edit::Repeat),
        Just(Edit::Cut),
        (0_usize..200).prop_map(Edit::Swap),
        "\\PC{0,20}".prop_map(Edit::Words),
        "[amcb]=[a-z-]{0,12}[: ][ -~]{0,20}".prop_map(Edit::Words),
        prop_oneof![0_u64..300, any::<u64>()].prop_map(Edit::Number),
        any::<char>().prop_map(Edit::Letter),
        (1_usize..3000).prop_map(Edit::Long),
    ]
}

fn change(lines: &mut Vec<String>, at: usize, edit: Edit) {
    if lines.is_empty() {
        return;
    }
    let at = at % lines.len();
    match edit {
        Edit::Remove => {
            lines.remove(at);
        }
        Edit::Repeat => lines.insert(at, lines[at].clone()),
        Edit::Cut => {
            let half = lines[at].chars().count() / 2;
            lines[at] = lines[at].chars().take(half).collect();
        }
        Edit::Swap(other) => {
            let other = other % lines.len();
            lines.swap(at, other);
        }
        Edit::Words(words) => lines.insert(at, words),
        // Every number of the line becomes this one.
        Edit::Number(number) => {
            let mut text = String::new();
            let mut in_number = false;
            for letter in lines[at].chars() {
                match (letter.is_ascii_digit(), in_number) {
                    (true, false) => text.push_str(&number.to_string()),
                    (true, true) => {}
                    (false, _) => text.push(letter),
                }
                in_number = letter.is_ascii_digit();
            }
            lines[at] = text;
        }
        Edit::Letter(letter) => lines[at] = lines[at].replace(['a', ':', ' ', '9'], &letter.to_string()),
        Edit::Long(length) => lines[at].push_str(&"x".repeat(length)),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_answer_makes_a_session_panic(
        client in 0_usize..CLIENTS.len(),
        edits in prop::collection::vec((0_usize..200, edit()), 1..12),
        ends in prop::sample::select(vec!["\r\n", "\n", "\r"]),
    ) {
        let offered = offered();
        let text = answer_of(CLIENTS[client].0, &offered);
        let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
        for (at, edit) in edits {
            change(&mut lines, at, edit);
        }
        if let Err(refusal) = start(&lines.join(ends), offered) {
            prop_assert!(refusal.len() > 20, "{}", refusal);
            prop_assert!(!refusal.contains("report"), "the text written anew is not read: {}", lines.join("\n"));
            prop_assert!(!refusal.contains("does not fit"), "the text written anew does not fit: {}", lines.join("\n"));
        }
    }

    #[test]
    fn nor_does_any_text(text in "\\PC{0,300}") {
        let offered = offered();
        prop_assert!(start(&text, offered).is_err());
    }
}
