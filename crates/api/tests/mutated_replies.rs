//! Whole replies as they are seen, then damaged in every way that one can think of.
//!
//! Whatever comes: no panic, a bounded stack, what was read is read again from what is written of it, and nothing secret in
//! what is said about it.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a panic is how a test fails")]

use std::fmt::Debug;
use std::path::Path;

use proptest::collection::vec;
use proptest::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use streaming_avatar_api::*;

/// Stands in the corpus wherever something was secret.
const SECRET: &str = "corpus-secret";
const STATUSES: [u16; 7] = [200, 204, 400, 401, 429, 502, 0];

/// Every reply of the corpus: its name and its bytes.
fn corpus() -> Vec<(String, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus");
    let mut replies: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| {
            let entry = entry.unwrap();
            let name = entry.file_name().into_string().unwrap();
            (name, std::fs::read(entry.path()).unwrap())
        })
        .collect();
    replies.sort();
    replies
}

/// Reads bytes as one type; checks the value, or the refusal.
fn read_as<T: DeserializeOwned + Serialize + PartialEq + Debug>(bytes: &[u8], status: u16, told: &mut Vec<String>) {
    match read_reply::<T>(status, None, bytes) {
        Ok(reply) => {
            let again: T = serde_json::from_value(serde_json::to_value(&reply).unwrap()).unwrap();
            assert_eq!(again, reply, "read again from what was written");
            told.push(format!("{reply:?}"));
        }
        Err(refusal) => {
            assert_eq!(refusal.status, status);
            assert!(refusal.message.chars().count() <= 300);
            told.push(format!("{refusal} {refusal:?}"));
        }
    }
}

/// Reads bytes as everything that is ever read. Gives back what is said about them.
fn read_all(bytes: &[u8], status: u16) -> Vec<String> {
    let mut told = Vec::new();
    read_as::<NewReply>(bytes, status, &mut told);
    read_as::<TaskReply>(bytes, status, &mut told);
    read_as::<SessionList>(bytes, status, &mut told);
    read_as::<AvatarList>(bytes, status, &mut told);
    read_as::<TokenReply>(bytes, status, &mut told);
    read_as::<ChannelMessage>(bytes, status, &mut told);
    if let Ok(message) = serde_json::from_slice::<ChannelMessage>(bytes) {
        let again: ChannelMessage = serde_json::from_value(serde_json::to_value(&message).unwrap()).unwrap();
        assert!(again == message || message == ChannelMessage::Other, "{message:?}");
        told.push(format!("{message:?}"));
    }
    told
}

/// Values that are put in the place of each value.
fn wrong_values() -> Vec<Value> {
    let mut deep = json!(1);
    for _ in 0..100 {
        deep = json!({"message": [deep]});
    }
    vec![
        json!(null),
        json!(true),
        json!(0),
        json!(-1),
        json!(u64::MAX),
        json!(i64::MIN),
        json!(1e300),
        json!(0.5),
        json!(""),
        json!(" 7 "),
        json!("99999999999999999999999999"),
        json!("\u{0}\u{feff}\u{202e}é"),
        json!("x".repeat(10_000)),
        json!([]),
        json!([[[]]]),
        json!({}),
        json!({"message": {"message": {"message": 1}}, "code": "100", "urls": [null, 1]}),
        deep,
    ]
}

/// Every place in a value, as a pointer.
fn places(value: &Value, at: String, all: &mut Vec<String>) {
    all.push(at.clone());
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                places(member, format!("{at}/{name}"), all);
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                places(item, format!("{at}/{index}"), all);
            }
        }
        _ => {}
    }
}

#[test]
fn a_wrong_value_at_any_place_is_read_or_refused_and_no_secret_is_told() {
    let mut tried = 0;
    for (name, bytes) in corpus() {
        let Ok(reply) = serde_json::from_slice::<Value>(&bytes) else {
            continue;
        };
        let mut all = Vec::new();
        places(&reply, String::new(), &mut all);
        for (place, wrong) in all
            .iter()
            .flat_map(|place| wrong_values().into_iter().map(move |wrong| (place, wrong)))
        {
            let mut damaged = reply.clone();
            *damaged.pointer_mut(place).unwrap() = wrong;
            let bytes = serde_json::to_vec(&damaged).unwrap();
            for status in STATUSES {
                for told in read_all(&bytes, status) {
                    assert!(!told.contains(SECRET), "{name}, {place}: {told}");
                }
                tried += 1;
            }
        }
    }
    assert!(tried > 5_000, "{tried}");
}

#[test]
fn a_reply_that_is_cut_anywhere_or_lacks_any_member_is_read_or_refused() {
    for (_, bytes) in corpus() {
        for end in 0..bytes.len() {
            read_all(&bytes[..end], 200);
        }
        let Ok(reply) = serde_json::from_slice::<Value>(&bytes) else {
            continue;
        };
        let mut all = Vec::new();
        places(&reply, String::new(), &mut all);
        for place in all {
            let Some((parent, name)) = place.rsplit_once('/') else {
                continue;
            };
            let mut damaged = reply.clone();
            if let Some(members) = damaged.pointer_mut(parent).and_then(Value::as_object_mut) {
                members.remove(name);
            }
            read_all(&serde_json::to_vec(&damaged).unwrap(), 200);
        }
    }
}

