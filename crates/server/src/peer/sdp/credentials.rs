//! The client's ICE user name fragment, password and certificate fingerprint, checked before the WebRTC library sees them.

use std::ops::RangeInclusive;

use crate::peer::sdp::description::Attribute;

/// Characters in a user name fragment (RFC 8839, section 5.4).
const USER_FRAGMENT: RangeInclusive<usize> = 4..=256;

/// Characters in a password (RFC 8839, section 5.4).
const PASSWORD: RangeInclusive<usize> = 22..=256;

/// The hash functions of fingerprints that the WebRTC library can compare, the best first, with their length in bytes.
const HASHES: [(&str, usize); 2] = [("sha-256", 32), ("sha-1", 20)];

/// Whether a text is a user name fragment of ICE.
pub fn is_user_fragment(text: &str) -> bool {
    USER_FRAGMENT.contains(&text.len()) && text.bytes().all(is_ice_char)
}

/// Whether a text is a password of ICE.
pub fn is_password(text: &str) -> bool {
    PASSWORD.contains(&text.len()) && text.bytes().all(is_ice_char)
}

/// Letters, digits, plus and slash: all that ICE writes its names with (RFC 8839, section 5.1).
fn is_ice_char(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'+' || byte == b'/'
}

/// The best fingerprint of some lines, in the form in which all libraries write it; none where none can be compared.
pub fn fingerprint<'a>(lines: impl Iterator<Item = &'a Attribute>) -> Option<String> {
    let readable: Vec<(String, Vec<u8>)> = lines.filter_map(|line| read(&line.value)).collect();
    HASHES.iter().find_map(|(name, length)| {
        let (_, bytes) = readable
            .iter()
            .find(|(hash, bytes)| hash == name && bytes.len() == *length)?;
        let hex: Vec<String> = bytes.iter().map(|byte| format!("{byte:02X}")).collect();
        Some(format!("{name} {}", hex.join(":")))
    })
}

fn read(value: &str) -> Option<(String, Vec<u8>)> {
    let mut words = value.split_ascii_whitespace();
    let hash = words.next()?.to_ascii_lowercase();
    let bytes = words.next()?.split(':').map(byte).collect::<Option<Vec<u8>>>()?;
    words.next().is_none().then_some((hash, bytes))
}

/// A byte in two hexadecimal digits. The standard library alone would take a sign as well.
fn byte(hex: &str) -> Option<u8> {
    let is_plain = hex.len() == 2 && hex.bytes().all(|digit| digit.is_ascii_hexdigit());
    if is_plain {
        u8::from_str_radix(hex, 16).ok()
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_and_letters_are_those_of_the_standard() {
        for (length, fits) in [
            (0, false),
            (3, false),
            (4, true),
            (111, true),
            (112, true),
            (256, true),
            (257, false),
        ] {
            assert_eq!(is_user_fragment(&"a".repeat(length)), fits, "{length}");
        }
        for (length, fits) in [(21, false), (22, true), (256, true), (257, false)] {
            assert_eq!(is_password(&"/".repeat(length)), fits, "{length}");
        }
        for wrong in ["ab:d", "ab d", "abc\u{e9}", "ab-d", "abc\0", "abc="] {
            assert!(!is_user_fragment(wrong), "{wrong:?}");
        }
    }

    #[test]
    fn the_best_fingerprint_is_taken_in_any_case() {
        let line = |value: String| Attribute {
            line: 1,
            name: "fingerprint".into(),
            value,
        };
        let of = |hash: &str, byte: &str, count: usize| line(format!("{hash} {}", vec![byte; count].join(":")));
        let both = [of("sha-1", "0a", 20), of("SHA-256", "fb", 32), of("sha-512", "00", 64)];
        assert_eq!(
            fingerprint(both.iter()),
            Some(format!("sha-256 {}", vec!["FB"; 32].join(":")))
        );
        assert_eq!(
            fingerprint(both[..1].iter()),
            Some(format!("sha-1 {}", vec!["0A"; 20].join(":")))
        );
        for wrong in [
            of("sha-512", "00", 64),
            of("sha-256", "00", 31),
            of("sha-256", "0g", 32),
            of("sha-256", "+1", 32),
            line("sha-256".into()),
        ] {
            assert_eq!(fingerprint([wrong.clone()].iter()), None, "{wrong:?}");
        }
    }
}
