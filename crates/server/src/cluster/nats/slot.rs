//! The places that the sessions of one key take: as many as it may have, each with a number.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::options::KeyName;

/// A place that a session has taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Slot {
    /// The key.
    pub key: KeyName,
    /// How many it has.
    pub most: usize,
    /// The number of this one.
    pub number: usize,
    /// Who has taken it: a random word.
    pub holder: String,
    /// The bucket's number of the last word about it.
    pub revision: u64,
}

impl Slot {
    /// The name of this place in the bucket.
    pub fn name(&self) -> String {
        name(&self.key, self.number)
    }
}

/// The name of a place in the bucket. Names of keys have dots, which would be parts of a subject.
pub fn name(key: &KeyName, number: usize) -> String {
    format!("{}.{number}", URL_SAFE_NO_PAD.encode(key.as_str()))
}

/// The numbers of all places, from one of them on.
pub fn numbers(most: usize, first: usize) -> impl Iterator<Item = usize> {
    (0..most).map(move |step| (first % most + step) % most)
}

/// A number to begin with, so that machines seldom try the same place.
pub fn any() -> usize {
    let [a, b, ..] = Uuid::new_v4().into_bytes();
    usize::from(u16::from_be_bytes([a, b]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_place_is_tried_once() {
        for (most, first) in [(1, 7), (3, 0), (3, 2), (8, 65_535)] {
            let mut tried: Vec<_> = numbers(most, first).collect();
            assert_eq!(tried.first(), Some(&(first % most)));
            tried.sort_unstable();
            assert_eq!(tried, (0..most).collect::<Vec<_>>());
        }
        assert_eq!(numbers(0, 5).count(), 0);
    }

    #[test]
    fn a_name_is_plain_whatever_the_key_is_called() {
        for key in ["shop", "..", "a.b-c_d"] {
            let name = name(&key.parse().unwrap(), 12);
            let (letters, number) = name.split_once('.').unwrap();
            let plain = |letter: char| letter.is_ascii_alphanumeric() || "-_".contains(letter);
            assert!(!letters.is_empty() && letters.chars().all(plain), "{name}");
            assert_eq!(number, "12");
        }
    }
}
