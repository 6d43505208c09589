//! From bytes to a text that a JSON parser takes.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8};

/// The text that bytes stand for. A byte order mark goes before the charset that was declared; what is no text becomes U+FFFD.
pub fn of<'a>(bytes: &'a [u8], charset: Option<&str>) -> Cow<'a, str> {
    let declared = charset.and_then(|charset| Encoding::for_label(charset.as_bytes()));
    let (text, _, _) = declared.unwrap_or(UTF_8).decode(bytes);
    match whole(&text) {
        Some(mended) => Cow::Owned(mended),
        None => text,
    }
}

/// JSON with U+FFFD in place of halves of surrogate pairs; none where there is no half.
///
/// JavaScript's texts are made of UTF-16, so whoever cuts one at a length can cut a character in half, and `JSON.stringify` writes
/// the half as an escape (ECMA-262, `QuoteJSONString`).
fn whole(json: &str) -> Option<String> {
    let (mut mended, mut kept) = (String::new(), 0);
    let mut at = 0;
    while let Some(found) = json.get(at..).and_then(|rest| rest.find('\\')) {
        let start = at + found;
        let Some(unit) = unit(json, start) else {
            // Another escape: two characters, of which the second may be a backslash.
            at = start + 1 + json.get(start + 1..)?.chars().next().map_or(0, char::len_utf8);
            continue;
        };
        let paired = (0xd800..0xdc00).contains(&unit)
            && self::unit(json, start + ESCAPE).is_some_and(|second| (0xdc00..0xe000).contains(&second));
        at = start + if paired { 2 * ESCAPE } else { ESCAPE };
        if !paired && (0xd800..0xe000).contains(&unit) {
            mended += json.get(kept..start)?;
            mended += "\\ufffd";
            kept = at;
        }
    }
    if kept == 0 {
        return None;
    }
    mended += json.get(kept..)?;
    Some(mended)
}

/// The length of an escape such as `\ud83d`.
const ESCAPE: usize = 6;

/// The UTF-16 unit that an escape at this place stands for.
fn unit(json: &str, at: usize) -> Option<u16> {
    let digits = json.get(at..at + ESCAPE)?.strip_prefix("\\u")?;
    let plain = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    plain.then(|| u16::from_str_radix(digits, 16).ok()).flatten()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn halves_are_replaced_and_pairs_are_not() {
        for (json, expected) in [
            (r#""\ud83d""#, Some(r#""\ufffd""#)),
            (r#""\ude00 after""#, Some(r#""\ufffd after""#)),
            (r#""\ud83d\ud83d\ude00""#, Some(r#""\ufffd\ud83d\ude00""#)),
            (r#""\uD83D\n\uDE00""#, Some(r#""\ufffd\n\ufffd""#)),
            (r#""a\\\ud83d""#, Some(r#""a\\\ufffd""#)),
            (r#""\ud83d\ude00""#, None),
            (r#""\\ud83d""#, None),
            (r#""\u00e4\"""#, None),
            (r#""\ud8"#, None),
            ("\\", None),
            ("\\\u{e4}\\ud83d", Some("\\\u{e4}\\ufffd")),
        ] {
            assert_eq!(whole(json).as_deref(), expected, "{json}");
        }
    }

    #[test]
    fn charsets_and_marks() {
        assert_eq!(of(b"\xef\xbb\xbf{}", None), "{}");
        assert_eq!(of(b"\xff\xfe{\0}\0", None), "{}");
        assert_eq!(of(b"\xfc", Some("ISO-8859-1")), "\u{fc}");
        assert_eq!(of(b"\xef\xbb\xbf\xc3\xbc", Some("ISO-8859-1")), "\u{fc}");
        assert_eq!(of(b"\xc3\xbc\xff", Some("nonsense")), "\u{fc}\u{fffd}");
    }

    proptest! {
        #[test]
        fn what_javascript_writes_can_be_read(units in prop::collection::vec(0xd7f0_u16..0xe010, 0..12)) {
            let escapes: String = units.iter().map(|unit| format!("\\u{unit:04x}")).collect();
            let json = format!("\"{escapes}\"");
            let read: String = serde_json::from_str(&of(json.as_bytes(), None)).unwrap();
            prop_assert_eq!(read, String::from_utf16_lossy(&units));
        }
    }
}
