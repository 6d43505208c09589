//! The slots of one key, which its sessions take: as many as it may have, each with a number.

use std::collections::HashSet;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::options::KeyName;

/// A slot of a key that a session has taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeySlot {
    /// The key.
    pub key: KeyName,
    /// How many it has.
    pub most: usize,
    /// The number of this one.
    pub number: usize,
    /// Who has taken it: a random name.
    pub holder: String,
    /// The revision of its entry in the bucket.
    pub revision: u64,
}

impl KeySlot {
    /// The name of this slot in the bucket.
    pub fn name(&self) -> String {
        name(&self.key, self.number)
    }
}

/// The name of a slot in the bucket.
pub fn name(key: &KeyName, number: usize) -> String {
    format!("{}{number}", names(key))
}

/// How the names of all slots of a key begin. Names of keys have dots, which would be parts of a subject.
pub fn names(key: &KeyName) -> String {
    format!("{}.", URL_SAFE_NO_PAD.encode(key.as_str()))
}

/// A slot that is free where these are taken, the next one after `first`; none where the key has as many as it may. Slots beyond `most` count:
/// they were taken when it might have more.
pub fn free(most: usize, first: usize, taken: &HashSet<usize>) -> Option<usize> {
    if taken.len() >= most {
        return None;
    }
    let mut numbers = (0..most).map(|step| (first % most + step) % most);
    numbers.find(|number| !taken.contains(number))
}

/// A number to begin with, so that nodes seldom try the same slot.
pub fn any() -> usize {
    let [a, b, ..] = Uuid::new_v4().into_bytes();
    usize::from(u16::from_be_bytes([a, b]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_place_is_taken_once_and_none_beyond() {
        for (most, first) in [(0, 5), (1, 7), (3, 0), (3, 2), (8, 65_535)] {
            let mut taken = HashSet::new();
            while let Some(number) = free(most, first, &taken) {
                assert!(number < most && taken.insert(number));
            }
            assert_eq!(taken.len(), most);
        }
    }

    #[test]
    fn places_that_a_key_may_have_no_more_count() {
        let taken = |numbers: &[usize]| numbers.iter().copied().collect();
        assert_eq!(free(2, 0, &taken(&[5, 7])), None);
        assert_eq!(free(3, 0, &taken(&[5, 7])), Some(0));
        assert_eq!(free(3, 0, &taken(&[0, 7])), Some(1));
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