#[test]
fn every_reply_of_the_corpus_is_understood_for_what_it_is() {
    let kind = |name: &str, status| {
        let bytes = std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus").join(name)).unwrap();
        read_reply::<NewReply>(status, None, &bytes)
            .map(|reply| reply.session_id)
            .map_err(|refusal| refusal.kind)
    };
    assert_eq!(kind("new_as_text.json", 200), Ok("s".into()));
    assert_eq!(kind("new_other_transport.json", 200), Ok("s".into()));
    assert_eq!(kind("proxy.html", 200), Err(ErrorKind::NotTheApi));
    assert_eq!(kind("proxy.html", 502), Err(ErrorKind::Unavailable));
    assert_eq!(kind("refusal_by_code.json", 400), Err(ErrorKind::ConcurrentLimit));
    assert_eq!(kind("refusal_by_error.json", 200), Err(ErrorKind::PlanLimit));
    assert_eq!(kind("refusal_nested.json", 401), Err(ErrorKind::Unauthorized));
    assert_eq!(kind("refusal_by_detail.json", 422), Err(ErrorKind::BadRequest));
    assert_eq!(kind("refusal_in_words.json", 404), Err(ErrorKind::UnknownSession));
}

/// Something done to the bytes of a reply. Places are parts of its length, in thousandths.
#[derive(Clone, Debug)]
enum Damage {
    Flip(usize, u8),
    Delete(usize, usize),
    /// Writes a piece of it twice, which also gives members of one name.
    Double(usize, usize),
    /// Goes on with a piece of another reply.
    Splice(usize, prop::sample::Index, usize),
    Insert(usize, &'static str),
    Nest(usize, &'static str, usize),
}

fn damage() -> impl Strategy<Value = Damage> {
    let place = || 0_usize..1000;
    let text = prop::sample::select(vec![
        "{",
        "}",
        "[",
        "]",
        "\"",
        ",",
        ":",
        "\\u0000",
        "\\ud800",
        "null,",
        "1e999",
        "-",
        "18446744073709551616",
        "0.00000000000000000000001",
        "\"code\":1,\"code\":100,",
        "\"data\":null,",
        "\"error\":{},",
        "\u{feff}",
        "//",
        "NaN",
    ]);
    let opening = prop::sample::select(vec!["[", "{\"message\":", "{\"data\":", "{\"error\":", "[{\"urls\":"]);
    prop_oneof![
        3 => (place(), any::<u8>()).prop_map(|(at, with)| Damage::Flip(at, with)),
        2 => (place(), 1_usize..60).prop_map(|(at, length)| Damage::Delete(at, length)),
        2 => (place(), 1_usize..120).prop_map(|(at, length)| Damage::Double(at, length)),
        2 => (place(), any::<prop::sample::Index>(), place()).prop_map(|(at, other, from)| Damage::Splice(at, other, from)),
        3 => (place(), text).prop_map(|(at, text)| Damage::Insert(at, text)),
        1 => (place(), opening, 1_usize..3000).prop_map(|(at, text, times)| Damage::Nest(at, text, times)),
    ]
}

fn apply(bytes: &mut Vec<u8>, damage: &Damage, all: &[(String, Vec<u8>)]) {
    let length = bytes.len();
    let at = |place: &usize| place * length / 1000;
    let within = |place: &usize, most: &usize| at(place)..(at(place) + most).min(length);
    match damage {
        Damage::Flip(place, with) => {
            if let Some(byte) = bytes.get_mut(at(place)) {
                *byte ^= with;
            }
        }
        Damage::Delete(place, most) => drop(bytes.drain(within(place, most))),
        Damage::Double(place, most) => {
            let range = within(place, most);
            let piece = bytes[range.clone()].to_vec();
            bytes.splice(range.start..range.start, piece);
        }
        Damage::Splice(place, other, from) => {
            let other = &all[other.index(all.len())].1;
            bytes.truncate(at(place));
            bytes.extend_from_slice(&other[from * other.len() / 1000..]);
        }
        Damage::Insert(place, text) => drop(bytes.splice(at(place)..at(place), text.bytes())),
        Damage::Nest(place, text, times) => drop(bytes.splice(at(place)..at(place), text.repeat(*times).into_bytes())),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3000, ..ProptestConfig::default() })]

    #[test]
    fn damaged_bytes_are_read_or_refused(
        which in any::<prop::sample::Index>(),
        damages in vec(damage(), 1..6),
        status in prop::sample::select(STATUSES.to_vec()),
    ) {
        let all = corpus();
        let mut bytes = all[which.index(all.len())].1.clone();
        for damage in &damages {
            apply(&mut bytes, damage, &all);
        }
        read_all(&bytes, status);
    }
}

/// A worker's stack is small. Depth that is followed to its end would break out of it, and take the process with it.
#[test]
fn the_deepest_reply_is_read_on_a_small_stack() {
    let read = || {
        for opening in [
            "[",
            "{\"message\":",
            "{\"error\":",
            "{\"error\":{\"message\":",
            "{\"data\":",
            "{\"data\":[",
            "{\"x\":",
        ] {
            for times in [100, 127, 128, 129, 100_000] {
                read_all(opening.repeat(times).as_bytes(), 200);
                let prefix = format!(
                    "{{\"code\":100,\"data\":{{\"session_id\":\"s\",\"x\":{}",
                    opening.repeat(times)
                );
                read_all(prefix.as_bytes(), 200);
            }
        }
    };
    std::thread::Builder::new()
        .stack_size(512 * 1024)
        .spawn(read)
        .unwrap()
        .join()
        .unwrap();
}
